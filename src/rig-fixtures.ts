import { systemClock } from './base/clock.ts';
import { UsageError } from './base/errors.ts';
import { pause } from './base/pause.ts';
import { realSuppliers } from './cli/real-suppliers.ts';
import { ConnectionManager } from './connection-manager.ts';
import type { NetworkInterface } from './connectivity/index.ts';
import { defaultStateDirectory } from './driver/index.ts';
import type { RigSuppliers } from './rig/bring-up/suppliers.ts';
import type { RigConfig } from './rig/config/load.ts';
import type { ConfigInput } from './rig/config/schema.ts';
import { ModuleTakenError } from './rig/lease/lease.ts';
import { rigFile } from './rig/rig-file.ts';
import { simulatedRig } from './rig/simulated-rig.table.ts';
import { simulatedTwin } from './rig/simulated-twin.ts';
import { type Rig, startRig } from './rig/start-rig.ts';

/** Which module of the rig is wanted; any, when nothing is said. */
export interface WantedModule {
  /** The interface's name in the rig's file. */
  readonly name?: string;
  /** It has to have all of these. */
  readonly labels?: readonly string[];
}

/** How a module is taken. */
export interface TakeOptions {
  /** The rig's file; that of ATLINK_RIG, or `atlink.yaml` in this folder, unless given. */
  readonly rig?: string;
  /** Environment variables; those of this process unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long to wait while others hold all modules that fit, in milliseconds; ten minutes unless given. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** How much faster than the real thing simulated modules are; 50 unless given. */
  readonly speed?: number;
}

/** A module that this test has for itself. */
export interface TakenModule {
  /** Bound, and not connected yet. */
  readonly iface: NetworkInterface;
  readonly manager: ConnectionManager;
  readonly name: string;
  readonly labels: readonly string[];
  /** No hardware: what is measured on it says nothing about hardware. */
  readonly isSimulated: boolean;
  /**
   * Connects it and waits until it has an address.
   * @param timeoutMs three minutes unless given
   * @throws Error with what happened last, when that takes longer or cannot be
   */
  connected(timeoutMs?: number): Promise<void>;
  /** Disconnects, closes the port and gives the module back; calling it again does nothing. */
  release(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Reads a rig's configuration; that of the entry, which knows this package's drivers. */
export type ReadRig = (
  config: string | ConfigInput,
  env: Readonly<Record<string, string | undefined>>,
) => Promise<RigConfig>;

const waitMsByDefault = 600_000;
const connectMsByDefault = 180_000;
const lookAgainMs = 250;

/** The rig that is meant, with simulated modules in its place where ATLINK_SIMULATED says so. */
async function configOf(read: ReadRig, { env = process.env, rig }: TakeOptions): Promise<RigConfig> {
  const file = rig ?? (await rigFile(env));
  if (isOn(env.ATLINK_SIMULATED)) {
    const entries = file === undefined ? simulatedRig : await simulatedTwin(file);
    const interfaces: ConfigInput['interfaces'] = {};
    for (const { labels, model, name } of entries)
      interfaces[name] = { module: { simulate: model }, labels: [...labels] };
    return await read({ interfaces }, env);
  }
  if (file !== undefined) return await read(file, env);
  throw new UsageError('no module can be taken: there is no rig, neither ATLINK_RIG nor a file atlink.yaml here', {
    hint: '"atlink init" writes one from what is attached; ATLINK_SIMULATED=1 takes simulated modules.',
  });
}

const isOn = (text: string | undefined): boolean => text !== undefined && text !== '' && text !== '0';

function fitting({ interfaces, source }: RigConfig, { labels = [], name }: WantedModule): RigConfig['interfaces'] {
  const fits = interfaces.filter(
    (each) => (name === undefined || each.name === name) && labels.every((label) => each.labels.includes(label)),
  );
  if (fits.length > 0) return fits;
  const wanted = [...(name === undefined ? [] : [`named ${name}`]), ...labels.map((label) => `labelled ${label}`)];
  const there = interfaces.map((each) => `${each.name} [${each.labels.join(', ')}]`).join('; ') || 'none';
  throw new UsageError(`no module of ${source} is ${wanted.join(' and ')}`, { hint: `There is: ${there}.` });
}

/**
 * Takes a module of the rig for this test alone, as soon as one that fits is free. Release it: that gives it back.
 * @throws UsageError when there is no rig, or none fits; ConfigError; ModuleTakenError, naming who holds it, when the
 * time is over; the reason of the signal
 */
export async function takeModuleWith(
  read: ReadRig,
  wanted: WantedModule,
  options: TakeOptions,
  suppliers: RigSuppliers = realSuppliers,
): Promise<TakenModule> {
  const { env = process.env, signal = new AbortController().signal, speed = 50 } = options;
  const config = await configOf(read, options);
  const candidates = fitting(config, wanted);
  const end = systemClock.now() + (options.waitMs ?? waitMsByDefault);
  for (;;) {
    let taken: unknown;
    for (const candidate of candidates) {
      signal.throwIfAborted();
      const manager = new ConnectionManager();
      const one = { ...config, interfaces: [{ ...candidate, connect: false }] };
      try {
        const rig = await startRig({ clock: systemClock, suppliers, say: () => undefined }, one, {
          manager,
          speed,
          stateDirectory: config.stateDirectory ?? defaultStateDirectory(env),
        });
        return moduleOf(rig, candidate);
      } catch (thrown) {
        await manager.close();
        if (!(thrown instanceof ModuleTakenError)) throw thrown;
        taken = thrown;
      }
    }
    if (systemClock.now() >= end) throw taken;
    await pause(systemClock, lookAgainMs, signal);
  }
}

function moduleOf(rig: Rig, { labels, module, name }: RigConfig['interfaces'][number]): TakenModule {
  const { manager } = rig;
  const iface = rig.iface(name);
  const release = (): Promise<void> => rig.close();
  return {
    iface,
    manager,
    name,
    labels,
    isSimulated: module.simulate !== undefined,
    connected: (timeoutMs = connectMsByDefault) => connected(manager, iface, timeoutMs),
    release,
    [Symbol.asyncDispose]: release,
  };
}

/** What is missing, in words: the last things that happened. */
function lastOf(manager: ConnectionManager, iface: NetworkInterface): string {
  const last = manager.timeline(iface).slice(-3);
  const words = last.map(({ cause, detail, event }) =>
    [event, detail, cause && `(${cause.text})`].filter(Boolean).join(' '),
  );
  return words.join('; ') || 'nothing happened';
}

function connected(manager: ConnectionManager, iface: NetworkInterface, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      timer.cancel();
      unlisten();
    };
    const timer = systemClock.after(timeoutMs, () => {
      done();
      reject(new Error(`${iface.name} was not connected within ${timeoutMs / 1000} s: ${lastOf(manager, iface)}`));
    });
    const unlisten = manager.on(
      '*',
      (event) => {
        if (event.type === 'fatal-error') {
          done();
          reject(new Error(`${iface.name} cannot be connected: ${event.reason}`));
        } else if (manager.isReady(iface)) {
          done();
          resolve();
        }
      },
      iface,
    );
    if (manager.isReady(iface)) {
      done();
      resolve();
    } else manager.connect(iface);
  });
}
