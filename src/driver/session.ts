import { AtChannel } from '../at/index.ts';
import { AtlinkError, DriverError, messageOf, TransportError } from '../base/errors.ts';
import { pause } from '../base/pause.ts';
import type { Cause, ModuleIdentity, ModuleState } from '../connectivity/index.ts';
import type { CloseReason, ControlLines, Port, Transport } from '../transport/transport.ts';
import { BootWatch } from './boot-watch.ts';
import { Life } from './life.ts';
import { setUpLine } from './line-set-up.ts';
import { AttemptsFile } from './recovery/attempts-file.ts';
import type { RescueLine } from './recovery/baud-scan.ts';
import { guardedPort } from './recovery/guarded-port.ts';
import { Recovery } from './recovery/recovery.ts';
import { Reopening } from './reopening.ts';
import type { SessionOptions } from './session-options.ts';
import { awakenByProbe, hailed, type LastWords, wake } from './waking.ts';
import { awaitBoot, clearLines } from './wiring.ts';

const silenceNoticeMs = 20_000;
const restMs = 5000;
const bootMs = 15_000;

/**
 * Keeps one module going: opens its port, waits until it answers, sets it up, notices when it is lost, and begins
 * again, for as long as the session is open. States: absent, opening, booting, starting up, ready, lost. What does not
 * come back by itself is got back, rung by rung.
 */
export class ModuleSession {
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  readonly #port: Port;
  readonly #recovery: Recovery;
  readonly #reopening: Reopening;
  readonly #lastWords: LastWords = { text: undefined, heard: undefined };
  #state: ModuleState | undefined;
  #lastNotice: string | undefined;
  #loop: Promise<void> | undefined;
  #transport: Transport | undefined;
  #heardAt = 0;
  #echoed: (() => void) | undefined;

