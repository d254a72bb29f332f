import type { Answer } from '../../answer.ts';
import { error, later, ok, okThen, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';
import { networkClock } from '../network-time.ts';
import { registrationText } from '../registration-text.ts';
import { registrationView } from '../registration-view.ts';

const detachMs = 800;
// <stat> of a module that goes on saying it searches when it was told to stop.
const searching = 2;

function readRegistration(core: Core): Answer {
  const mode = core.modes.get('+CEREG') ?? 0;
  const view = registrationView(core);
  const stale = core.faults.staleRegistration === true && !core.radio.active && view.stat === 0;
  return say(`+CEREG: ${mode},${registrationText(core.dialect, mode, stale ? { ...view, stat: searching } : view)}`);
}

function attach(core: Core, command: Command): Answer {
  const state = numberAt(command, 0, 0, 1);
  const { radio } = core;
  if (state === undefined || command.args.length !== 1 || !radio.active) return error;
  if (state === 1) return okThen(() => radio.attach());
  return later(detachMs, () => {
    radio.detach();
    return ok;
  });
}

/** Registration and what comes with it: +CEREG, +CGATT, +CCLK. */
export function registrationCommands(core: Core): CommandTable {
  return {
    '+CEREG': {
      test: '+CEREG: (0-5)',
      read: () => readRegistration(core),
      set: (command) => {
        const mode = numberAt(command, 0, 0, 5);
        if (mode === undefined || command.args.length !== 1) return error;
        core.modes.set('+CEREG', mode);
        return ok;
      },
    },
    '+CGATT': {
      test: '+CGATT: (0,1)',
      read: () => say(`+CGATT: ${core.packet.active.length > 0 ? 1 : 0}`),
      set: (command) => attach(core, command),
    },
    '+CCLK': {
      read: () => (core.radio.hasTime ? say(`+CCLK: "${networkClock(core.clock.date())}"`) : error),
      set: () => ok,
    },
  };
}
