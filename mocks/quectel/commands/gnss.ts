import type { Answer } from '../answer.ts';
import { cme, ok, say } from '../answer.ts';
import { numberAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';

// A receiver that looks for satellites starves the radio after some seconds, and lets it breathe now and then.
const starvesAfterMs = 5000;

// GNSS errors of the Quectel GNSS application notes: 504 the session is ongoing, 505 it is not, 516 no fix yet.
function switchOn(core: Core, command: Command): Answer {
  if (numberAt(command, 0, 1, 4) === undefined) return { kind: 'said', lines: [], result: 50 };
  if (core.settings.positioning) return cme(504);
  core.settings.positioning = true;
  core.timers.after(starvesAfterMs, () => {
    // AT+QGPSCFG="priority",1 lets the radio go first.
    const radioFirst = core.memory.parameters.get('+QGPSCFG priority ')?.startsWith('1') ?? false;
    if (core.settings.positioning && core.faults.gnssStarvesRadio === true && !radioFirst) core.radio.starve();
  });
  return ok;
}

function switchOff(core: Core): Answer {
  if (!core.settings.positioning) return cme(505);
  core.settings.positioning = false;
  core.radio.recover();
  return ok;
}

/** The satellite receiver, which shares its radio with the network on the LPWA models: +QGPS, +QGPSEND, +QGPSLOC. */
export function gnssCommands(core: Core): CommandTable {
  const locate = (): Answer => cme(core.settings.positioning ? 516 : 505);
  return {
    '+QGPS': {
      test: '+QGPS: (1-4),(1-255),(1-1000),(0-1000),(1-65535)',
      read: () => say(`+QGPS: ${core.settings.positioning ? 1 : 0}`),
      set: (command) => switchOn(core, command),
    },
    '+QGPSEND': { run: () => switchOff(core) },
    '+QGPSLOC': { run: locate, read: locate, set: locate },
  };
}
