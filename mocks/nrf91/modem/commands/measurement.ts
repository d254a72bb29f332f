import type { Answer } from '../../answer.ts';
import { error, later, okThen, say } from '../../answer.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';
import { grantedTimers } from '../registration-view.ts';
import { signal, signalQuality } from '../signal.ts';
import { servingBand } from './settings.ts';

const evaluationMs = 1000;
const neighboursMs = 2000;
// The one cell there is: physical cell, channel.
const physicalCell = 428;
const channel = 6300;
// <result> of AT%CONEVAL.
const result = { noCell: 1, cardMissing: 2, notRegistered: 6, unspecified: 7 };
// 3GPP TS 24.008 10.5.7.3: the periodic timer of networks without power saving.
const legacyTau = '01001001';

function monitor(core: Core): Answer {
  const { dialect, network, radio } = core;
  if (!radio.registered) return say(`%XMONITOR: ${radio.stat}`);
  const { activeTime, periodicTau } = grantedTimers(core);
  const edrx = core.settings.parameters.get(`+CEDRXS ${radio.act === 9 ? 5 : 4}`) ?? '';
  const fields = [
    radio.stat,
    `"${network.longName}","${network.shortName}","${network.plmn}","${network.tac}"`,
    `${radio.act},${servingBand},"${radio.cell}",${physicalCell},${channel},${signal.rsrp},${signal.snr}`,
    `"${edrx}","${activeTime}","${periodicTau}"`,
    ...(dialect.old ? [] : [`"${legacyTau}"`]),
  ];
  return say(`%XMONITOR: ${fields.join(',')}`);
}

function evaluate(core: Core): Answer {
  const { network, radio, uicc } = core;
  return later(evaluationMs, () => {
    if (uicc.failed) return say(`%CONEVAL: ${result.cardMissing}`);
    if (!radio.active) return say(`%CONEVAL: ${result.unspecified}`);
    if (radio.cell === undefined) return say(`%CONEVAL: ${result.noCell}`);
    if (!radio.registered) return say(`%CONEVAL: ${result.notRegistered}`);
    const rrc = radio.air.connected ? 1 : 0;
    const cell = `"${radio.cell}","${network.plmn}",${physicalCell},${channel},${servingBand}`;
    return say(`%CONEVAL: 0,${rrc},7,${signal.rsrp},${signal.rsrq},${signal.snr},${cell},0,0,23,1,1,112`);
  });
}

function neighbours(core: Core): Answer {
  const { network, radio } = core;
  return okThen(() => {
    core.timers.after(neighboursMs, () => {
      if (radio.cell === undefined) core.urc('%NCELLMEAS: 1');
      else {
        const place = `"${radio.cell}","${network.plmn}","${network.tac}",65535,${channel},${physicalCell}`;
        core.urc(`%NCELLMEAS: 0,${place},${signal.rsrp},${signal.rsrq},${Math.round(core.clock.now())}`);
      }
    });
  });
}

/** Signal and cell: +CESQ, %XSNRSQ, %XMONITOR, %CONEVAL, %NCELLMEAS, %XCONNSTAT (reference guide, each). */
export function measurementCommands(core: Core): CommandTable {
  return {
    '+CESQ': { run: () => say(signalQuality(core)), test: '+CESQ: (99),(99),(255),(255),(0-34,255),(0-97,255)' },
    '%XSNRSQ': { read: () => say(`%XSNRSQ: ${core.radio.cell === undefined ? 127 : signal.snr},255,255`) },
    '%XMONITOR': { run: () => monitor(core) },
    '%CONEVAL': { run: () => evaluate(core) },
    '%NCELLMEAS': { run: () => neighbours(core), set: () => neighbours(core) },
    '%XCONNSTAT': {
      read: '%XCONNSTAT: 0,0,0,0,0,0',
      set: (command) => (numberAt(command, 0, 0, 1) === undefined ? error : say()),
    },
  };
}
