import { quectel } from '../../../drivers/index.ts';
import { InProcessPort, SimulatedQuectel } from '../../../mocks/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { ConformanceSubject, ModuleStart, SubjectModule } from '../../conformance/index.ts';
import type { ModuleSetup } from '../../driver/index.ts';
import { withDirectUse } from './direct-use.ts';
import { Interposer } from './interposer.ts';

const apn = 'internet';
const pin = '2468';

const options = { right: { apn, pin }, wrong: { apn: 'no-such-apn', pin }, missing: { apn } } as const;

/** The Quectel driver on a simulated module, as a subject of the conformance kit. */
export function quectelSubject(personality: string): ConformanceSubject<never, ModuleSetup> {
  return {
    name: `quectel (${personality})`,
    limits: {
      readyMs: 40_000,
      connectMs: 60_000,
      releaseMs: 15_000,
      // A reboot without last words shows when the module announces itself; another address when it is asked after.
      lossMs: 31_000,
      retryMs: 45_000,
      closeMs: 5000,
    },
    starts: { absent: true, wrong: true, missing: true },
    open: (clock) => {
      const { implementation, run } = withDirectUse(quectel);
      const modules: Interposer[] = [];
      return {
        implementation: implementation as never,
        addModule: (start) => {
          // What is missing, when something is, is the PIN: everything else a module can do without.
          const sim = start.parameters === 'missing' ? { pin } : {};
          const simulated = new SimulatedQuectel({ personality, clock, sim, network: { apns: [apn] } });
          const interposer = new Interposer(simulated, clock);
          modules.push(interposer);
          return moduleOf(simulated, interposer, clock, start, run);
        },
        close: () => {
          for (const module of modules) module.close();
        },
      };
    },
  };
}

function moduleOf(
  simulated: SimulatedQuectel,
  interposer: Interposer,
  clock: Clock,
  { present, parameters }: ModuleStart,
  run: (setup: ModuleSetup, commandLine: string) => Promise<void>,
): SubjectModule<ModuleSetup> {
  const port = new InProcessPort(interposer, { clock });
  const setup: ModuleSetup = { port, options: options[parameters] };
  if (present) simulated.powerOn();
  else port.unplug();
  let failing = 0;
  let broken = false;
  let activations = 0;
  interposer.intercept = (line) => {
    const activates = line.endsWith('AT+QIACT=1');
    if (activates) activations++;
    if (broken && line.endsWith('AT+CPIN?')) return '\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n';
    if (!activates || failing === 0) return undefined;
    failing--;
    return '\r\nERROR\r\n';
  };
  return {
    setup,
    arrive: () => {
      port.plug();
      if (!simulated.isRunning) simulated.powerOn();
    },
    leave: () => port.unplug(),
    reboot: () => simulated.reboot(),
    loseService: () => simulated.loseCoverage(),
    restoreService: () => simulated.restoreCoverage(),
    // A context never comes back by itself: what the checks then see to is the driver alone.
    selfReconnect: () => undefined,
    changeAddresses: () => void simulated.changeAddress(1),
    failSubAttempts: (count) => {
      failing = count;
    },
    failFatally: () => {
      broken = true;
    },
    slowAnswers: (ms) => {
      interposer.slowDown(ms, /\+(QIACT|QIDEACT|CFUN|COPS)=/);
    },
    commandDirectly: () => run(setup, 'AT+CSQ'),
    associateDirectly: async () => {
      await run(setup, `AT+QICSGP=1,1,"${apn}"`);
      await run(setup, 'AT+QIACT=1');
    },
    disassociateDirectly: () => run(setup, 'AT+QIDEACT=1'),
    isAssociated: () => simulated.activeContexts.includes(1),
    addresses: () => [simulated.addressOf(1)].filter((address) => address !== undefined),
    subAttempts: () => activations,
    listenerCount: () => (port.isOpen ? 1 : 0),
    rightParameters: options.right,
    wrongParameters: { apn: options.wrong.apn },
    refusedOptions: [
      { name: 'apn', value: 17, code: 'EINVAL' },
      { name: 'apn', value: 'internet\r\nAT+CFUN=0', code: 'EINVAL' },
      { name: 'apn', value: 'x'.repeat(101), code: 'ENOBUFS' },
      { name: 'pin', value: 'abcd', code: 'EINVAL' },
    ],
  };
}
