import type { Clock } from '../../base/clock.ts';
import type { ConformanceSubject, ModuleStart, SubjectModule } from '../subject.ts';
import {
  maxNetworkLength,
  type ReferenceContext,
  type ReferenceSetup,
  type ReferenceTweaks,
  referenceImplementation,
} from './implementation.ts';
import { networkInTheAir, Radio } from './radio.ts';

const startNetworks = { right: networkInTheAir, wrong: 'no-such-network', missing: undefined } as const;

function moduleOf(radio: Radio, { present, parameters }: ModuleStart): SubjectModule<ReferenceSetup> {
  const network = startNetworks[parameters];
  if (present) radio.arrive();
  return {
    setup: { radio, ...(network !== undefined && { network }) },
    arrive: () => radio.arrive(),
    leave: () => radio.leave(),
    reboot: () => radio.reboot(),
    loseService: () => radio.setService(false),
    restoreService: () => radio.setService(true),
    selfReconnect: (on) => {
      radio.reconnectsItself = on;
    },
    failSubAttempts: (count) => {
      radio.failures = count;
    },
    failFatally: () => {
      radio.isBroken = true;
    },
    slowAnswers: (ms) => {
      radio.slowMs = ms;
    },
    changeAddresses: () => radio.changeAddresses(),
    // The only thing that one can say to a radio beside the two commands.
    commandDirectly: () => void radio.addresses,
    associateDirectly: () => radio.associate(networkInTheAir),
    disassociateDirectly: () => radio.disassociate(),
    isAssociated: () => radio.isAssociated,
    addresses: () => radio.addresses,
    subAttempts: () => radio.commands,
    listenerCount: () => radio.listenerCount,
    rightParameters: { network: networkInTheAir },
    wrongParameters: { network: 'no-such-network' },
    refusedOptions: [
      { name: 'network', value: 17, code: 'EINVAL' },
      { name: 'network', value: '', code: 'EINVAL' },
      { name: 'network', value: 'x'.repeat(maxNetworkLength + 1), code: 'ENOBUFS' },
    ],
  };
}

/** The reference implementation as a subject of the kit: an example of how to write one. */
export function referenceSubject(
  makeTweaks: () => ReferenceTweaks = () => ({}),
): ConformanceSubject<ReferenceContext, ReferenceSetup> {
  return {
    name: 'reference',
    limits: { readyMs: 3_000, connectMs: 1_500, releaseMs: 1_500, lossMs: 100, retryMs: 2_500, closeMs: 1_000 },
    starts: { absent: true, wrong: true, missing: true },
    open: (clock: Clock) => {
      const radios: Radio[] = [];
      return {
        implementation: referenceImplementation(makeTweaks()),
        addModule: (start) => {
          const radio = new Radio(clock);
          radios.push(radio);
          return moduleOf(radio, start);
        },
        close: () => {
          for (const radio of radios) radio.close();
        },
      };
    },
  };
}
