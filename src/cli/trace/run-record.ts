import type { SimulatedModule } from '../../../mocks/index.ts';
import { messageOf, UsageError } from '../../base/errors.ts';
import { within } from '../../base/within.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { TraceEntry, TraceHeader } from '../../trace/trace-entry.ts';
import { tap } from '../../transport/tap.ts';
import type { Transport } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import { programWith, withPrograms } from '../control/programs.ts';
import { onStopSignal } from '../signals.ts';
import { packageVersion } from '../version.ts';
import { TraceFile } from './trace-file.ts';

/** What `atlink record` was asked for. */
export interface RecordOptions {
  readonly port?: string;
  readonly moduleAt?: string;
  readonly baud?: number;
  readonly payload?: boolean;
  readonly unredacted?: boolean;
}

const lastEntriesMs = 2000;

/** Resolves when the user wants an end. */
function stopped(cli: Cli): Promise<string> {
  return new Promise((resolve) => {
    onStopSignal(
      cli.signals,
      () => resolve('stopped'),
      () => cli.exitNow(130),
    );
  });
}

/** Records until it is stopped, or until what is recorded ends. */
export async function runRecord(cli: Cli, places: readonly string[], options: RecordOptions): Promise<void> {
  const [first = '', second = ''] = places;
  if (options.port !== undefined) return await recordPort(cli, options.port, first, options);
  await recordInterface(cli, first, second, options);
}

/** Whoever started the program decides whether private values and payload may be recorded of it. */
async function recordInterface(
  cli: Cli,
  name: string,
  path: string,
  { payload, unredacted }: RecordOptions,
): Promise<void> {
  const stop = stopped(cli);
  await withPrograms(cli, async (programs) => {
    const { client } = programWith(programs, name);
    const early: TraceEntry[] = [];
    let add = (entry: TraceEntry): void => void early.push(entry);
    const wanted = { iface: name, ...(payload && { payload }), ...(unredacted && { unredacted }) };
    const { header } = (await client.subscribe('record', wanted, (entry) => add(entry as TraceEntry))) as {
      readonly header: TraceHeader;
    };
    if ((payload === true && !header.payload) || (unredacted === true && header.redacted)) {
      throw new UsageError(`the running atlink records ${name} without private values and payload alone`, {
        hint: 'It is of an earlier version.',
      });
    }
    const recorded = { ...header, recorded: cli.clock.date().toISOString() };
    const file = await TraceFile.create(path, recorded, (error) => cli.say(`${path}: ${messageOf(error)}`));
    early.forEach(file.add);
    add = file.add;
    cli.say(`${name} is recorded into ${path}; Ctrl-C ends it`);
    await Promise.race([stop, client.ended]);
    // What was said until now may be on its way yet: it comes ahead of this answer.
    await within(
      cli.clock,
      lastEntriesMs,
      client.call('hello').catch(() => undefined),
    );
    await file.close();
  });
}

/** Stands between a port and whatever program opens the pseudo-terminal. */
async function recordPort(cli: Cli, address: string, path: string, options: RecordOptions): Promise<void> {
  const { baud, moduleAt, payload = false, unredacted = false } = options;
  const { servePty } = await import('../../../mocks/index.ts');
  const stop = stopped(cli);
  const recorder = new Recorder({ payload, unredacted });
  const header: TraceHeader = {
    source: address,
    recorded: cli.clock.date().toISOString(),
    by: `atlink ${packageVersion()}`,
    redacted: !unredacted,
    payload,
  };
  const bridge = new Bridge();
  const port = tap(
    await cli.suppliers.port(address, baud === undefined ? {} : { baudRate: baud }),
    recorder,
    cli.clock,
  );
  const file = await TraceFile.create(path, header, (error) => cli.say(`${path}: ${messageOf(error)}`));
  recorder.listen(file.add);
  const transport = await port.open(bridge).catch(async (thrown: unknown) => {
    await file.close();
    throw thrown;
  });
  try {
    bridge.carry(transport, (thrown) => cli.say(messageOf(thrown)));
    const served = await servePty(bridge, moduleAt === undefined ? {} : { link: moduleAt });
    cli.print(served.path);
    cli.say(`${address} is recorded into ${path}: let the program open ${served.path}; Ctrl-C ends it`);
    const reason = await Promise.race([stop, bridge.ended]);
    if (reason !== 'stopped') cli.say(reason);
    await served.close();
  } finally {
    await transport.close();
    recorder.flush();
    await file.close();
  }
}

/** The real module behind the pseudo-terminal: bytes pass through unchanged. */
class Bridge implements SimulatedModule {
  readonly personality = 'port';
  readonly ended: Promise<string>;
  #transmit: ((bytes: Uint8Array) => void) | undefined;
  #transport: Transport | undefined;
  #failed: (thrown: unknown) => void = () => undefined;
  #tellEnd: (reason: string) => void = () => undefined;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
  }

  carry(transport: Transport, failed: (thrown: unknown) => void): void {
    this.#transport = transport;
    this.#failed = failed;
  }

  onBytes(bytes: Uint8Array): void {
    this.#transmit?.(bytes);
  }

  onClosed(reason: { readonly kind: string; readonly error?: Error }): void {
    this.#tellEnd(reason.error?.message ?? 'the port was closed');
  }

  receive(bytes: Uint8Array): void {
    this.#transport?.write(bytes).catch((thrown: unknown) => this.#failed(thrown));
  }

  attach(transmit: (bytes: Uint8Array) => void): () => void {
    this.#transmit = transmit;
    return () => {
      this.#transmit = undefined;
    };
  }

  powerOn(): void {}
  powerOff(): void {}
  close(): void {}
}
