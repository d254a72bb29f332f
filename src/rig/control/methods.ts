import { z } from 'zod';
import { ControlError, DriverError, UsageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { BindingFlag, NetworkInterface } from '../../connectivity/index.ts';
import type { AccessPoint } from '../../driver/index.ts';
import type { ControlledProgram } from './program.ts';
import { protocolVersion } from './protocol.ts';
import type { CallContext, ControlMethods } from './server.ts';
import { setAll } from './set-all.ts';

const name = z.string();
const one = z.object({ iface: name });
const perhapsOne = z.object({ iface: name.optional() });
const settings = z.object({ iface: name, values: z.record(z.string(), z.string().max(16_384)) });
const direct = z.object({ iface: name, command: z.string().max(4096) });
const wait = z.object({ iface: name, until: z.enum(['connected', 'disconnected']), timeoutMs: z.number().positive() });
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
      scan: (params, { signal }) => this.#scan(this.#one(parse(one, params).iface), signal),
      at: (params, { signal }) => {
        const { command, iface } = parse(direct, params);
        return moduleOf(this.#one(iface)).run(command, signal);
      },
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
        end(() => reject(new ControlError('ENETDOWN', `${iface.name} is not ${until}: ${why} (${more})`)));
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
