import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drivers } from '../../drivers/index.ts';
import {
  hostNetwork,
  personalities,
  type ServedPty,
  type SimulatedModule,
  servePty,
  simulatedModule,
} from '../../mocks/index.ts';
import type { Clock } from '../../src/base/clock.ts';
import { UsageError } from '../../src/base/errors.ts';
import { didYouMean } from '../../src/base/nearest.ts';
import { pause } from '../../src/base/pause.ts';
import type { Driver } from '../../src/rig/bring-up/suppliers.ts';
import { serialPort } from '../../src/transport/serial-port.ts';
import type { AttachedBoard, Board, BoardLimits } from './board.ts';
import { type EchoServers, startEchoServers } from './echo-servers.ts';

/** A module that is played, at a pseudo-terminal, as a board of the rig. */
export interface SimulatedBoardOptions {
  readonly name: string;
  readonly model: string;
  readonly labels: readonly string[];
  /** How much faster than the real thing it is. */
  readonly speed: number;
  readonly clock: Clock;
}

const apn = 'internet';
const hostName = 'echo.test';
const darkMs = 100;

/** What the drivers wait for in real time stays as it is; what the module takes shrinks with its speed. */
function limitsAt(speed: number): BoardLimits {
  const of = (fixedMs: number, moduleMs: number): number => fixedMs + moduleMs / speed;
  return {
    readyMs: of(15_000, 40_000),
    connectMs: of(10_000, 120_000),
    releaseMs: of(5000, 45_000),
    lossMs: of(45_000, 45_000),
  };
}

/** As short as a busy machine allows: checks wait for these times to pass. */
function quietLimitsAt(speed: number): BoardLimits {
  const of = (fixedMs: number, moduleMs: number): number => fixedMs + moduleMs / speed;
  return {
    readyMs: of(3000, 40_000),
    connectMs: of(3000, 60_000),
    releaseMs: of(2000, 45_000),
    lossMs: of(7000, 45_000),
  };
}

function partsOf(model: string) {
  const info = personalities.find(({ name }) => name === model);
  const driver = drivers.find(({ name }) => name === info?.family);
  if (info !== undefined && driver !== undefined) return { info, driver: driver as Driver };
  const names = personalities.map(({ name }) => name);
  throw new UsageError(`there is no model ${JSON.stringify(model)} to simulate`, { hint: didYouMean(model, names) });
}

/** @throws UsageError when there is no such model */
export function simulatedBoard(options: SimulatedBoardOptions): Board {
  const { labels, model, name } = options;
  const { info } = partsOf(model);
  return {
    name,
    kind: 'simulated',
    description: `${info.description}, simulated (${model})`,
    labels,
    attach: () => attach(options),
  };
}

interface Parts {
  readonly folder: string;
  readonly echo: EchoServers;
  readonly module: SimulatedModule;
  readonly served: ServedPty;
  readonly network: ReturnType<typeof hostNetwork>;
}

async function start({ clock, model, speed }: SimulatedBoardOptions, isCellular: boolean): Promise<Parts> {
  const folder = await mkdtemp(join(tmpdir(), 'atlink-board-'));
  const echo = await startEchoServers();
  const network = hostNetwork({ hosts: { [hostName]: '127.0.0.1' } });
  const module = simulatedModule(model, { clock, speed, network, ...(isCellular && { apns: [apn] }) });
  try {
    // Behind a link, so that it comes back under the same name when its plug is put back.
    const served = await servePty(module, { link: join(folder, 'module') });
    module.powerOn();
    return { folder, echo, module, served, network };
  } catch (thrown) {
    module.close();
    network.close();
    await echo.close();
    await rm(folder, { recursive: true, force: true });
    throw thrown;
  }
}

async function attach(options: SimulatedBoardOptions): Promise<AttachedBoard> {
  const { clock, model, name, speed } = options;
  const { driver, info } = partsOf(model);
  const isCellular = info.family !== 'esp-at';
  const { echo, folder, module, network, served } = await start(options, isCellular);
  const close = async (): Promise<void> => {
    await served.close();
    module.close();
    network.close();
    await echo.close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    plan: {
      name,
      driver,
      port: serialPort(join(folder, 'module')),
      lineNeeds: {},
      options: isCellular ? { apn } : info.parameters,
      persistent: false,
      autoConnect: false,
      autoDown: false,
      timeoutS: 0,
      idleTimeoutS: 0,
      connect: false,
      isSimulated: true,
      notices: [],
      close,
    },
    acts: {
      powerCycle: async (signal) => {
        module.powerOff();
        await pause(clock, darkMs, signal);
        module.powerOn();
      },
      unplug: () => served.unplug(),
      replug: () => served.replug(),
    },
    servers: { ...echo.servers, name: hostName },
    limits: limitsAt(speed),
    quietLimits: quietLimitsAt(speed),
    wrongOptions: isCellular ? { apn: 'no-such-apn' } : { passphrase: 'not this one' },
    close,
  };
}