  constructor(options: SessionOptions) {
    const { attempts, clock, plan, port, reports, rescue } = options;
    this.#options = options;
    this.#port = guardedPort(port, { clock, note: (text) => this.#notice(text) });
    this.#reopening = new Reopening(this.#port, clock);
    this.#recovery = new Recovery({
      tools: { ...rescue, family: plan.recovery ?? {} },
      attempts: attempts ?? new AttemptsFile(undefined, () => undefined),
      clock,
      reports,
      portName: port.name,
      closing: this.#closing.signal,
    });
  }

  get state(): ModuleState | undefined {
    return this.#state;
  }

  /** The control lines of the port, while it is open. */
  get controlLines(): ControlLines | undefined {
    return this.#transport?.controlLines;
  }

  open(): void {
    this.#loop ??= this.#run();
  }

  /** Somebody wants the module: if it was given up, it is tried again, within the limits of the day. */
  rearm(): void {
    this.#recovery.rearm();
  }

  /** Ends it and resolves when the port is released. */
  async close(): Promise<void> {
    this.#closing.abort(new AtlinkError('CLOSED', 'the session was closed'));
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#stay();
      } catch (thrown) {
        if (signal.aborted) return;
        this.#trouble(thrown);
        await this.#recovery.step(['absent'], undefined, signal).catch(() => undefined);
        await this.#reopening.wait(thrown, signal).catch(() => undefined);
      }
    }
  }

  /** From opening the port to its close. */
  async #stay(): Promise<void> {
    const { plan, clock, log, lineSetUp = {} } = this.#options;
    const port = this.#port;
    const { signal } = this.#closing;
    // A port that is missing or busy stays absent until it can be opened: each new try is no news.
    if (this.#state !== 'absent') this.#set('opening');
    // What the port brings before the channel exists, if it is that fast, waits in the channel's framer.
    const gone = new AbortController();
    let transport: Transport | undefined;
    const channel = new AtChannel({
      write: (bytes) => transport?.write(bytes) ?? Promise.reject(new TransportError('PORT_CLOSED', 'not open yet')),
      clock,
      log,
      terminator: plan.terminator,
      landmarks: plan.landmarks ?? [],
      cooldownMs: plan.cooldownMs ?? 0,
      echoed: () => this.#echoed?.(),
      ...(this.#options.onLine !== undefined && { onLine: this.#options.onLine }),
    });
    const onBytes = (bytes: Uint8Array): void => {
      this.#heardAt = clock.now();
      channel.receive(bytes);
    };
    const onClosed = (reason: CloseReason): void => {
      const error = reason.kind === 'lost' ? reason.error : new TransportError('PORT_CLOSED', 'the port was closed');
      // In this order: who waits for a command's answer knows already that the module is gone.
      gone.abort(error);
      channel.close(error);
    };
    transport = await port.open({ onBytes, onClosed }, { signal });
    const over = AbortSignal.any([gone.signal, signal]);
    this.#transport = transport;
    this.#reopening.opened();
    try {
      await setUpLine(transport, lineSetUp, clock, log, over);
      if (await clearLines(transport, lineSetUp.wiring)) await awaitBoot(channel, plan.boot.announces, clock, over);
      await this.#serve(channel, transport, over);
    } finally {
      this.#transport = undefined;
      channel.close(new TransportError('PORT_CLOSED', `${port.name} was closed`));
      await transport.close();
    }
  }

  /** Boots and serves the module again and again while its port is open. */
  async #serve(channel: AtChannel, transport: Transport, signal: AbortSignal): Promise<void> {
    const { clock, plan, reports, verify } = this.#options;
    this.#lastWords.text = undefined;
    const watch = new BootWatch(channel, plan.boot, (line) => {
      this.#lastWords.text = line;
      this.#lastWords.heard?.();
    });
    const context = {
      plan,
      clock,
      reports,
      recovery: this.#recovery,
      channel,
      watch,
      heardAt: () => this.#heardAt,
      verify,
      set: (state: ModuleState, cause?: Cause, identity?: ModuleIdentity) => this.#set(state, cause, identity),
      notice: (thrown: unknown) => this.#notice(withHint(thrown)),
      onEcho: (handle: (() => void) | undefined) => {
        this.#echoed = handle;
      },
    };
    for (;;) {
      this.#set('booting');
      if (!(await this.#wake(channel, transport, signal))) continue;
      const ending = await new Life(context, signal).live();
      if (!ending.restarted) throw signal.reason ?? new AtlinkError('AT_OUT_OF_STEP', ending.cause.text);
      channel.reset(ending.cause.text);
      await this.#climb(channel, transport, signal, 'unwell', 'restarting');
    }
  }

  /** Waits until the module answers. @returns false when whatever is there is not for this driver: ask again later */
  async #wake(channel: AtChannel, transport: Transport, signal: AbortSignal): Promise<boolean> {
    const { clock, plan, port } = this.#options;
    const context = {
      channel,
      clock,
      write: (bytes: Uint8Array) => transport.write(bytes),
      lastWords: this.#lastWords,
      inVain: async (elapsedMs: number) => {
        if (elapsedMs > silenceNoticeMs) this.#notice(`${port.name} is open, but nothing answers AT there`);
        await this.#climb(channel, transport, signal, 'silent');
      },
    };
    this.#recovery.awaited();
    try {
      await wake(context, plan.awaken ?? awakenByProbe(plan.probe, plan.recovery), signal);
      // What it says from here on is news.
      this.#lastWords.text = undefined;
      this.#recovery.answered();
      return true;
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof DriverError)) throw thrown;
      this.#notice(withHint(thrown));
      const isLeftAlone = thrown.code === 'MODULE_UNKNOWN' || plan.recovery?.isAsleep?.(this.#lastWords.text) === true;
      if (isLeftAlone) this.#recovery.leaveAlone();
      else await this.#climb(channel, transport, signal, 'silent');
      await pause(clock, restMs, signal);
      return false;
    }
  }

  /** Takes the next step of the ladder, if one of those troubles is there and it is time. */
  async #climb(
    channel: AtChannel,
    transport: Transport,
    signal: AbortSignal,
    ...troubles: readonly ('silent' | 'unwell' | 'restarting')[]
  ): Promise<void> {
    const { clock, plan, port } = this.#options;
    const line: RescueLine = {
      channel,
      transport,
      clock,
      baudRate: port.baudRate,
      hail: (timeoutMs, over) => {
        const write = (bytes: Uint8Array): Promise<void> => transport.write(bytes);
        return hailed({ channel, clock, write, lastWords: this.#lastWords }, timeoutMs, over);
      },
    };
    const wasReset = await this.#recovery.step(troubles, line, signal);
    signal.throwIfAborted();
    if (wasReset) await awaitBoot(channel, plan.boot.announces, clock, signal, plan.recovery?.bootMs ?? bootMs);
  }

  #set(state: ModuleState, cause?: Cause, identity?: ModuleIdentity): void {
    if (state === 'ready') this.#lastNotice = undefined;
    if (this.#state === state) return;
    this.#state = state;
    this.#options.reports.state(state, cause, identity);
  }

  /** The port could not be opened, or went away. */
  #trouble(thrown: unknown): void {
    const { log, port } = this.#options;
    const missing = thrown instanceof AtlinkError && (thrown.code === 'PORT_MISSING' || thrown.code === 'PORT_LOST');
    log.debug({ port: port.name, err: thrown }, `port: ${messageOf(thrown)}`);
    this.#set('absent', { kind: 'line', text: messageOf(thrown) });
    if (missing) this.#recovery.trouble('absent', messageOf(thrown));
    else this.#notice(withHint(thrown));
  }

  /** Says it once, however often it is found. */
  #notice(value: string): void {
    if (value === this.#lastNotice) return;
    this.#lastNotice = value;
    this.#options.reports.fact({ name: 'notice', value });
  }
}

function withHint(thrown: unknown): string {
  const hint = thrown instanceof AtlinkError && thrown.hint !== undefined ? `. ${thrown.hint}` : '';
  return `${messageOf(thrown)}${hint}`;
}
