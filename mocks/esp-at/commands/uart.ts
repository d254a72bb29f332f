import { okThen, say } from '../answer.ts';
import { countArguments, numberAt } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { UartSettings } from '../memory.ts';
import type { Command } from '../parse-command.ts';

/** The speed that the divider of the UART really makes; the query reports that one. */
function dividedSpeed(clockHz: number | undefined, baudRate: number): number {
  if (clockHz === undefined) return baudRate;
  return Math.floor(clockHz / Math.max(1, Math.floor(clockHz / baudRate)));
}

function readSettings(command: Command, highestBaudRate: number): UartSettings {
  countArguments(command, 5);
  return {
    baudRate: numberAt(command, 0, 80, highestBaudRate),
    dataBits: numberAt(command, 1, 5, 8),
    stopBits: numberAt(command, 2, 1, 3),
    parity: numberAt(command, 3, 0, 2),
    flowControl: numberAt(command, 4, 0, 3),
  };
}

/** `AT+UART_CUR`, `AT+UART_DEF` and its alias: the `OK` still comes at the old speed (ESP-AT user guide). */
export function uartCommands(core: Core): CommandTable {
  const { memory, personality, settings } = core;
  const entry = (name: string, stored: boolean): CommandEntry => ({
    read: () => {
      const { baudRate, dataBits, flowControl, parity, stopBits } = stored ? memory.uart : settings.uart;
      const speed = stored ? baudRate : dividedSpeed(personality.uartClock, baudRate);
      return say(`${name}:${[speed, dataBits, stopBits, parity, flowControl].join(',')}`);
    },
    set: (command) => {
      const wanted = readSettings(command, personality.highestBaudRate);
      if (stored) memory.uart = wanted;
      return okThen(() => core.changeUart(wanted));
    },
  });
  return {
    '+UART_CUR': entry('+UART_CUR', false),
    '+UART_DEF': entry('+UART_DEF', true),
    '+UART': entry('+UART', true),
  };
}
