import type { Answer } from '../answer.ts';
import { cme, error, say } from '../answer.ts';
import { textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { newRadioNetworkLines, newRadioServingCells } from './new-radio.ts';

// One fair signal: RSSI -62 dBm, RSRP -88 dBm, RSRQ -11 dB, SINR 11 dB.
const signal = { rssi: -62, rsrp: -88, rsrq: -11, sinr: 11 };

/** <rssi> of 3GPP TS 27.007 8.5. */
const signalIndex = Math.round((signal.rssi + 113) / 2);

// Quectel AT+QCSQ: the raw SINR is (dB + 20) * 5.
const rawSinr = (signal.sinr + 20) * 5;

// 3GPP TS 27.007 8.69: RSRQ in half decibels from -19.5, RSRP in decibels from -140.
const extendedQuality = Math.floor((signal.rsrq + 19.5) * 2);
const extendedPower = signal.rsrp + 141;

/** Names of the radio, which older BG96 firmware spells differently. */
function names(core: Core): { readonly technology: string; readonly system: string } {
  const { system, technology } = core.personality.radio;
  const old = core.faults.catM1Name === true;
  return old ? { technology: 'CAT-M1', system: 'CAT-M1' } : { technology, system };
}

function servingCell(core: Core): Answer {
  const { network, personality, radio } = core;
  const head = core.faults.qengWithoutBlank === true ? '+QENG:' : '+QENG: ';
  // A refused module stays camped for emergency calls: limited service.
  if (!radio.registered && radio.stat !== 3) return say(`${head}"servingcell","SEARCH"`);
  const state = !radio.registered ? 'LIMSRV' : core.packet.activeContexts.length > 0 ? 'CONNECT' : 'NOCONN';
  const withNewRadio = newRadioServingCells(core, state);
  if (withNewRadio !== undefined) return say(...withNewRadio);
  const { band, channel } = personality.radio;
  const physicalCell = 152;
  const fields = [
    `"servingcell","${state}","${names(core).system}","FDD"`,
    network.countryCode,
    network.networkCode,
    network.cell,
    physicalCell,
    channel,
    band,
    personality.family === 'lpwa' ? '3,3' : '5,5',
    network.tac,
    signal.rsrp,
    signal.rsrq,
    signal.rssi,
    signal.sinr,
    41,
  ];
  return say(`${head}${fields.join(',')}`);
}

/** Cells beside the serving one: of its own frequency, itself first, and of others that were only announced. */
function neighbourCells(core: Core): Answer {
  const { personality, radio } = core;
  if (!radio.registered || radio.newRadio === 'sa') return say();
  const head = core.faults.qengWithoutBlank === true ? '+QENG:' : '+QENG: ';
  const { system } = names(core);
  const { channel } = personality.radio;
  const { rsrp, rsrq, rssi, sinr } = signal;
  const others = core.network.neighbours.map(
    ({ physicalCell, rsrp: power, rsrq: quality }) =>
      `${head}"neighbourcell intra","${system}",${channel},${physicalCell},${quality},${power},${power + 27},-,18,5,10,8,62`,
  );
  return say(
    `${head}"neighbourcell intra","${system}",${channel},152,${rsrq},${rsrp},${rssi},${sinr},41,5,10,8,62`,
    ...others,
    `${head}"neighbourcell inter","${system}",${channel + 1300},-,-,-,-,-,-,0,10,4`,
  );
}

function engineering(core: Core, command: Command): Answer {
  const what = textAt(command, 0);
  if (what === 'servingcell') return servingCell(core);
  return what === 'neighbourcell' ? neighbourCells(core) : error;
}

/** What the radio sees: +CSQ, +QCSQ, +CESQ, +QNWINFO, +QSPN, +QENG. */
export function stationCommands(core: Core): CommandTable {
  const { network, personality, radio } = core;
  return {
    '+CSQ': {
      test: '+CSQ: (0-31,99),(0-7,99)',
      run: () => say(`+CSQ: ${radio.registered ? signalIndex : 99},99`),
    },
    '+CESQ': {
      test: '+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)',
      run: () =>
        say(
          radio.registered
            ? `+CESQ: 99,99,255,255,${extendedQuality},${extendedPower}`
            : '+CESQ: 99,99,255,255,255,255',
        ),
    },
    '+QCSQ': {
      test: '+QCSQ: "NOSERVICE","GSM","WCDMA","LTE","eMTC","NBIoT"',
      run: () =>
        say(
          radio.registered
            ? `+QCSQ: "${names(core).system}",${signal.rssi},${signal.rsrp},${rawSinr},${signal.rsrq}`
            : '+QCSQ: "NOSERVICE"',
        ),
    },
    '+QNWINFO': {
      run: () => {
        if (!radio.registered) return say('+QNWINFO: No Service');
        const withNewRadio = newRadioNetworkLines(core);
        if (withNewRadio !== undefined) return say(...withNewRadio);
        const { band, channel } = personality.radio;
        return say(`+QNWINFO: "${names(core).technology}","${network.plmn}","LTE BAND ${band}",${channel}`);
      },
    },
    '+QSPN': {
      run: () => {
        if (core.slot.accessError !== undefined) return cme(core.slot.accessError);
        if (!radio.registered) return error;
        return say(`+QSPN: "${network.longName}","${network.shortName}","",0,"${network.plmn}"`);
      },
    },
    '+QENG': {
      test: '+QENG: ("servingcell","neighbourcell")',
      set: (command) => engineering(core, command),
    },
  };
}
