import type { Answer } from '../answer.ts';
import { error, ok, say } from '../answer.ts';
import { restAsTyped, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';

// Quectel RG50xQ, RM5xxQ and RG520N AT manuals, AT+QNWPREFCFG.
const preferences: Readonly<Record<string, string>> = {
  mode_pref: 'AUTO',
  lte_band: '1:2:3:5:7:8:20:28:38:40:41',
  nr5g_band: '1:3:7:28:38:41:78',
  nsa_nr5g_band: '1:3:7:28:38:41:78',
  nr5g_disable_mode: '0',
  srv_domain: '1',
  roam_pref: '255',
};

const modes = /^(AUTO|(LTE|NR5G|WCDMA)(:(LTE|NR5G|WCDMA))*)$/;
const bands = /^\d{1,3}(:\d{1,3})*$/;

function accepts(item: string, value: string): boolean {
  if (item === 'mode_pref') return modes.test(value);
  return item.endsWith('_band') ? bands.test(value) : /^\d{1,3}$/.test(value);
}

function prefer(core: Core, command: Command): Answer {
  const item = textAt(command, 0)?.toLowerCase() ?? '';
  const factory = preferences[item];
  if (factory === undefined) return error;
  const key = `+QNWPREFCFG ${item}`;
  if (command.args.length === 1) return say(`+QNWPREFCFG: "${item}",${core.memory.parameters.get(key) ?? factory}`);
  const value = restAsTyped(command, 1).toUpperCase();
  if (!accepts(item, value)) return error;
  core.memory.parameters.set(key, value);
  return ok;
}

/** The serving cells with the blanks as firmware really puts them: here none, there one behind a comma. */
export function newRadioServingCells(core: Core, state: string): readonly string[] | undefined {
  const { network, personality, radio } = core;
  const { nr } = personality.radio;
  if (nr === undefined || !radio.registered || radio.newRadio === 'none') return undefined;
  const operator = `${network.countryCode},${network.networkCode}`;
  if (radio.newRadio === 'sa') {
    return [
      `+QENG: "servingcell","${state}","NR5G-SA","TDD", ${operator},${nr.cell},${nr.physicalCell},${nr.tac},` +
        `${nr.channel},${nr.band},12,-88,-11,11,1,-`,
    ];
  }
  const { band, channel } = personality.radio;
  return [
    `+QENG: "servingcell","${state}"`,
    `+QENG: "LTE","FDD",${operator},${network.cell},152,${channel},${band},5,5,${network.tac},-88,-11,-62,11,15,20,-`,
    `+QENG:"NR5G-NSA",${operator},${nr.physicalCell},-76,21,-11,${nr.channel},${nr.band},8,1`,
  ];
}

/** What `AT+QNWINFO` says while NR is used; undefined while it is not. */
export function newRadioNetworkLines(core: Core): readonly string[] | undefined {
  const { network, personality, radio } = core;
  const { nr } = personality.radio;
  if (nr === undefined || radio.newRadio === 'none') return undefined;
  if (radio.newRadio === 'sa') return [`+QNWINFO: "TDD NR5G","${network.plmn}","NR5G BAND ${nr.band}",${nr.channel}`];
  const { band, channel, technology } = personality.radio;
  return [
    `+QNWINFO: "${technology}","${network.plmn}","LTE BAND ${band}",${channel}`,
    `+QNWINFO: "TDD NR5G","${network.plmn}","NR5G BAND ${nr.band}",${nr.channel}`,
  ];
}

function carriers(core: Core): Answer {
  const { personality, radio } = core;
  const { band, channel, nr } = personality.radio;
  if (!radio.registered) return ok;
  const second = nr === undefined || radio.newRadio === 'none' ? undefined : nr;
  const primary =
    second !== undefined && radio.newRadio === 'sa'
      ? `+QCAINFO: "PCC",${second.channel},12,"NR5G BAND ${second.band}",${second.physicalCell}`
      : `+QCAINFO: "PCC",${channel},100,"LTE BAND ${band}",1,152,-88,-11,-62,11`;
  if (second === undefined || radio.newRadio !== 'nsa') return say(primary);
  const secondary = `+QCAINFO: "SCC",${second.channel},12,"NR5G BAND ${second.band}",1,${second.physicalCell},0,-,-`;
  return core.faults.carriersGlued === true ? say(primary + secondary) : say(primary, secondary);
}

/** Carriers everywhere beyond LPWA, and the choice of radio and bands of the 5G models: +QCAINFO, +QNWPREFCFG. */
export function newRadioCommands(core: Core): CommandTable {
  if (core.personality.family === 'lpwa') return {};
  const aggregation: CommandTable = { '+QCAINFO': { run: () => carriers(core) } };
  if (core.personality.radio.nr === undefined) return aggregation;
  return {
    ...aggregation,
    '+QNWPREFCFG': {
      plainError: true,
      test: () => say(...Object.keys(preferences).map((item) => `+QNWPREFCFG: "${item}"`)),
      set: (command) => prefer(core, command),
    },
  };
}
