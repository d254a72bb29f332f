import { nrf91 } from '../../../drivers/index.ts';
import { SimulatedNrf91 } from '../../../mocks/index.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import { apn, cellularOptions, pin, refusedOptions, rightParameters, wrongParameters } from './cellular-parameters.ts';
import { simulatedSubject } from './simulated-subject.ts';

/** The nRF91 driver on a simulated module, as a subject of the conformance kit. */
export const nrf91Subject = (personality: string): ConformanceSubject<never, never> =>
  simulatedSubject({
    name: `nrf91 (${personality})`,
    implementation: nrf91,
    terminator: personality.endsWith('-slm') ? '\r\n' : '\r',
    limits: {
      readyMs: 40_000,
      connectMs: 60_000,
      releaseMs: 15_000,
      // A reboot shows when the module announces itself again; what changes without a word, when it is asked after.
      lossMs: 65_000,
      retryMs: 60_000,
      closeMs: 5000,
    },
    options: cellularOptions,
    make: (clock, { parameters }) =>
      new SimulatedNrf91({
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
        const activates = line.endsWith('AT+CFUN=21');
        if (activates) activations++;
        if (broken && line.endsWith('AT+CPIN?')) return '\r\n+CME ERROR: 10\r\n';
        if (failing === 0 || !/AT\+CFUN=(1|21)$/.test(line)) return undefined;
        if (!activates) failing--;
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
        // The modem registers again by itself as long as it is on: that is how it comes.
        selfReconnect: () => undefined,
        changeAddresses: () => void simulated.changeAddress(0),
        failSubAttempts: (count) => {
          failing = count;
        },
        failFatally: () => {
          broken = true;
        },
        slowAnswers: (ms) => interposer.slowDown(ms, /\+(CFUN|COPS)=/),
        commandDirectly: () => run('AT+CESQ'),
        associateDirectly: () => run('AT+CFUN=1'),
        disassociateDirectly: () => run('AT+CFUN=4'),
        isAssociated: () => simulated.isRegistered && simulated.activePdns.includes(0),
        addresses: () => simulated.addressesOf(0),
        subAttempts: () => activations,
        listenerCount: () => (port.isOpen ? 1 : 0),
        rightParameters,
        wrongParameters,
        refusedOptions,
      };
    },
  });
