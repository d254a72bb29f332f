import type { Command, DataMode, DataModeRequest } from '../../../src/at/index.ts';
import { type ModuleLine, messageOf, type SocketError, type SocketErrorCode } from '../../../src/driver/index.ts';
import { type CutOffSend, forgetSend, type Memory, rememberSend } from '../cut-off-send.ts';
import { isRefusal } from '../failures.ts';
import { readLastError } from '../packet-data.ts';
import { type Call, moduleLost, StackFailure, socketError, unwell } from './failure.ts';
import { Lane } from './lane.ts';
import { isBufferFull, lateSend } from './stack-commands.ts';

export interface StackRunOptions {
  /** What a refusal means that the module gives no number for. */
  readonly refused?: SocketErrorCode;
  /** Gives the command up before its turn; one that was sent is waited for. */
  readonly signal?: AbortSignal;
}

/**
 * The line, for commands of the TCP/IP stack: one at a time, so that `AT+QIGETERROR`, which tells of the last one only,
 * is asked before the next. They take turns; none waits for more than one of each other's.
 */
export class StackLine {
  readonly line: ModuleLine;
  readonly life: AbortSignal;
  readonly #lane = new Lane();
  readonly #memory: Memory;
  readonly #doubt: () => void;
  #lastSend: CutOffSend | undefined;
  /** The result of a send came after its command was given up. */
  #isLate = false;

  /**
   * @param memory outlives the module's life: a send that was cut off is seen there
   * @param doubt told when an error says that the context may be gone
   */
  constructor(line: ModuleLine, life: AbortSignal, memory: Memory, doubt: () => void) {
    this.#memory = memory;
    this.line = line;
    this.life = life;
    this.#doubt = doubt;
    line.onUrc(lateSend, () => {
      this.#isLate = true;
    });
  }

  /**
   * Whether a send that had no answer, and was taken by the module all the same, was completed with other bytes than its
   * own. To be asked when the module answers again.
   */
  get wasSpoiled(): boolean {
    const { isAsked, isTrue } = this.#lastSend ?? {};
    // It had all its bytes, or some of them were lost and what was asked next took their place: then it says so only now.
    return isAsked === true ? this.#isLate : isTrue === false;
  }

  /** @throws SocketError, the reason of `signal`; and what {@link isBufferFull} knows, as it is */
  run<Result>(command: Command<Result>, call: Call, options: StackRunOptions = {}): Promise<Result> {
    return this.#lane.run(async () => {
      options.signal?.throwIfAborted();
      if (this.life.aborted) throw moduleLost(this.life, call);
      try {
        return await this.#answered(this.line.run(this.#watched(command)));
      } catch (thrown) {
        if (isBufferFull(thrown)) throw thrown;
        throw await this.#explain(thrown, call, options.refused ?? 'ECONNABORTED');
      }
    });
  }

  /** The same for a command that turns the line raw. */
  enterDataMode(request: DataModeRequest, call: Call, signal: AbortSignal): Promise<DataMode> {
    return this.#lane.run(async () => {
      signal.throwIfAborted();
      try {
        return await this.line.enterDataMode(request, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        throw await this.#explain(thrown, call, 'ECONNREFUSED');
      }
    });
  }

  /** The same for what firmware may not know. @returns undefined when it was refused */
  async ask<Result>(command: Command<Result>, call: Call): Promise<Result | undefined> {
    return await this.#lane.run(async () => {
      if (this.life.aborted) throw moduleLost(this.life, call);
      try {
        return await this.#answered(this.line.run(command));
      } catch (thrown) {
        if (isRefusal(thrown)) return undefined;
        throw this.life.aborted ? moduleLost(this.life, call) : unwell(thrown, call);
      }
    });
  }

  /** Remembers a send that is cut off, by silence or with the life of the module. */
  #watched<Result>(command: Command<Result>): Command<Result> {
    const { payload } = command;
    if (payload === undefined) return command;
    const { bytes, promised } = payload;
    const send: CutOffSend = { isAsked: false, promised, isTrue: promised === bytes };
    rememberSend(this.#memory, send);
    this.#lastSend = send;
    this.#isLate = false;
    const asked = (): void => {
      send.isAsked = true;
    };
    return { ...command, payload: { ...payload, asked } };
  }

  /** A module that answers waits for no payload. */
  async #answered<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      const result = await answer;
      forgetSend(this.#memory);
      return result;
    } catch (thrown) {
      if (isRefusal(thrown)) forgetSend(this.#memory);
      throw thrown;
    }
  }

  async #explain(thrown: unknown, call: Call, refused: SocketErrorCode): Promise<SocketError> {
    if (this.life.aborted) return moduleLost(this.life, call);
    if (!isRefusal(thrown)) return unwell(thrown, call);
    const number = await this.#lastError();
    if (number === undefined) return socketError(refused, call, messageOf(thrown), { cause: thrown });
    const failure = new StackFailure(number, call);
    if (failure.remedy === 'bearer') this.#doubt();
    return failure;
  }

  async #lastError(): Promise<number | undefined> {
    try {
      const last = await this.line.run(readLastError);
      return last === undefined || last.number === 0 ? undefined : last.number;
    } catch {
      // Then the refusal has to speak for itself.
      return undefined;
    }
  }
}
