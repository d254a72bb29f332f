import { espAt } from '../../../drivers/index.ts';
import { SimulatedAir, SimulatedEspAt } from '../../../mocks/index.ts';
import type { ConformanceSubject } from '../../conformance/index.ts';
import { simulatedSubject } from './simulated-subject.ts';

const ssid = 'lab';
const passphrase = 'secret99';
const wrongPassphrase = 'not this one';
const joins = /^AT\+CWJAP(_CUR)?=/;

/** The ESP-AT driver on a simulated module, as a subject of the conformance kit. */
export const espAtSubject = (personality: string): ConformanceSubject<never, never> =>
  simulatedSubject({
    name: `esp-at (${personality})`,
    implementation: espAt,
    terminator: '\r\n',
    exceptions: {
      'G20.1': 'no error of a Wi-Fi join is beyond a retry: access points, passphrases and leases all change',
    },
    limits: {
      readyMs: 15_000,
      connectMs: 40_000,
      // A join that is under way has to end first.
      releaseMs: 40_000,
      // What goes without a word shows when it is asked after.
      lossMs: 40_000,
      retryMs: 60_000,
      closeMs: 5000,
    },
    options: { right: { ssid, passphrase }, wrong: { ssid, passphrase: wrongPassphrase }, missing: {} },
    make: (clock) => new SimulatedEspAt({ personality, clock, air: new SimulatedAir([{ ssid, passphrase }]) }),
    acts: ({ simulated, interposer, port, run }) => {
      const suffix = /nonos|ai-thinker/.test(personality) ? '_CUR' : '';
      let failing = 0;
      let told = 0;
      interposer.intercept = (line) => {
        if (!joins.test(line)) return undefined;
        told++;
        if (failing === 0) return undefined;
        failing--;
        return '+CWJAP:1\r\n\r\nERROR\r\n';
      };
      return {
        arrive: () => {
          port.plug();
          if (simulated.state === 'off') simulated.powerOn();
        },
        leave: () => port.unplug(),
        reboot: () => simulated.reboot(),
        loseService: () => {
          for (const point of simulated.air.points) simulated.air.remove(point);
        },
        restoreService: () => {
          if (simulated.air.points.length === 0) simulated.air.add({ ssid, passphrase });
        },
        // The firmware reconnects by itself unless it is told not to: that is how it comes.
        selfReconnect: () => undefined,
        failSubAttempts: (count) => {
          failing = count;
        },
        slowAnswers: (ms) => interposer.slowDown(ms, /\+CWJAP(_CUR)?=/),
        changeAddresses: () => run(`AT+CIPSTA${suffix}="192.168.77.200","192.168.77.1","255.255.255.0"`),
        commandDirectly: () => run('AT+CIPSTA?'),
        associateDirectly: () => run(`AT+CWJAP${suffix}="${ssid}","${passphrase}"`),
        disassociateDirectly: () => run('AT+CWQAP'),
        isAssociated: () => simulated.isAssociated,
        addresses: () => [simulated.address].filter((address) => address !== undefined),
        subAttempts: () => told,
        listenerCount: () => (port.isOpen ? 1 : 0),
        rightParameters: { ssid, passphrase },
        wrongParameters: { passphrase: wrongPassphrase },
        refusedOptions: [
          { name: 'ssid', value: 17, code: 'EINVAL' },
          { name: 'ssid', value: 'lab\r\nAT+RST', code: 'EINVAL' },
          { name: 'ssid', value: 'x'.repeat(33), code: 'ENOBUFS' },
          { name: 'passphrase', value: 'short', code: 'EINVAL' },
        ],
      };
    },
  });
