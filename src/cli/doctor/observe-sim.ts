import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/pause.ts';
import type { SimObservation } from '../../rig/doctor/observations.ts';
import { type Asker, fieldsOf, numberOf } from './asker.ts';

// After a start a card is reported missing or busy for a while (Quectel EC2x manuals: 20 s before it is given up).
const graceMs = 20_000;
const againMs = 1000;
const noCard = 10;
const notYet: readonly (number | undefined)[] = [10, 13, 14, undefined];

async function triesLeft(asker: Asker): Promise<Pick<SimObservation, 'pinTries' | 'pukTries'>> {
  // Quectel's own, and that of 3GPP TS 27.007, 8.65.
  const quectel = fieldsOf(await asker.ask('AT+QPINC="SC"'), '+QPINC:');
  const pin = numberOf(quectel?.[1] ?? fieldsOf(await asker.ask('AT+CPINR="SIM PIN"'), '+CPINR:')?.[1]);
  const puk = numberOf(quectel?.[2] ?? fieldsOf(await asker.ask('AT+CPINR="SIM PUK"'), '+CPINR:')?.[1]);
  return { ...(pin !== undefined && { pinTries: pin }), ...(puk !== undefined && { pukTries: puk }) };
}

interface CardState {
  readonly state?: string;
  readonly error?: number;
}

async function cardState(asker: Asker): Promise<CardState> {
  const reply = await asker.ask('AT+CPIN?', 6000);
  const state = fieldsOf(reply, '+CPIN:')?.[0];
  // NOT READY and NOT INSERTED are no states of a card, but say that none is found.
  if (state !== undefined && !/^NOT /.test(state)) return { state };
  return reply.error === undefined ? {} : { error: reply.error };
}

const isFinal = ({ error, state }: CardState): boolean => state !== undefined || !notYet.includes(error);

/** Reads the state of the SIM, and gives a card that is not found yet its time. No code is ever tried. */
export async function observeSim(asker: Asker, clock: Clock, signal: AbortSignal): Promise<SimObservation> {
  const until = clock.now() + graceMs;
  let card = await cardState(asker);
  while (!isFinal(card) && clock.now() < until) {
    await pause(clock, againMs, signal);
    card = await cardState(asker);
  }
  if (card.state === undefined) return { error: card.error ?? noCard };
  return card.state === 'READY' ? { state: card.state } : { state: card.state, ...(await triesLeft(asker)) };
}
