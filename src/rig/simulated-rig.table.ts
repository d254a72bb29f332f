import type { InterfaceText } from './config/schema.ts';

/** A module of the simulated rig. */
export interface SimulatedEntry {
  readonly name: string;
  /** As `atlink simulate` calls it. */
  readonly model: string;
  readonly labels: readonly string[];
}

/** The rig that stands in where there is no hardware: each family, and the firmware that makes a difference. */
export const simulatedRig: readonly SimulatedEntry[] = [
  { name: 'bg95', model: 'quectel-bg95', labels: ['cellular', 'quectel', 'lte-m', 'nb-iot'] },
  { name: 'ec25', model: 'quectel-ec25', labels: ['cellular', 'quectel', 'lte'] },
  { name: 'nrf9160', model: 'nrf9160-slm', labels: ['cellular', 'nrf91', 'lte-m', 'nb-iot'] },
  { name: 'nrf9151', model: 'nrf9151-serial-modem', labels: ['cellular', 'nrf91', 'lte-m', 'nb-iot'] },
  { name: 'nrf9160-at-host', model: 'nrf9160-at-host', labels: ['cellular', 'nrf91', 'lte-m', 'no-sockets'] },
  { name: 'esp32-c3', model: 'esp32-c3', labels: ['wifi', 'esp-at'] },
  { name: 'esp8266', model: 'esp8266-nonos', labels: ['wifi', 'esp-at', 'old-firmware'] },
];

const modelOfDriver: Readonly<Record<string, string>> = {
  quectel: 'quectel-bg95',
  nrf91: 'nrf9160-slm',
  'esp-at': 'esp32-c3',
};

/** Words in the name of a board, and the model that is most like it. */
const modelOfBoard: readonly (readonly [RegExp, string])[] = [
  [/bg9[56]|bg77/, 'quectel-bg95'],
  [/e[cg]\d|quectel/, 'quectel-ec25'],
  [/9151/, 'nrf9151-serial-modem'],
  [/nrf|thingy/, 'nrf9160-slm'],
  [/8266/, 'esp8266-nonos'],
  [/esp/, 'esp32-c3'],
];

/** The model that stands in for a module of a configuration: of the same family, as far as it can be told. */
export function standInFor({ driver, module }: Pick<InterfaceText, 'driver' | 'module'>): string {
  const { board = '', mac, simulate } = module;
  const byBoard = modelOfBoard.find(([pattern]) => pattern.test(board.toLowerCase()))?.[1];
  return simulate ?? modelOfDriver[driver] ?? byBoard ?? (mac === undefined ? 'quectel-bg95' : 'esp32-c3');
}
