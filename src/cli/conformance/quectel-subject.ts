import { quectel } from '../../../drivers/index.ts';
import { SimulatedQuectel } from '../../../mocks/index.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import { apn, cellularOptions, pin, refusedOptions, rightParameters, wrongParameters } from './cellular-parameters.ts';
import { simulatedSubject } from './simulated-subject.ts';

/** The Quectel driver on a simulated module, as a subject of the conformance kit. */
export const quectelSubject = (personality: string): ConformanceSubject<never, never> =>
  simulatedSubject({
    name: `quectel (${personality})`,
    implementation: quectel,
    terminator: '\r',
    limits: {
      readyMs: 40_000,
      connectMs: 60_000,
      releaseMs: 15_000,
      // A reboot without last words shows when the module announces itself; another address when it is asked after.
      lossMs: 31_000,
      retryMs: 45_000,
      closeMs: 5000,
    },
    options: cellularOptions,
    make: (clock, { parameters }) =>
      new SimulatedQuectel({
        personality,
        clock,
        sim: parameters === 'missing' ? { pin } : {},
        network: { apns: [apn] },
      }),
    acts: ({ simulated, interposer, port, run }) => {
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
        slowAnswers: (ms) => interposer.slowDown(ms, /\+(QIACT|QIDEACT|CFUN|COPS)=/),
        commandDirectly: () => run('AT+CSQ'),
        associateDirectly: async () => {
          await run(`AT+QICSGP=1,1,"${apn}"`);
          await run('AT+QIACT=1');
        },
        disassociateDirectly: () => run('AT+QIDEACT=1'),
        isAssociated: () => simulated.activeContexts.includes(1),
        addresses: () => [simulated.addressOf(1)].filter((address) => address !== undefined),
        subAttempts: () => activations,
        listenerCount: () => (port.isOpen ? 1 : 0),
        rightParameters,
        wrongParameters,
        refusedOptions,
      };
    },
  });
