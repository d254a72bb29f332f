import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { drivers } from '../../../drivers/index.ts';
import { hostNetwork, InProcessPort, personalities, simulatedModule } from '../../../mocks/index.ts';
import { systemClock } from '../../base/clock.ts';
import { ConnectionManager } from '../../connection-manager.ts';
import type { Driver } from '../../rig/bring-up/suppliers.ts';
import { type CaseName, caseNames } from './cases.ts';
import { type CheckCertificates, checkCertificates } from './certificates.ts';
import { checkVerification } from './check-verification.ts';
import { judge } from './judge.ts';
import { optionsOfCheck, storeAuthority } from './module-store.ts';
import { CheckServers } from './servers.ts';

jest.setTimeout(60_000);

const host = 'tls-check.atlink.test';
let certificates: CheckCertificates;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  certificates = await checkCertificates(host, new Date());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs the whole check on a simulated module. */
async function checked(personality: string, tlsVerification: 'honest' | 'ignores', first: readonly string[] = []) {
  const network = hostNetwork({ hosts: { [host]: '127.0.0.1' } });
  const module = simulatedModule(personality, { network, speed: 50, tlsVerification });
  ends.push(
    () => network.close(),
    () => module.close(),
  );
  const info = personalities.find(({ name }) => name === personality);
  const driver = drivers.find(({ name }) => name === info?.family) as unknown as Driver;
  const manager = new ConnectionManager();
  ends.push(() => manager.close());
  const iface = manager.addInterface({ name: 'net0', technology: driver.implementation.technology });
  const { context } = manager.bind(iface, driver.implementation, {
    port: new InProcessPort(module),
    options: { ...info?.parameters, ...optionsOfCheck(driver) },
  });
  const happened = (type: 'module-ready' | 'iface-up' | 'iface-down'): Promise<void> =>
    new Promise((resolve) => {
      const unlisten = manager.on(type, () => {
        unlisten();
        resolve();
      });
    });
  const ready = happened('module-ready');
  module.powerOn();
  await ready;
  const handle = context as { run(text: string): Promise<string[]> };
  for (const command of first) await handle.run(command);
  const stored = await storeAuthority(driver, context, certificates.authority);
  const up = happened('iface-up');
  manager.connect(iface);
  await up;
  const servers = await CheckServers.listen(certificates, '127.0.0.1');
  ends.push(() => servers.close());
  const results = await checkVerification(iface, host, certificates, servers, systemClock);
  const down = happened('iface-down');
  manager.disconnect(iface);
  await down;
  await stored.remove();
  const kinds = Object.fromEntries(results.map(({ name, outcome }) => [name, outcome.kind])) as Record<
    CaseName,
    string
  >;
  return {
    kinds,
    results,
    verdict: judge(results, host),
    context: handle,
  };
}

const honest = {
  good: 'accepted',
  expired: 'rejected',
  'wrong-name': 'rejected',
  untrusted: 'rejected',
  'self-signed': 'rejected',
};

const liar = caseNames.map(() => 'accepted');

describe.each(['nrf9151-serial-modem', 'esp32-c3'])('%s', (personality) => {
  test('one that verifies is told from one that only says so', async () => {
    const { kinds, results, verdict } = await checked(personality, 'honest');
    expect({ kinds, results }).toEqual({ kinds: honest, results });
    expect(verdict).toEqual({ verdict: 'verifies', because: 'it connected to the good server and to no other' });
    const lying = await checked(personality, 'ignores');
    expect(Object.values(lying.kinds)).toEqual(liar);
    expect(lying.verdict).toMatchObject({ verdict: 'does not verify' });
    expect(lying.verdict.because).toContain('an expired certificate, a certificate for another name');
  });
});

/** `AT+CCLK`: the date in the module's own clock. */
const clockSet = `AT+CCLK="${new Date().toISOString().slice(2, 19).replaceAll('-', '/').replace('T', ',')}+00"`;

describe.each(['quectel-bg95', 'quectel-ec25'])('%s', (personality) => {
  test('with the date it verifies; without it, what is over passes; and one that verifies nothing is told', async () => {
    const { kinds, verdict } = await checked(personality, 'honest', [clockSet]);
    expect(kinds).toEqual(honest);
    expect(verdict.verdict).toBe('verifies');
    const dateless = await checked(personality, 'honest');
    expect(dateless.kinds).toEqual({ ...honest, expired: 'accepted' });
    expect(dateless.verdict).toEqual({ verdict: 'does not verify', because: 'it accepted an expired certificate' });
    const lying = await checked(personality, 'ignores', [clockSet]);
    expect(Object.values(lying.kinds)).toEqual(liar);
    expect(lying.verdict.because).toContain('a certificate that nobody signed but itself');
  });
});

test('firmware that takes no certificates cannot be checked, and that is said', async () => {
  const { kinds, verdict } = await checked('esp8266-nonos', 'honest');
  expect(kinds.good).toBe('unknown');
  expect(verdict.verdict).toBe('cannot be checked');
  expect(verdict.because).toMatch(/this firmware cannot verify|no certificates/);
});

test('nothing of the check is left in the modem of a Quectel or an nRF91', async () => {
  const quectel = await checked('quectel-bg95', 'honest');
  expect((await quectel.context.run('AT+QFLST="*"')).join('\n')).not.toContain('.pem');
  const nordic = await checked('nrf9160-slm', 'honest');
  expect((await nordic.context.run('AT%CMNG=1')).join('\n')).not.toContain('%CMNG: 1');
});
