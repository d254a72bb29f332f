import type { Answer } from '../answer.ts';
import { later, ok } from '../answer.ts';
import { textAt } from '../arguments.ts';
import type { CommandTable, Core } from '../core.ts';
import { DataCall } from '../data-call.ts';
import { dtrMode } from '../data-mode.ts';
import type { Command } from '../parse-command.ts';

const dialMs = 900;
const noCarrier: Answer = { kind: 'said', lines: [], result: 'NO CARRIER' };
// The text of an EC25; `ATX0` leaves it out.
const speed = '150000000';

function connected(core: Core, call: DataCall): Answer {
  const bare = core.settings.profile.parameters.get('X') === '0';
  return { kind: 'data', result: bare ? 'CONNECT' : `CONNECT ${speed}`, mode: call };
}

function makeCall(core: Core, cid: number): DataCall {
  const { clock, held, settings, timers } = core;
  const call: DataCall = new DataCall({
    clock,
    timers,
    dtrMode: () => dtrMode(settings.profile.parameters.get('&D')),
    held: () => held.hold({ resume: () => call, hangUp: () => call.end() }),
    ended: () => held.callOn(undefined),
  });
  held.callOn({ cid, end: () => call.end() });
  return call;
}

/** `ATD*99#` and `ATD*99***<cid>#` (3GPP TS 27.007 10.2.1); nobody answers other numbers. */
function dial(core: Core, command: Command): Answer {
  const match = /^[TP]?\*99(?:\*{3}(\d{1,2}))?#?$/i.exec(textAt(command, 0)?.trim() ?? '');
  if (match === null || core.held.inCall) return noCarrier;
  const cid = Number(match[1] ?? '1');
  if (match[1] !== undefined && core.faults.dialWithCidFails === true) return noCarrier;
  const { network, packet, radio } = core;
  const able = radio.registered && !radio.detached && network.knowsApn(packet.apn(cid));
  if (!able || (packet.address(cid) === undefined && packet.definition(cid) === undefined)) return noCarrier;
  return later(dialMs, () => {
    if (packet.refusal(cid)?.error === 561) return noCarrier;
    packet.bearerUp(cid);
    return packet.address(cid) === undefined ? noCarrier : connected(core, makeCall(core, cid));
  });
}

/** Returns to the data call, or to the transparent socket, that was left for command mode. */
function resume(core: Core): Answer {
  const mode = core.held.resume();
  if (mode === undefined) return noCarrier;
  return mode instanceof DataCall ? connected(core, mode) : { kind: 'data', result: 'CONNECT', mode };
}

function hangUp(core: Core): Answer {
  core.held.hangUp();
  return ok;
}

/** Data calls of PPP: ATD, ATO, ATH. */
export function dialCommands(core: Core): CommandTable {
  return {
    D: { set: (command) => dial(core, command) },
    O: { run: () => resume(core), set: () => resume(core) },
    H: { run: () => hangUp(core), set: () => hangUp(core) },
  };
}
