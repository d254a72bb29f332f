import { type Command, command, exec, type Params, set } from '../../src/at/index.ts';

/** The serving cell as the module sees it; signal in dBm and dB. */
export interface ServingCell {
  readonly state: string | undefined;
  /** As the module calls it: `eMTC`, `NBIoT`, `LTE`, `NR5G-SA` and others. */
  readonly system: string;
  readonly duplex: string | undefined;
  readonly plmn: string | undefined;
  readonly cell: number | undefined;
  readonly physicalCell: number | undefined;
  readonly channel: number | undefined;
  readonly band: number | undefined;
  readonly area: number | undefined;
  readonly rsrpDbm: number | undefined;
  readonly rsrqDb: number | undefined;
  readonly rssiDbm: number | undefined;
  readonly sinrDb: number | undefined;
}

/** `-` stands for what the module does not know. */
const hex = (params: Params): number | undefined => {
  const text = params.optionalText();
  return text === undefined || !/^[0-9a-f]+$/i.test(text) ? undefined : Number.parseInt(text, 16);
};

const plmnOf = (mcc: string | undefined, mnc: string | undefined): string | undefined =>
  mcc === undefined || mnc === undefined || mcc === '-' || mnc === '-' ? undefined : mcc + mnc.padStart(2, '0');

function place(params: Params) {
  const duplex = params.optionalText();
  const plmn = plmnOf(params.optionalText(), params.optionalText());
  return { duplex, plmn, cell: hex(params), physicalCell: params.optionalInt() };
}

/** LTE and what came of it: two bandwidths stand before the area. */
function lteCell(state: string | undefined, system: string, params: Params): ServingCell {
  const where = place(params);
  const channel = params.optionalInt();
  const band = params.optionalInt();
  const area = hex(params.skip(2));
  const [rsrpDbm, rsrqDb, rssiDbm] = [params.optionalInt(), params.optionalInt(), params.optionalInt()];
  return { state, system, ...where, channel, band, area, rsrpDbm, rsrqDb, rssiDbm, sinrDb: params.optionalInt() };
}

/** 5G standalone: the area comes first, and one bandwidth. */
function nrCell(state: string | undefined, system: string, params: Params): ServingCell {
  const where = place(params);
  const area = hex(params);
  const channel = params.optionalInt();
  const band = params.optionalInt();
  const [rsrpDbm, rsrqDb] = [params.skip().optionalInt(), params.optionalInt()];
  const signal = { rsrpDbm, rsrqDb, rssiDbm: undefined, sinrDb: params.optionalInt() };
  return { state, system, ...where, channel, band, area, ...signal };
}

const isLte = (system: string): boolean => /^(LTE|eMTC|NBIoT|CAT-M1?|CAT-NB1?)$/i.test(system);

/**
 * One line of the answer. A module on LTE and 5G at once says the state in a line of its own and then one line for each;
 * GSM and WCDMA have other fields and are left out.
 */
function servingCell(params: Params): ServingCell | undefined {
  const first = params.text();
  const isOneLine = first === 'servingcell';
  const state = isOneLine ? params.optionalText() : undefined;
  const system = isOneLine ? (params.optionalText() ?? '') : first;
  if (isLte(system)) return lteCell(state, system, params);
  return system === 'NR5G-SA' ? nrCell(state, system, params) : undefined;
}

/** `AT+QENG="servingcell"`; nothing while the module searches. */
export const readServingCell: Command<ServingCell | undefined> = command({
  line: set('+QENG', 'servingcell'),
  timeoutMs: 5000,
  lines: { '+QENG': servingCell },
  result: ({ lines }) => lines['+QENG'][0],
});

/** A cell beside the serving one; signal in dBm and dB. */
export interface NeighbourCell {
  /** On the frequency of the serving cell, or on another. */
  readonly frequency: 'same' | 'other';
  readonly system: string;
  readonly channel: number | undefined;
  readonly physicalCell: number | undefined;
  readonly rsrpDbm: number | undefined;
  readonly rsrqDb: number | undefined;
  readonly rssiDbm: number | undefined;
}

function neighbourCell(params: Params): NeighbourCell | undefined {
  const kind = /^neighbourcell (intra|inter)$/.exec(params.text())?.[1];
  const system = params.optionalText() ?? '';
  if (kind === undefined || !isLte(system)) return undefined;
  const [channel, physicalCell] = [params.optionalInt(), params.optionalInt()];
  const [first, second, rssiDbm] = [params.optionalInt(), params.optionalInt(), params.optionalInt()];
  // RSRQ comes first; some firmware has them the other way round. RSRQ is -20 dB at the least, RSRP never above -44 dBm.
  const isSwapped = first !== undefined && second !== undefined && first < -40 && second > first;
  const [rsrqDb, rsrpDbm] = isSwapped ? [second, first] : [first, second];
  return { frequency: kind === 'intra' ? 'same' : 'other', system, channel, physicalCell, rsrpDbm, rsrqDb, rssiDbm };
}

/**
 * `AT+QENG="neighbourcell"`: `+QENG: "neighbourcell intra","LTE",275,280,-14,-99,-67,...`: channel, physical cell, RSRQ,
 * RSRP, RSSI. Cells of GSM and WCDMA have other fields and are left out. Quectel EC2x AT commands manual.
 */
export const readNeighbourCells: Command<readonly NeighbourCell[]> = command({
  line: set('+QENG', 'neighbourcell'),
  timeoutMs: 5000,
  lines: { '+QENG': neighbourCell },
  result: ({ lines }) => lines['+QENG'],
});

/** What carries the connection, in words that are right on every model. */
export interface NetworkInformation {
  readonly technology: string;
  readonly plmn: string | undefined;
  readonly band: string | undefined;
}

/**
 * `AT+QNWINFO`: `+QNWINFO: "eMTC","26203","LTE BAND 20",6200`. The numbers of access technologies in `+CEREG` do not
 * tell LTE-M from LTE on every model.
 */
export const readNetworkInformation: Command<NetworkInformation | undefined> = command({
  line: exec('+QNWINFO'),
  timeoutMs: 5000,
  lines: {
    '+QNWINFO': (params): NetworkInformation | undefined => {
      if (params.count < 3) return undefined;
      return { technology: params.text(), plmn: params.optionalText(), band: params.optionalText() };
    },
  },
  result: ({ lines }) => lines['+QNWINFO'][0],
});

/** `AT+QSPN`: the full name of the network. `AT+COPS?` has it too, but blocks the port while the module searches. */
export const readOperatorName: Command<string | undefined> = command({
  line: exec('+QSPN'),
  timeoutMs: 5000,
  lines: { '+QSPN': (params) => ({ full: params.optionalText(), short: params.optionalText() }) },
  result: ({ lines }) => lines['+QSPN'][0]?.full || lines['+QSPN'][0]?.short || undefined,
});
