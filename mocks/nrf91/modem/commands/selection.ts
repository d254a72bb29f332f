import type { Answer } from '../../answer.ts';
import { cme, error, later, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt, textAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';

// A full scan of every band takes minutes.
const scanMs = 120_000;
const selectMs = 40;
// Operator names exist in numeric format only.
const numericFormat = 2;
// 3GPP TS 27.007 9.2: no network service.
const noNetwork = 30;

function scan(core: Core): Answer {
  if (!core.radio.active || !core.uicc.ready) return error;
  return later(scanMs, () => {
    if (core.faults.scanFails === true) return error;
    const { network, radio } = core;
    if (!network.coverage) return cme(noNetwork);
    const state = radio.registered ? 2 : network.refusal === undefined ? 1 : 3;
    const found = network.technologies.map((name) => {
      const act = name === 'lte-m' ? 7 : 9;
      return `(${act === radio.act ? state : Math.min(state, 1)},"","","${network.plmn}",${act})`;
    });
    return say(`+COPS: ${found.join(',')}`);
  });
}

function select(core: Core, command: Command): Answer {
  const mode = numberAt(command, 0, 0, 3);
  if (mode === undefined) return error;
  if (mode === 3) return numberAt(command, 1, numericFormat, numericFormat) === undefined ? error : ok;
  if (mode === 2) {
    return later(selectMs, () => {
      core.radio.detach();
      return ok;
    });
  }
  const { radio, settings } = core;
  if (mode === 1) {
    const plmn = quotedAt(command, 2);
    if (numberAt(command, 1, 2, 2) === undefined || plmn === undefined || !/^\d{5,6}$/.test(plmn)) return error;
    if (textAt(command, 3) !== undefined && numberAt(command, 3, 7, 9) === undefined) return error;
    settings.wantedPlmn = plmn;
  }
  settings.selection = mode === 1 ? 1 : 0;
  return later(selectMs, () => {
    const elsewhere = settings.selection === 1 && settings.wantedPlmn !== core.network.plmn;
    if (radio.registered && elsewhere) radio.detach();
    if (radio.active) radio.attach();
    return ok;
  });
}

/** Operator selection (nRF91 AT Commands Reference Guide, +COPS); it is stored with the settings. */
export function selectionCommands(core: Core): CommandTable {
  return {
    '+COPS': {
      test: () => scan(core),
      read: () => {
        const { network, radio, settings } = core;
        const operator = radio.registered ? `,${numericFormat},"${network.plmn}",${radio.act}` : '';
        return say(`+COPS: ${settings.selection}${operator}`);
      },
      set: (command) => select(core, command),
    },
  };
}
