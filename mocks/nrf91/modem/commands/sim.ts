import type { Answer } from '../../answer.ts';
import { cme, error, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt, textAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';

// 3GPP TS 27.007 9.2.
const pukRequired = 12;
const simFailure = 13;
const wrongPassword = 16;
const codeDigits = /^\d{4,8}$/;

function readState(core: Core): Answer {
  if (core.cpinFailures > 0 && core.uicc.present) {
    core.cpinFailures -= 1;
    return cme(simFailure);
  }
  const { state } = core.uicc.card;
  if (!core.uicc.presentToCommand || state === 'blocked') return cme(simFailure);
  // READY stands bare, every other state in quotes.
  return say(state === 'READY' ? '+CPIN: READY' : `+CPIN: "${state}"`);
}

function giveCode(core: Core, command: Command): Answer {
  const { card } = core.uicc;
  const code = textAt(command, 0) ?? '';
  const fresh = textAt(command, 1);
  if (!core.uicc.present) return cme(simFailure);
  if (card.state === 'blocked') return cme(simFailure);
  if (card.state === 'READY' || !codeDigits.test(code)) return error;
  if (card.state === 'SIM PIN') {
    if (command.args.length !== 1) return error;
    return verdict(core, card.checkPin(code), pukRequired);
  }
  if (fresh === undefined || !codeDigits.test(fresh)) return cme(pukRequired);
  return verdict(core, card.unblock(code, fresh), simFailure);
}

function verdict(core: Core, said: 'accepted' | 'wrong' | 'blocked', whenBlocked: number): Answer {
  if (said === 'wrong') return cme(wrongPassword);
  if (said === 'accepted') return { kind: 'said', lines: [], result: 'OK', afterwards: () => core.uicc.codeChanged() };
  return { kind: 'said', lines: [], result: whenBlocked, afterwards: () => core.uicc.codeChanged() };
}

function triesLeft(core: Core, command: Command): Answer {
  if (!core.uicc.present) return cme(simFailure);
  const { card } = core.uicc;
  const tries: Readonly<Record<string, number>> = {
    'SIM PIN': card.pinTries,
    'SIM PUK': card.pukTries,
    'SIM PIN2': 3,
    'SIM PUK2': 10,
  };
  const code = quotedAt(command, 0) ?? '';
  const left = tries[code];
  return left === undefined || command.args.length !== 1 ? error : say(`+CPINR: "${code}",${left}`);
}

function lock(core: Core, command: Command): Answer {
  const facility = quotedAt(command, 0);
  const mode = numberAt(command, 1, 0, 2);
  const { card } = core.uicc;
  if (facility !== 'SC' || mode === undefined) return error;
  if (!core.uicc.present) return cme(simFailure);
  if (mode === 2) return say(`+CLCK: ${card.pinRequired ? 1 : 0}`);
  const said = card.checkPin(quotedAt(command, 2) ?? '');
  if (said === 'accepted') card.pinRequired = mode === 1;
  return said === 'accepted' ? ok : cme(said === 'wrong' ? wrongPassword : pukRequired);
}

function changeCode(core: Core, command: Command): Answer {
  const [facility, old, fresh] = [quotedAt(command, 0), quotedAt(command, 1), quotedAt(command, 2)];
  if (facility !== 'SC' || old === undefined || fresh === undefined || !codeDigits.test(fresh)) return error;
  if (!core.uicc.present) return cme(simFailure);
  const said = core.uicc.card.changePin(old, fresh);
  return said === 'accepted' ? ok : cme(said === 'wrong' ? wrongPassword : pukRequired);
}

/** The card and its codes: +CPIN, +CPINR, +CLCK, +CPWD, %XSIM. */
export function simCommands(core: Core): CommandTable {
  return {
    '+CPIN': { read: () => readState(core), test: '', set: (command) => giveCode(core, command) },
    '+CPINR': { set: (command) => triesLeft(core, command), test: '' },
    '+CLCK': { set: (command) => lock(core, command), test: '+CLCK: ("SC")' },
    '+CPWD': { set: (command) => changeCode(core, command), test: '+CPWD: ("SC",8)' },
    '%XSIM': {
      read: () => say(`%XSIM: ${core.uicc.text}`),
      set: (command) => {
        const mode = numberAt(command, 0, 0, 1);
        if (mode === undefined || command.args.length !== 1) return error;
        core.modes.set('%XSIM', mode);
        return ok;
      },
    },
  };
}
