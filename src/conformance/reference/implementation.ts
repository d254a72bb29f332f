import { ControlError } from '../../base/errors.ts';
import {
  type AttemptFailure,
  type AttemptHost,
  AttemptRunner,
  type Binding,
  type Cause,
  type ConnectivityApi,
  type ConnectivityImplementation,
  stepAttempt,
} from '../../connectivity/index.ts';
import { type Radio, RadioError, type RadioEvent } from './radio.ts';

/** Given when an interface is bound. */
export interface ReferenceSetup {
  readonly radio: Radio;
  readonly network?: string;
}

/** Everything that is remembered of one binding. */
export interface ReferenceContext {
  readonly radio: Radio;
  network: string | undefined;
  addresses: readonly string[];
  runner: AttemptRunner | undefined;
  unlisten: () => void;
}

/** Places at which the reference can be made to do wrong, to see whether the kit notices. */
export interface ReferenceTweaks {
  readonly createContext?: (
    right: (setup: ReferenceSetup) => ReferenceContext,
  ) => (setup: ReferenceSetup) => ReferenceContext;
  readonly api?: (right: ConnectivityApi<ReferenceContext>) => ConnectivityApi<ReferenceContext>;
  readonly host?: (right: AttemptHost, binding: Binding<ReferenceContext>) => Partial<AttemptHost>;
  readonly step?: (binding: Binding<ReferenceContext>) => typeof stepAttempt;
  /** @returns whether the event is to be handled as usual */
  readonly hears?: (event: RadioEvent, binding: Binding<ReferenceContext>) => boolean;
}

export const maxNetworkLength = 32;

const because = (text: string): Cause => ({ kind: 'implementation', text });

function classify(thrown: unknown): AttemptFailure {
  const refusal = thrown instanceof RadioError ? thrown.refusal : 'gone';
  if (refusal === 'wrong-network') return { kind: 'parameters', reason: refusal };
  if (refusal === 'broken') return { kind: 'fatal', reason: 'the radio is broken' };
  return { kind: 'retry', reason: refusal };
}

/** Makes the interface's addresses those of the radio. */
function syncAddresses(binding: Binding<ReferenceContext>, cause: Cause): void {
  const { context } = binding;
  const now = context.radio.addresses;
  for (const address of context.addresses) if (!now.includes(address)) binding.removeAddress(address, cause);
  for (const address of now) binding.addAddress(address, cause);
  context.addresses = now;
}

function dropAddresses(binding: Binding<ReferenceContext>, cause: Cause): void {
  for (const address of binding.context.addresses) binding.removeAddress(address, cause);
  binding.context.addresses = [];
}

function hostOf(binding: Binding<ReferenceContext>): AttemptHost {
  const { context } = binding;
  return {
    associate: async (signal) => {
      if (context.network === undefined) throw new RadioError('wrong-network');
      await context.radio.associate(context.network, signal);
    },
    release: () => context.radio.disassociate(),
    classify,
    up: () => {
      syncAddresses(binding, because('associated'));
      binding.setDormant(false, because('associated'));
    },
    down: () => {
      binding.setDormant(true, because('not associated'));
      dropAddresses(binding, because('not associated'));
    },
    raiseTimeout: () => binding.raiseTimeout(because('the connection timeout elapsed')),
    raiseFatal: (reason) => binding.raiseFatalError(reason, because(reason)),
    timeoutS: () => binding.timeoutS,
    isPersistent: () => binding.getFlag('PERSISTENT'),
    phaseChanged: (phase, detail) => binding.reportPhase(phase, detail),
    locked: (change) => binding.locked(change),
    mistaken: (thrown) => binding.log.error({ err: thrown }, 'the reference implementation made a mistake'),
  };
}

function hear(event: RadioEvent, binding: Binding<ReferenceContext>): void {
  const { runner } = binding.context;
  switch (event.type) {
    case 'ready':
      binding.setCarrier(true, because('the radio is ready'));
      runner?.moduleReady();
      break;
    case 'gone':
      runner?.moduleLost();
      binding.setCarrier(false, because('the radio is gone'));
      break;
    case 'associated':
      if (event.by === 'itself') runner?.strayed();
      else runner?.gained();
      break;
    case 'disassociated':
      runner?.lost();
      break;
    case 'addresses':
      if (runner?.phase === 'connected') syncAddresses(binding, because('other addresses'));
      break;
  }
}

function checkedNetwork(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new ControlError('EINVAL', 'the network is a name');
  if (value.length > maxNetworkLength) throw new ControlError('ENOBUFS', 'the name of the network is too long');
  return value;
}

function refuseUnknown(name: string): void {
  if (name !== 'network') throw new ControlError('ENOPROTOOPT', `there is no option ${name}`, { hint: 'network' });
}

function init(binding: Binding<ReferenceContext>, tweaks: ReferenceTweaks): void {
  const { context } = binding;
  const right = hostOf(binding);
  context.runner = new AttemptRunner(
    { ...right, ...tweaks.host?.(right, binding) },
    {
      clock: binding.clock,
      pauseMs: () => 1_000,
      releaseDeadlineMs: 10_000,
      step: tweaks.step?.(binding) ?? stepAttempt,
    },
  );
  context.unlisten = context.radio.on((event) => {
    if (tweaks.hears?.(event, binding) ?? true) binding.locked(() => hear(event, binding));
  });
  binding.locked(() => {
    binding.setDormant(true, because('init'));
    binding.setCarrier(context.radio.isReady, because('init'));
  });
  if (context.radio.isReady) context.runner.moduleReady();
}

/** A right implementation, in little: on the attempt runner, as every other one is. */
export function referenceImplementation(
  tweaks: ReferenceTweaks = {},
): ConnectivityImplementation<ReferenceContext, ReferenceSetup> {
  const api: ConnectivityApi<ReferenceContext> = {
    init: (binding) => init(binding, tweaks),
    connect: ({ context }) => context.runner?.connect(),
    disconnect: ({ context }) => context.runner?.disconnect(),
    setOption: ({ context }, name, value) => {
      refuseUnknown(name);
      context.network = checkedNetwork(value);
      context.runner?.parametersChanged();
    },
    getOption: ({ context }, name) => {
      refuseUnknown(name);
      return context.network;
    },
    optionNames: () => ['network'],
    changed: ({ context }, what) => {
      if (what === 'timeout') context.runner?.timeoutChanged();
    },
    close: async ({ context }) => {
      context.unlisten();
      context.runner?.close();
      await context.runner?.settled();
    },
  };
  const createContext = ({ radio, network }: ReferenceSetup): ReferenceContext => ({
    radio,
    network,
    addresses: [],
    runner: undefined,
    unlisten: () => {},
  });
  return {
    name: 'reference',
    technology: 'radio',
    createContext: tweaks.createContext?.(createContext) ?? createContext,
    api: tweaks.api?.(api) ?? api,
  };
}
