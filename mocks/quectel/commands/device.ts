import type { Answer } from '../answer.ts';
import { error, later, ok, okThen, say } from '../answer.ts';
import { numberAt, quotedAt, textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import type { Command } from '../parse-command.ts';
import { quarterHourTime, readQuarterHourTime } from '../wall-clock.ts';

const badParameter: Answer = { kind: 'said', lines: [], result: 50 };
// How long a change of functionality takes; the documented maximum is 15 s.
const switchOffMs = 900;
const switchOnMs = 250;
// A card that lost its power is found again faster than at a start.
const cardAgainMs = 400;
// For how long after RDY some firmware refuses to be switched off.
const powerDownRefusedMs = 3000;
const ports = ['usbat', 'usbmodem', 'uart1', 'uart2', 'uart3', 'usbnmea', 'all'];

function setFunctionality(core: Core, command: Command): Answer {
  const level = numberAt(command, 0, 0, 4);
  const restart = textAt(command, 1) === undefined ? 0 : numberAt(command, 1, 0, 1);
  if (level === undefined || restart === undefined || ![0, 1, 4].includes(level)) return badParameter;
  if (restart === 1) return level === 1 ? okThen(() => core.restart()) : badParameter;
  const before = core.radio.functionality;
  if (before === level) return ok;
  const slow = core.faults.functionalitySeconds;
  const usualMs = level === 1 ? switchOnMs : switchOffMs;
  return later(slow === undefined ? usualMs : slow * 1000, () => {
    core.radio.setFunctionality(level);
    return okThen(() => {
      if (level === 0) core.slot.stop();
      else if (before === 0) core.slot.start(cardAgainMs / 2, cardAgainMs);
    });
  });
}

function powerDown(core: Core, command: Command): Answer {
  const mode = command.args.length === 0 ? 1 : numberAt(command, 0, 0, core.personality.powerDownModes ?? 1);
  if (mode === undefined) return badParameter;
  const early = core.clock.now() - core.startedAt < powerDownRefusedMs;
  if (early && core.faults.powerDownErrorEarly === true) return error;
  return okThen(() => core.shutDown(mode === 0 ? 0 : core.personality.times.powerDownMs));
}

function routeUrcs(core: Core, command: Command): Answer {
  if (textAt(command, 0)?.toLowerCase() !== 'urcport') return badParameter;
  if (command.args.length === 1) return say(`+QURCCFG: "urcport","${core.memory.urcPort}"`);
  const port = textAt(command, 1)?.toLowerCase();
  if (port === undefined || !ports.includes(port)) return badParameter;
  core.memory.urcPort = port;
  return ok;
}

function configure(core: Core, command: Command): Answer {
  const name = quotedAt(command, 0)?.toLowerCase();
  const item = Object.entries(core.personality.configuration).find(([key]) => key.toLowerCase() === name);
  if (name === undefined || item === undefined) return error;
  const [key, { count, numeric }] = item;
  if (command.args.length === 1) return say(`+QCFG: "${key}",${core.memory.configuration.get(key) ?? ''}`);
  // One value more than the item has is <effect>: at once or after a restart. Nothing here depends on it.
  if (command.args.length > count + 2) return error;
  const values = (core.memory.configuration.get(key) ?? '').split(',');
  for (const [index, argument] of command.args.slice(1, count + 1).entries()) {
    const typed = argument.quoted ? `"${argument.text}"` : argument.text;
    if (typed !== '') values[index] = numeric === true ? typed.replace(/^0+(?=\d)/, '') : typed;
  }
  core.memory.configuration.set(key, values.join(','));
  return key === 'urc/cache' ? okThen(() => core.releaseUrcs()) : ok;
}

function setClock(core: Core, command: Command): Answer {
  const date = readQuarterHourTime(quotedAt(command, 0) ?? '');
  if (date === undefined) return badParameter;
  core.settings.clockOffsetMs = date.getTime() - core.clock.date().getTime();
  return ok;
}

/** What the module's clock says: the start of GPS time until someone or the network set it. */
function clockDate(core: Core): Date {
  if (core.settings.clockOffsetMs === undefined) return new Date(Date.UTC(1980, 0, 6, 0, 0, 0));
  return new Date(core.clock.date().getTime() + core.settings.clockOffsetMs);
}

/** The module as a device: +CFUN, +QPOWD, +QURCCFG, +QCFG, +CCLK, +QLTS, +CPAS, +CBC, +QTEMP. */
export function deviceCommands(core: Core): CommandTable {
  return {
    '+CFUN': {
      test: '+CFUN: (0,1,4),(0,1)',
      read: () => say(`+CFUN: ${core.radio.functionality}`),
      set: (command) => setFunctionality(core, command),
    },
    '+QPOWD': {
      test: `+QPOWD: (0-${core.personality.powerDownModes ?? 1})`,
      run: (command) => powerDown(core, command),
      set: (command) => powerDown(core, command),
    },
    ...(core.personality.readyAgain === true ? { '+QRDY': { run: () => okThen(() => core.report('RDY')) } } : {}),
    '+QURCCFG': {
      test: `+QURCCFG: "urcport",(${ports.map((port) => `"${port}"`).join(',')})`,
      set: (command) => routeUrcs(core, command),
    },
    '+QCFG': {
      test: () => say(...Object.keys(core.personality.configuration).map((item) => `+QCFG: "${item}"`)),
      set: (command) => configure(core, command),
    },
    '+CCLK': {
      read: () => say(`+CCLK: "${quarterHourTime(clockDate(core), 2)}"`),
      set: (command) => setClock(core, command),
    },
    '+QLTS': {
      run: () => networkTime(core),
      set: () => networkTime(core),
    },
    '+CPAS': { test: '+CPAS: (0,3,4)', run: '+CPAS: 0' },
    '+CBC': { test: '+CBC: (0-2),(0-100),(2500-4400)', run: '+CBC: 0,72,3812' },
    '+QTEMP': { run: '+QTEMP: 31,29,30' },
    '+CIND': {
      test: '+CIND: ("battchg",(0-5)),("signal",(0-5)),("service",(0-1)),("call",(0-1)),("roam",(0-1)),("smsfull",(0-1))',
      read: () => {
        const { registered, stat } = core.radio;
        return say(`+CIND: 5,${registered ? 4 : 0},${registered ? 1 : 0},0,${stat === 5 ? 1 : 0},0`);
      },
    },
  };
}

function networkTime(core: Core): Answer {
  if (!core.radio.registered) return say('+QLTS: ""');
  return say(`+QLTS: "${quarterHourTime(core.clock.date(), 4)},0"`);
}
