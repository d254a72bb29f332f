import { DriverError, messageOf, TransportError } from '../../base/errors.ts';
import { pause } from '../../base/pause.ts';
import { SocketError } from '../../base/socket-error.ts';
import {
  AttemptRunner,
  type Binding,
  type BindingChange,
  type ConnectivityApi,
  type LineAccess,
  type ObservedLine,
  type SocketProvider,
} from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import type { Driver } from './suppliers.ts';

export type DriverSetup = Parameters<Driver['implementation']['createContext']>[0];

/** Asks the module at the port once; undefined when nothing answers, or nobody knows it. @throws TransportError */
export type AskDriver = () => Promise<Driver | undefined>;

const lookAgainMs = 250;
const askAgainMs = 5000;
const starting = { kind: 'implementation', text: 'starting' } as const;

/** The driver that was found, with its own binding: the same in everything but whose context it is. */
interface Found {
  readonly driver: Driver;
  readonly api: ConnectivityApi<unknown>;
  readonly binding: Binding<unknown>;
}

function withContext(binding: Binding<unknown>, context: unknown): Binding<unknown> {
  return new Proxy(binding, {
    get: (target, name) => {
      if (name === 'context') return context;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * A module of which nobody knows yet which driver speaks with it, for it is not there. Its interface can be connected
 * all the same: the attempt waits for the module, and whatever was asked for meanwhile is handed to its driver.
 */
export class PendingModule {
  readonly #setup: DriverSetup;
  readonly #ask: AskDriver;
  readonly #found: (driver: Driver) => void;
  readonly #closing = new AbortController();
  readonly #observers = new Map<(line: ObservedLine) => void, () => void>();
  readonly #options = new Map<string, unknown>();
  #runner: AttemptRunner | undefined;
  #inner: Found | undefined;

  constructor(setup: DriverSetup, ask: AskDriver, found: (driver: Driver) => void) {
    this.#setup = setup;
    this.#ask = ask;
    this.#found = found;
  }

  /** What its driver made of it; undefined while it is waited for. */
  get inner(): Found | undefined {
    return this.#inner;
  }

  init(binding: Binding<unknown>): void {
    binding.setCarrier(false, starting);
    binding.setDormant(true, starting);
    const nothing = async (): Promise<void> => undefined;
    this.#runner = new AttemptRunner(
      {
        associate: nothing,
        release: nothing,
        classify: (thrown) => ({ kind: 'retry', reason: messageOf(thrown) }),
        up: () => undefined,
        down: () => undefined,
        raiseTimeout: () => binding.raiseTimeout({ kind: 'timer', text: 'the connection timeout elapsed' }),
        raiseFatal: (reason) => binding.raiseFatalError(reason, starting),
        timeoutS: () => binding.timeoutS,
        isPersistent: () => binding.getFlag('PERSISTENT'),
        phaseChanged: (phase, detail) => binding.reportPhase(phase, detail),
        locked: (change) => binding.locked(change),
      },
      { clock: binding.clock },
    );
    void this.#wait(binding, this.#closing.signal).catch((thrown: unknown) => {
      if (!this.#closing.signal.aborted) binding.raiseFatalError(messageOf(thrown), starting);
    });
  }

  connect(): void {
    if (this.#inner) this.#inner.api.connect?.(this.#inner.binding);
    else this.#runner?.connect();
  }

  disconnect(): void {
    if (this.#inner) this.#inner.api.disconnect?.(this.#inner.binding);
    else this.#runner?.disconnect();
  }

  changed(what: BindingChange): void {
    if (this.#inner) this.#inner.api.changed?.(this.#inner.binding, what);
    else if (what === 'timeout') this.#runner?.timeoutChanged();
  }

  /** Kept for the driver that is found; it says then what it thinks of it. */
  setOption(name: string, value: unknown): void {
    if (this.#inner) this.#inner.api.setOption?.(this.#inner.binding, name, value);
    else this.#options.set(name, value);
  }

  getOption(name: string): unknown {
    if (this.#inner) return this.#inner.api.getOption?.(this.#inner.binding, name);
    return this.#options.get(name) ?? this.#setup.options?.[name];
  }

  optionNames(): readonly string[] {
    return this.#inner?.api.optionNames?.(this.#inner.binding) ?? [];
  }

  get sockets(): SocketProvider {
    const there = this.#inner?.api.sockets?.(this.#inner.binding);
    return (
      there ?? {
        limits: { sockets: 0, longestRead: 1024, longestSend: 1024 },
        open: () => Promise.reject(new SocketError('ENETDOWN', `${this.#setup.port.name} is not there yet`)),
      }
    );
  }

  get line(): LineAccess {
    return {
      at: async (...asked) => await this.#lineThere().at(...asked),
      exclusive: async (...asked) => await this.#lineThere().exclusive(...asked),
      observe: (observer) => {
        const line = this.#innerLine();
        if (line !== undefined) return line.observe(observer);
        this.#observers.set(observer, () => undefined);
        return () => {
          this.#observers.get(observer)?.();
          this.#observers.delete(observer);
        };
      },
    };
  }

  /** For whoever takes it for a driver's module: nothing to read while it is not there. */
  async readSignal(): Promise<void> {
    const context = this.#inner?.binding.context as { readSignal?(): Promise<void> } | undefined;
    await context?.readSignal?.();
  }

  async scan(signal?: AbortSignal): Promise<readonly AccessPoint[]> {
    type Scanning = { scan?(signal?: AbortSignal): Promise<readonly AccessPoint[]> };
    const context = this.#inner?.binding.context as Scanning | undefined;
    if (context?.scan === undefined) throw this.#notThere();
    return await context.scan(signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the binding was closed', 'AbortError'));
    this.#runner?.close();
    await this.#inner?.api.close?.(this.#inner.binding);
  }

  async #wait(binding: Binding<unknown>, signal: AbortSignal): Promise<void> {
    let said = '';
    const tell = (text: string): void => {
      if (text !== said) binding.reportFact({ name: 'notice', value: text });
      said = text;
    };
    const { port } = this.#setup;
    binding.reportModule('absent', { kind: 'line', text: `${port.name} is not there` });
    while (!signal.aborted) {
      await port.attached?.(signal);
      await pause(binding.clock, lookAgainMs, signal);
      try {
        const driver = await this.#ask();
        if (driver !== undefined) return signal.aborted ? undefined : this.#handOver(binding, driver);
        tell(`which driver speaks with the module at ${port.name} could not be found out yet: it is asked again`);
        await pause(binding.clock, askAgainMs, signal);
      } catch (thrown) {
        if (!(thrown instanceof TransportError)) throw thrown;
        if (thrown.code !== 'PORT_MISSING') tell([thrown.message, thrown.hint].filter(Boolean).join('. '));
      }
    }
  }

  #handOver(binding: Binding<unknown>, driver: Driver): void {
    const { implementation } = driver;
    const api = (implementation.api ?? {}) as ConnectivityApi<unknown>;
    const options = { ...this.#setup.options, ...Object.fromEntries(this.#options) };
    const inner = {
      driver,
      api,
      binding: withContext(binding, implementation.createContext({ ...this.#setup, options })),
    };
    const isWanted = this.#runner !== undefined && this.#runner.phase !== 'idle';
    this.#runner?.close();
    this.#inner = inner;
    this.#found(driver);
    binding.reportFact({ name: 'notice', value: `its driver is ${driver.name}` });
    api.init?.(inner.binding);
    const line = api.line?.(inner.binding);
    for (const observer of this.#observers.keys()) {
      if (line !== undefined) this.#observers.set(observer, line.observe(observer));
    }
    if (isWanted) api.connect?.(inner.binding);
  }

  #innerLine(): LineAccess | undefined {
    return this.#inner?.api.line?.(this.#inner.binding);
  }

  #lineThere(): LineAccess {
    const line = this.#innerLine();
    if (line === undefined) throw this.#notThere();
    return line;
  }

  #notThere(): DriverError {
    return new DriverError('FEATURE_MISSING', `${this.#setup.port.name} is not there yet`, {
      hint: 'Wait for the event module-ready.',
    });
  }
}
