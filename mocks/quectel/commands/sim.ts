import type { Answer } from '../answer.ts';
import { cme, error, ok, okThen, say } from '../answer.ts';
import { numberAt, textAt } from '../arguments.ts';
import type { CommandTable, Core, Handler } from '../core.ts';
import type { Command } from '../parse-command.ts';
import type { CodeVerdict } from '../sim-card.ts';

const isCode = (text: string | undefined): text is string => text !== undefined && /^\d{4,8}$/.test(text);

/** The result of a wrong code: 16, or 12 (PIN) and 13 (PUK) when that was the last try. */
function refused(verdict: CodeVerdict, last: number): Answer {
  return verdict === 'wrong' ? cme(16) : cme(last);
}

/** Runs `answer` when the card is there and open, else says what is missing. */
function withCard(core: Core, answer: Handler): Handler {
  return (command) => {
    const missing = core.slot.accessError;
    return missing === undefined ? answer(command) : cme(missing);
  };
}

/** `AT+CPIN=`: the PIN, or the PUK and a new PIN (3GPP TS 27.007 8.3). */
function enterCode(core: Core, command: Command): Answer {
  const { card, presenceError } = core.slot;
  if (presenceError !== undefined) return cme(presenceError);
  const first = textAt(command, 0);
  const second = textAt(command, 1);
  if (card.state === 'READY') return cme(3);
  if (!isCode(first) || (second !== undefined && !isCode(second))) return cme(16);
  if (card.state === 'SIM PUK' && second === undefined) return cme(12);
  const puk = card.state === 'SIM PUK' && second !== undefined;
  const verdict = puk ? card.unblock(first, second) : card.checkPin(first);
  return verdict === 'accepted' ? okThen(() => core.slot.announce()) : refused(verdict, puk ? 13 : 12);
}

/** `AT+CLCK=<facility>,<mode>[,<password>]` (3GPP TS 27.007 7.4). */
function lockFacility(core: Core, command: Command): Answer {
  const facility = textAt(command, 0);
  const mode = numberAt(command, 1, 0, 2);
  if (facility === undefined || mode === undefined) return { kind: 'said', lines: [], result: 50 };
  const { card } = core.slot;
  if (mode === 2) return say(`+CLCK: ${facility === 'SC' && card.pinRequired ? 1 : 0}`);
  if (facility !== 'SC') return cme(3);
  const code = textAt(command, 2);
  if (!isCode(code)) return cme(16);
  const verdict = card.checkPin(code);
  if (verdict !== 'accepted') return refused(verdict, 12);
  card.pinRequired = mode === 1;
  return ok;
}

function changePassword(core: Core, command: Command): Answer {
  const old = textAt(command, 1);
  const fresh = textAt(command, 2);
  if (textAt(command, 0) !== 'SC') return cme(3);
  if (!isCode(old) || !isCode(fresh)) return cme(16);
  const verdict = core.slot.card.changePin(old, fresh);
  return verdict === 'accepted' ? ok : refused(verdict, 12);
}

function triesLeft(core: Core, facility: string): string {
  const { pinTries, pukTries } = core.slot.card;
  return facility === 'SC' ? `+QPINC: "SC",${pinTries},${pukTries}` : '+QPINC: "P2",3,10';
}

/** The files that hosts read (3GPP TS 31.102 4.2, 13.1); the others are told as not found. */
function readFile(core: Core, command: Command): Answer {
  const operation = numberAt(command, 0, 176, 242);
  const file = numberAt(command, 1, 0, 65_535);
  if (operation === undefined) return { kind: 'said', lines: [], result: 50 };
  const swapped = (digits: string): string => digits.replace(/(.)(.)/g, '$2$1');
  if (operation === 176 && file === 12_258)
    return say(`+CRSM: 144,0,"${swapped(core.slot.card.iccid.padEnd(20, 'F'))}"`);
  if (operation === 176 && file === 28_423) return say(`+CRSM: 144,0,"08${swapped(`9${core.slot.card.imsi}`)}"`);
  // EF_AD: the last byte is the length of the network code.
  if (operation === 176 && file === 28_589) return say(`+CRSM: 144,0,"0000000${core.network.networkCode.length}"`);
  return say('+CRSM: 106,130,""');
}

/** Card, PIN and subscriber: +CPIN, +QPINC, +CLCK, +CPWD, +CIMI, +QCCID, +QINISTAT, +QSIMSTAT, +QSIMDET, +CRSM. */
export function simCommands(core: Core): CommandTable {
  const { memory, slot } = core;
  const shown = (): string => {
    const digits = slot.card.iccid;
    return core.faults.iccidFiller === true ? `${digits.slice(0, 19)}F` : digits;
  };
  const iccid = (prefix: string): { run: Handler; read: Handler } => {
    const run: Handler = () => {
      const missing = slot.presenceError;
      return missing === undefined ? say(`${prefix}: ${shown()}`) : cme(missing);
    };
    return { run, read: run };
  };
  const enter: Handler = (command) => enterCode(core, command);
  return {
    '+CPIN': {
      read: () => {
        const missing = slot.presenceError;
        return missing === undefined ? say(`+CPIN: ${slot.card.state}`) : cme(missing);
      },
      set: enter,
    },
    '+QPINC': {
      test: '+QPINC: ("SC","P2")',
      read: () =>
        slot.presenceError === undefined ? say(triesLeft(core, 'SC'), triesLeft(core, 'P2')) : cme(slot.presenceError),
      set: (command) => {
        const facility = textAt(command, 0);
        if (facility !== 'SC' && facility !== 'P2') return error;
        return slot.presenceError === undefined ? say(triesLeft(core, facility)) : cme(slot.presenceError);
      },
    },
    '+CLCK': {
      test: '+CLCK: ("SC","AO","OI","OX","AI","IR","AB","AG","AC","FD","PN","PU","PP","PC","PF")',
      set: withCard(core, (command) => lockFacility(core, command)),
    },
    '+CPWD': {
      test: '+CPWD: ("AB",4),("AC",4),("AG",4),("AI",4),("AO",4),("IR",4),("OI",4),("OX",4),("SC",8),("P2",8)',
      set: withCard(core, (command) => changePassword(core, command)),
    },
    '+CIMI': { run: withCard(core, () => say(slot.card.imsi)) },
    '+QCCID': iccid('+QCCID'),
    '+CCID': iccid('+CCID'),
    '+ICCID': iccid('+ICCID'),
    '+QINISTAT': { test: '+QINISTAT: (0-7)', run: () => say(`+QINISTAT: ${slot.initialisation}`) },
    '+QSIMSTAT': {
      test: '+QSIMSTAT: (0,1)',
      read: () => say(`+QSIMSTAT: ${memory.simStatReport},${slot.card.inserted ? 1 : 0}`),
      set: (command) => {
        const report = numberAt(command, 0, 0, 1);
        if (report === undefined) return error;
        memory.simStatReport = report;
        return ok;
      },
    },
    '+QSIMDET': {
      test: '+QSIMDET: (0,1),(0,1)',
      read: () => say(`+QSIMDET: ${memory.simDetection}`),
      set: (command) => {
        const detect = numberAt(command, 0, 0, 1);
        const level = numberAt(command, 1, 0, 1);
        if (detect === undefined || level === undefined) return error;
        memory.simDetection = `${detect},${level}`;
        return ok;
      },
    },
    '+CRSM': { set: withCard(core, (command) => readFile(core, command)) },
    '+CNUM': {
      run: withCard(core, () => (slot.card.number === '' ? ok : say(`+CNUM: ,"${slot.card.number}",145`))),
    },
  };
}
