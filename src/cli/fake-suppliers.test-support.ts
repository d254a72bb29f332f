import type { Timer } from '../base/clock.ts';
import { ControlError } from '../base/errors.ts';
import type { Binding, ConnectivityImplementation } from '../connectivity/index.ts';
import type { Driver, FoundDevice, PortlessModule, Simulation } from '../rig/bring-up/suppliers.ts';
import type { Port } from '../transport/transport.ts';
import type { Suppliers } from './suppliers.ts';

interface Context {
  readonly options: Readonly<Record<string, unknown>>;
  readonly timers: Timer[];
}

interface Setup {
  readonly port: Port;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** How the module behaves that the pretended driver talks to. */
export interface PretendedModule {
  /** Where it gets stuck: before it answers, before it registers, with a fatal error, for want of an option. */
  readonly stuck?: 'absent' | 'searching' | 'pin' | 'no-pin';
  /** Whether it never confirms a release. */
  readonly neverReleases?: boolean;
}

const cause = (text: string) => ({ kind: 'urc', text }) as const;

function connect(binding: Binding<Context>, { stuck }: PretendedModule): void {
  const { clock, context } = binding;
  const later = (ms: number, step: () => void): void => {
    context.timers.push(clock.after(ms, () => binding.locked(step)));
  };
  binding.reportPhase('waiting-for-module');
  binding.reportModule('opening', cause('open'));
  if (stuck === 'absent') return;
  later(100, () => binding.reportModule('booting'));
  later(1000, () => {
    binding.reportModule('ready', cause('APP RDY'), { manufacturer: 'Quectel', model: 'BG95-M3', firmware: 'A04' });
    binding.reportPhase('associating');
    binding.reportFact({ name: 'registration', value: 'searching' }, cause('+CEREG: 2'));
  });
  if (stuck === 'searching') return;
  if (stuck === 'no-pin') {
    later(1500, () => binding.reportPhase('waiting-for-parameters', 'the SIM wants its PIN'));
    return;
  }
  if (stuck === 'pin') {
    later(1500, () => {
      binding.reportPhase('idle');
      binding.raiseFatalError(`the SIM refused the PIN ${context.options.pin}`, cause('+CME ERROR: 16'), 'SIM_PIN');
    });
    return;
  }
  later(3000, () => {
    binding.reportFact({ name: 'registration', value: 'registered, home' }, cause('+CEREG: 1'));
    binding.reportFact({ name: 'signal', value: '-84 dBm' }, cause('+QCSQ'));
    binding.setCarrier(true, cause('+CEREG: 1'));
  });
  later(4000, () => {
    binding.reportPhase('connected');
    binding.setDormant(false, cause('+QIACT'));
    binding.addAddress('10.76.51.180', cause('+CGPADDR'));
  });
}

function disconnect(binding: Binding<Context>, { neverReleases }: PretendedModule): void {
  const { clock, context } = binding;
  for (const timer of context.timers.splice(0)) timer.cancel();
  binding.locked(() => {
    binding.reportPhase('releasing');
    binding.setDormant(true, cause('disconnect'));
    binding.removeAddress('10.76.51.180', cause('disconnect'));
  });
  if (neverReleases) return;
  context.timers.push(
    clock.after(500, () => {
      binding.setCarrier(false, cause('+CEREG: 0'));
      binding.reportPhase('idle');
    }),
  );
}

/** A driver that pretends: it follows a timetable and sends nothing. */
function pretendedDriver(module: PretendedModule = {}): Driver {
  const implementation: ConnectivityImplementation<Context, Setup> = {
    name: 'quectel',
    technology: 'cellular',
    createContext: ({ options = {} }) => {
      const unknown = Object.keys(options).find((name) => !['apn', 'pin', 'password'].includes(name));
      if (unknown === undefined) return { options, timers: [] };
      throw new ControlError('ENOPROTOOPT', `there is no option ${JSON.stringify(unknown)}`, {
        hint: 'The options are apn, pin and password.',
      });
    },
    api: {
      init: (binding) => {
        binding.setCarrier(false, cause('start'));
        binding.setDormant(true, cause('start'));
      },
      connect: (binding) => connect(binding, module),
      disconnect: (binding) => disconnect(binding, module),
    },
  };
  const title = 'Quectel';
  const recognises = /^Quectel/m;
  return { name: 'quectel', title, recognises, implementation: implementation as unknown as Driver['implementation'] };
}

const pretendedSimulation = (closed: () => void): Simulation => ({
  servePty: async ({ link }) => ({ address: link ?? '/dev/pts/7', close: async () => closed() }),
  serveSocket: async ({ path, port }) => ({
    address: path === undefined ? `tcp:127.0.0.1:${port}` : `unix:${path}`,
    close: async () => closed(),
  }),
  close: () => undefined,
});

export interface PretendedOptions {
  readonly module?: PretendedModule;
  readonly found?: readonly FoundDevice[];
  readonly portless?: readonly PortlessModule[];
  /** Called when a served module is taken away again. */
  readonly closed?: () => void;
}

const pretendedFamily = { family: 'quectel', parameters: {} } as const;

/** Suppliers that need neither hardware nor a pseudo-terminal. */
export function pretendedSuppliers(options: PretendedOptions = {}): Suppliers {
  const { module, found = [], portless = [], closed = () => undefined } = options;
  return {
    drivers: async () => [pretendedDriver(module)],
    simulator: async () => ({
      models: [
        { name: 'quectel-bg95', description: 'Quectel BG95-M3: LTE-M, NB-IoT and EGPRS', ...pretendedFamily },
        { name: 'quectel-bg96', description: 'Quectel BG96: LTE-M, NB-IoT and EGPRS', ...pretendedFamily },
        { name: 'quectel-ec25', description: 'Quectel EC25-E: LTE Cat 4', ...pretendedFamily },
      ],
      start: () => pretendedSimulation(closed),
    }),
    port: async (name) => ({ name, open: () => Promise.reject(new Error('nothing is opened here')) }),
    discover: async () => found,
    portless: async () => portless,
    detectDriver: async (_port, [driver]) => driver,
    identify: async (_port, [driver]) => driver && { driver, imei: '490154203237518' },
    catalogue: async () => ({ drivers: ['pretended'], boards: ['quectel-ec25'], simulated: ['quectel-bg95'] }),
    located: async (locator) => ({
      port: { name: `the module with ${Object.values(locator).join()}`, open: () => Promise.reject(new Error('none')) },
    }),
  };
}
