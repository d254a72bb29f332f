import { afterEach, describe, expect, test } from '@jest/globals';
import type { ModuleTls } from '../../../src/driver/index.ts';
import type { RigOptions } from '../rig.test-support.ts';
import { type SocketRig, socketRig } from './sockets-rig.test-support.ts';

let open: SocketRig | undefined;

const pem = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
const ca = pem('Y2E=');
const clientCert = pem('Y2xpZW50');
const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
const serverName = 'tls.example';

async function start(options: Omit<RigOptions, 'internet'> = {}): Promise<SocketRig> {
  const names = [serverName];
  open = await socketRig(
    {
      hosts: { [serverName]: '192.0.2.20', 'other.example': '192.0.2.20' },
      servers: {
        '192.0.2.20:443': { tls: { ca, names }, serve: 'echo' },
        '192.0.2.20:444': { tls: { ca, names, expired: true }, serve: 'echo' },
        '192.0.2.20:445': { tls: { ca, names, clientCert }, serve: 'echo' },
        '192.0.2.20:80': 'echo',
      },
    },
    options,
  );
  return open;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

const never = (): AbortSignal => new AbortController().signal;

const connect = (here: SocketRig, tls: ModuleTls, port = 443, host = serverName) =>
  here.sockets.open({ host, port, tls }, never());

describe.each(['quectel-bg95', 'quectel-ec25'])('%s', (personality) => {
  test.each([
    ['a server that is verified', { verify: true, ca, serverName }, 443, 'echo'],
    ['a server that is not', { verify: false, serverName }, 443, 'echo'],
    ['both sides verified', { verify: true, ca, cert: clientCert, key, serverName }, 445, 'echo'],
    ['another authority', { verify: true, ca: pem('b3RoZXI='), serverName }, 443, 'EPROTO'],
    ['another authority, which is ignored', { verify: false, serverName }, 443, 'echo'],
    ['no client certificate where one is wanted', { verify: true, ca, serverName }, 445, 'EPROTO'],
    ['a server without TLS', { verify: false, serverName }, 80, 'EPROTO'],
  ] as const)('%s', async (_what, tls, port, outcome) => {
    const here = await start({ personality, options: { tlsNames: 'unverified' } });
    if (outcome !== 'echo') {
      expect(await here.failure(connect(here, tls, port))).toBe(outcome);
      return;
    }
    const socket = await here.outcome(connect(here, tls, port));
    const data = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 13) % 256));
    await here.outcome(socket.send(data));
    const parts: Uint8Array[] = [];
    while (Buffer.concat(parts).length < data.length) {
      parts.push((await here.outcome(socket.receive(65_536, never()))) ?? new Uint8Array(1));
    }
    expect(Buffer.concat(parts).equals(data)).toBe(true);
    await here.outcome(socket.close());
  });

  test('a certificate for another name is refused, and none is left open', async () => {
    const here = await start({ personality });
    expect(
      await here.failure(connect(here, { verify: true, ca, serverName: 'other.example' }, 443, 'other.example')),
    ).toBe('EPROTO');
    const socket = await here.outcome(connect(here, { verify: true, ca, serverName }));
    await here.outcome(socket.close());
    expect(here.facts('notice').filter((text) => text.includes('not its name'))).toEqual([]);
  });

  test('fifty times opened and closed, and no number and no settings are lost', async () => {
    const here = await start({ personality, options: { tlsNames: 'unverified' } });
    for (let count = 0; count < 50; count++) {
      const tls = { verify: count % 2 === 0, ca, serverName };
      if (count % 5 === 0) await here.failure(connect(here, { ...tls, verify: true, ca: pem(`MD${count}`) }));
      await here.outcome((await here.outcome(connect(here, tls))).close());
    }
    expect(here.module.commandsSeen.filter((line) => line.startsWith('AT+QFUPL')).length).toBe(11);
  });
});

describe('firmware that does not compare names', () => {
  test('is not trusted with them (BG96), unless the option says so, and then a notice does', async () => {
    const here = await start({ personality: 'quectel-bg96' });
    expect(await here.failure(connect(here, { verify: true, ca, serverName }))).toBe('EOPNOTSUPP');
    here.binding.context.setOption('tlsNames', 'unverified');
    await here.outcome(connect(here, { verify: true, ca, serverName: 'other.example' }, 443, 'other.example'));
    expect(here.facts('notice').join('\n')).toContain('but not its name');
  });

  test('though it says OK, is shown up by a quirk', async () => {
    const other = { verify: true, ca, serverName: 'other.example' } as const;
    const here = await start({ tlsVerification: 'ignores' });
    // Nothing on the line tells: the firmware says OK to checkhost, and lets the wrong certificate pass.
    await here.outcome(connect(here, other, 443, 'other.example'));
    await here.close();
    const quirk = {
      id: 'bench',
      family: 'quectel',
      models: ['BG95*'],
      symptom: 'says OK to checkhost, and compares nothing',
      reference: 'our bench',
      effect: { checksNames: false },
    };
    const known = await start({ tlsVerification: 'ignores', quirks: [quirk] });
    expect(await known.failure(connect(known, other, 443, 'other.example'))).toBe('EOPNOTSUPP');
  });
});
