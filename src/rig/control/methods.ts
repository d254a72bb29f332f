import { z } from 'zod';
import { ControlError, DriverError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { BindingFlag, NetworkInterface } from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import { lineMethods } from './line-methods.ts';
import type { ControlledProgram } from './program.ts';
import { protocolVersion } from './protocol.ts';
import type { CallContext, ControlMethods } from './server.ts';
import { setAll } from './set-all.ts';

const name = z.string();
const one = z.object({ iface: name });
const perhapsOne = z.object({ iface: name.optional() });
const settings = z.object({ iface: name, values: z.record(z.string(), z.string().max(16_384)) });
const wait = z.object({ iface: name, until: z.enum(['connected', 'disconnected']), timeoutMs: z.number().positive() });
const ping = z.object({
  iface: name,
  host: z.string().min(1).max(253),
  count: z.number().int().min(1).max(100).optional(),
  timeoutMs: z.number().positive().max(600_000).optional(),
});
const lookup = z.object({
  iface: name,
  name: z.string().min(1).max(253),
  family: z.union([z.literal(4), z.literal(6)]).optional(),
});
const proxy = z.object({ ifaces: z.array(name).optional(), proxy: z.unknown() });
const flags: readonly BindingFlag[] = ['PERSISTENT', 'NO_AUTO_CONNECT', 'NO_AUTO_DOWN'];

function parse<Schema extends z.ZodType>(schema: Schema, params: unknown): z.infer<Schema> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'the parameters'}: ${issue?.message ?? 'cannot be read'}`);
}

/** What a running program does for whoever asks. */
export class ProgramMethods {
  readonly #program: ControlledProgram;
  readonly #startedAt: Date;

  constructor(program: ControlledProgram) {
    this.#program = program;
    this.#startedAt = program.clock.date();
  }

  get table(): ControlMethods {
    const { manager, moduleOf, shown, snapshots, source, version } = this.#program;
    const each = (act: (iface: NetworkInterface) => void) => (params: unknown) => {
      for (const iface of this.#some(parse(perhapsOne, params).iface)) act(iface);
    };
    return {
      hello: () => ({ protocol: protocolVersion, version, pid: process.pid, source, since: this.#startedAt }),
      status: (params) => this.#some(parse(perhapsOne, params).iface).map((iface) => snapshots.of(iface)),
      connect: each((iface) => manager.connect(iface)),
      disconnect: each((iface) => manager.disconnect(iface)),
      up: each((iface) => manager.up(iface)),
      down: each((iface) => manager.down(iface)),
      wait: (params, context) => this.#wait(parse(wait, params), context),
      set: (params) => {
        const { iface, values } = parse(settings, params);
        setAll(this.#program, this.#one(iface), values);
      },
      get: (params) => this.#settingsOf(this.#one(parse(one, params).iface)),
      timeline: (params) => {
        const iface = this.#one(parse(one, params).iface);
        return { explanation: manager.explain(iface), entries: manager.timeline(iface) };
      },
      events: (params, { emit, signal }) => {
        const { iface } = parse(perhapsOne, params);
        const wanted = iface === undefined ? undefined : this.#one(iface);
        const unlisten = manager.on('*', (event) => emit(shown(event)), wanted);
        signal.addEventListener('abort', unlisten, { once: true });
      },
      signal: async (params) => {
        const ifaces = this.#some(parse(perhapsOne, params).iface);
        await Promise.all(ifaces.map((iface) => moduleOf(iface).readSignal()));
        return ifaces.map((iface) => snapshots.of(iface));
      },
      ping: (params, { emit, signal }) => {
        const { count, host, iface, timeoutMs } = parse(ping, params);
        const options = { ...(count !== undefined && { count }), ...(timeoutMs !== undefined && { timeoutMs }) };
        return this.#one(iface).sockets.ping(host, { ...options, each: emit, signal });
      },
      lookup: (params, { signal }) => {
        const { family, iface, name: wanted } = parse(lookup, params);
        return this.#one(iface).sockets.resolve(wanted, { ...(family !== undefined && { family }), signal });
      },
      proxy: (params, context) => this.#proxy(parse(proxy, params), context),
      scan: (params, { signal }) => this.#scan(this.#one(parse(one, params).iface), signal),
      ...lineMethods((wanted) => this.#one(wanted), this.#program.traceOf),
    };
  }

  #one(wanted: string): NetworkInterface {
    const { interfaces } = this.#program.manager;
    const found = interfaces.find((iface) => iface.name === wanted);
    if (found !== undefined) return found;
    const names = interfaces.map((iface) => iface.name);
    throw new UsageError(`there is no interface ${JSON.stringify(wanted)}`, { hint: didYouMean(wanted, names) });
  }

  #some(wanted: string | undefined): readonly NetworkInterface[] {
    return wanted === undefined ? this.#program.manager.interfaces : [this.#one(wanted)];
  }

  #settingsOf(iface: NetworkInterface): object {
    const { manager } = this.#program;
    const options = Object.fromEntries(
      manager.optionNames(iface).map((each) => [each, manager.getOption(iface, each) ?? null]),
    );
    return {
      options,
      timeout: manager.getTimeout(iface),
      idleTimeout: manager.getIdleTimeout(iface),
      flags: Object.fromEntries(flags.map((flag) => [flag, manager.getFlag(iface, flag)])),
    };
  }

  #scan(iface: NetworkInterface, signal: AbortSignal): Promise<readonly AccessPoint[]> {
    if (iface.technology !== 'wifi') {
      throw new DriverError('FEATURE_MISSING', `${iface.name} is no Wi-Fi module: it cannot scan`);
    }
    return this.#program.moduleOf(iface).scan(signal);
  }

  /** A proxy that is there for as long as whoever asked for it; its statistics come as events. */
  async #proxy({ ifaces, proxy: wanted }: z.infer<typeof proxy>, { emit, signal }: CallContext): Promise<unknown> {
    const { clock, manager, openProxy } = this.#program;
    if (openProxy === undefined) throw new UsageError('this program opens no proxies');
    const through = ifaces?.map((each) => this.#one(each)) ?? manager.interfaces;
    const opened = await openProxy(wanted, through);
    let told = '';
    const tell = (): void => {
      const statistics = JSON.stringify(opened.statistics);
      if (statistics !== told) emit(opened.statistics);
      told = statistics;
      timer = clock.after(1000, tell);
    };
    let timer = clock.after(1000, tell);
    const close = (): void => {
      timer.cancel();
      void opened.close();
    };
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, { once: true });
    return { listeners: opened.listeners };
  }

  /** The failure of an interface with the last lines of its line, and with where more of them are. */
  async #withEvidence(iface: NetworkInterface, message: string): Promise<ControlError> {
    const trace = this.#program.traceOf?.(iface);
    const transcript = trace?.lastLines ?? [];
    const path = transcript.length === 0 ? undefined : await trace?.save();
    const hint = path === undefined ? {} : { hint: `The last of its line is in ${path}.` };
    return new ControlError('ENETDOWN', message, { where: iface.name, ...hint, transcript });
  }

  /** Resolves with how it stands when it is as wanted. @throws ControlError `ENETDOWN` when it is given up or too late */
  #wait({ iface: wanted, until, timeoutMs }: z.infer<typeof wait>, { signal }: CallContext): Promise<unknown> {
    const { clock, manager, snapshots } = this.#program;
    const iface = this.#one(wanted);
    const reached = (): boolean => {
      const { phase, state } = snapshots.of(iface);
      return until === 'connected' ? state === 'connected' : phase === 'idle' && state !== 'connected';
    };
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        timer.cancel();
        unlisten();
        signal.removeEventListener('abort', gone);
        settle();
      };
      const gone = (): void => end(() => reject(signal.reason));
      const failed = (why: string): void => {
        const { state, detail } = snapshots.of(iface);
        const more = detail === undefined ? state : `${state}: ${detail}`;
        const message = `${iface.name} is not ${until}: ${why} (${more})`;
        end(() => void this.#withEvidence(iface, message).then(reject));
      };
      const timer = clock.after(timeoutMs, () => failed(`${timeoutMs / 1000} s have passed`));
      const unlisten = manager.on(
        '*',
        (event) => {
          if (reached()) end(() => resolve(snapshots.of(iface)));
          else if (event.type === 'fatal-error') failed(event.reason);
          else if (event.type === 'attempt-phase' && event.phase === 'waiting-for-parameters')
            failed(event.detail ?? 'an option is missing');
        },
        iface,
      );
      signal.addEventListener('abort', gone, { once: true });
      if (reached()) end(() => resolve(snapshots.of(iface)));
    });
  }
}
