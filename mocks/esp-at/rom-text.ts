import type { RestartReason } from './core.ts';
import type { Personality } from './personality.ts';

// `rst cause` of the ESP8266 ROM: 1 power-on, 2 external reset or restart by software, 4 watchdog.
const causes: Readonly<Record<RestartReason, number>> = {
  power: 1,
  brownout: 1,
  external: 2,
  software: 2,
  panic: 2,
  'deep-sleep': 2,
  watchdog: 4,
};

// `rst:` of the ESP32 ROM (ESP-IDF programming guide, "Fatal Errors").
const reasons: Readonly<Record<RestartReason, string>> = {
  power: 'rst:0x1 (POWERON_RESET)',
  external: 'rst:0x1 (POWERON_RESET)',
  software: 'rst:0xc (SW_CPU_RESET)',
  panic: 'rst:0xc (SW_CPU_RESET)',
  watchdog: 'rst:0x8 (TG1WDT_SYS_RESET)',
  brownout: 'rst:0xf (RTCWDT_BROWN_OUT_RESET)',
  'deep-sleep': 'rst:0x5 (DEEPSLEEP_RESET)',
};

const loadLines = [
  'load 0x40100000, len 816, room 16',
  'tail 0',
  'chksum 0x8d',
  'load 0x3ffe8000, len 788, room 8',
  'tail 12',
  'chksum 0xcf',
];
const secondStageLines = [
  'ho 0 tail 12 room 4',
  'load 0x3ffe8314, len 288, room 12',
  'tail 4',
  'chksum 0xcf',
  'csum 0xcf',
  '',
  '2nd boot version : 1.2',
  '  SPI Speed      : 40MHz',
  '  SPI Mode       : QIO',
  '  SPI Flash Size : 32Mbit',
];

/** What the ROM of an ESP8266 says, at 74 880 baud, with or without the words of the second stage. */
export function esp8266RomText(reason: RestartReason, download: boolean, secondStage: boolean): string {
  const first = `\r\n ets Jan  8 2013,rst cause:${causes[reason]}, boot mode:(${download ? 1 : 3},7)\r\n\r\n`;
  if (download) return first;
  const lines = [...loadLines, ...(secondStage ? secondStageLines : ['csum 0xcf']), 'jump to run user1', ''];
  return first + lines.map((line) => `${line}\r\n`).join('');
}

// The newer chips have other words for the same reasons.
const newerReasons: Readonly<Record<RestartReason, string>> = {
  power: 'rst:0x1 (POWERON)',
  external: 'rst:0x1 (POWERON)',
  software: 'rst:0xc (SW_CPU)',
  panic: 'rst:0xc (SW_CPU)',
  watchdog: 'rst:0x8 (TG1_WDT_SYS)',
  brownout: 'rst:0xf (BROWNOUT)',
  'deep-sleep': 'rst:0x5 (DSLEEP)',
};

const newerRoms: Readonly<Partial<Record<Personality['chip'], readonly [string, string, string]>>> = {
  ESP32C3: ['ESP-ROM:esp32c3-api1-20210207', 'Build:Feb  7 2021', 'boot:0xc'],
  ESP32C6: ['ESP-ROM:esp32c6-20220919', 'Build:Sep 19 2022', 'boot:0x6c'],
  ESP32C61: ['ESP-ROM:esp32c61-eco3-20250228', 'Build:Feb 28 2025', 'boot:0xc'],
};

/** What the ROM of an ESP32 or a later chip says on the log port (ESP-AT user guide, "Reference Log"). */
export function esp32RomText(chip: Personality['chip'], reason: RestartReason, download: boolean): readonly string[] {
  const newer = newerRoms[chip];
  if (newer === undefined) {
    const boot = download ? 'boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))' : 'boot:0x13 (SPI_FAST_FLASH_BOOT)';
    const lines = ['ets Jul 29 2019 12:21:46', '', `${reasons[reason]},${boot}`];
    return download ? [...lines, 'waiting for download'] : lines;
  }
  const [rom, build, boot] = newer;
  const mode = download ? 'boot:0x4 (DOWNLOAD(USB/UART0/1))' : `${boot} (SPI_FAST_FLASH_BOOT)`;
  const lines = [rom, build, `${newerReasons[reason]},${mode}`];
  return download ? [...lines, 'waiting for download'] : lines;
}

/** What the application says about its ports (ESP-AT user guide, "Reference Log"); later with a time and a tag. */
export function portLines({ pins, version }: Personality, baudRate: number): readonly string[] {
  const [tx, rx, cts, rts] = pins;
  const [init, uart] = version >= 401 ? ['I (948) at-init: ', 'I (1605) at-uart: '] : ['', ''];
  const port = `AT cmd port:uart1 tx:${tx} rx:${rx} cts:${cts} rts:${rts} baudrate:${baudRate}`;
  return [`${init}at param mode: 1`, `${uart}${port}`];
}

/** What the panic handler says before it restarts. */
export function panicLines(reason: RestartReason): readonly string[] {
  if (reason === 'panic') return ["Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled."];
  if (reason === 'watchdog') return ['Task watchdog got triggered.'];
  return reason === 'brownout' ? ['Brownout detector was triggered'] : [];
}
