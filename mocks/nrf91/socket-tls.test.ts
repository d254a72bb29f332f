import { afterEach, describe, expect, test } from '@jest/globals';
import { InternetBench, serialModem, slm } from './internet.test-support.ts';
import type { Nrf91Options } from './options.ts';

let bench: InternetBench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const world = {
  servers: { '198.51.100.7:443': { tls: { ca: 'the authority', names: ['echo.test'] }, serve: 'echo' as const } },
};

async function online(
  name: string,
  credentials: readonly string[] = [],
  options: Omit<Nrf91Options, 'personality' | 'clock'> = {},
): Promise<void> {
  bench = await InternetBench.online(name, world, options, credentials);
}

const authority = 'AT%CMNG=0,42,0,"the authority"';
const connected = '#XCONNECT: 1 OK';

describe('a secure socket', () => {
  test('verifies with the stored authority', async () => {
    await online(slm, [authority]);
    await bench.all('AT#XSSOCKET=1,1,0,42,2');
    expect(await bench.said('AT#XCONNECT="echo.test",443')).toBe(connected);
    expect(await bench.said('AT#XSEND="secret"')).toBe('#XSEND: 6 OK');
    expect(await bench.said('AT#XRECV=1')).toBe('#XRECV: 6 secret OK');
    expect(await bench.said('AT#XSSOCKETOPT=0,4')).toBe('#XSSOCKETOPT: 0xc023 OK');
  });

  test.each([
    ['no authority', [], []],
    ['another authority', ['AT%CMNG=0,42,0,"somebody else"'], []],
    ['another name', [authority], ['AT#XSSOCKETOPT=1,2,"other.test"']],
  ])('fails with %s, unless it does not verify', async (_what, credentials, before) => {
    await online(slm, credentials);
    await bench.all('AT#XSSOCKET=1,1,0,42,2', ...before);
    expect(await bench.said('AT#XCONNECT="echo.test",443')).toBe('ERROR');
    await bench.all('AT#XSSOCKETOPT=1,5,0');
    expect(await bench.said('AT#XCONNECT="echo.test",443')).toBe(connected);
  });

  test('a firmware that ignores verification takes anybody', async () => {
    await online(slm, [], { tlsVerification: 'ignores' });
    await bench.all('AT#XSSOCKET=1,1,0,42,2', 'AT#XSSOCKETOPT=1,2,"other.test"');
    expect(await bench.said('AT#XCONNECT="echo.test",443')).toBe(connected);
  });

  test('the client service verifies the name by itself', async () => {
    await online(slm, [authority]);
    expect(await bench.said('AT#XTCPCLI=1,"198.51.100.7",443,42')).toBe('#XTCPCLI: -111,"not connected" ERROR');
    expect(await bench.said('AT#XTCPCLI=1,"198.51.100.7",443,42,2,0')).toBe('#XTCPCLI: 0,"connected" OK');
  });

  test('Serial Modem does the same by handle', async () => {
    await online(serialModem, [authority]);
    await bench.all('AT#XSSOCKET=1,1,0,42', 'AT#XSSOCKETOPT=0,1,2,"echo.test"');
    expect(await bench.said('AT#XCONNECT=0,"echo.test",443')).toBe('#XCONNECT: 0,1 OK');
    expect(await bench.said('AT#XSSOCKETOPT=0,0,5')).toBe('#XSSOCKETOPT: 0,0 OK');
  });

  test('the modem is no TLS server, and nobody answers DTLS', async () => {
    await online(slm, [authority]);
    expect(await bench.said('AT#XSSOCKET=1,1,1,42')).toBe('ERROR');
    await bench.all('AT#XSSOCKET=1,2,0,42');
    expect(await bench.said('AT#XCONNECT="echo.test",5684', 9000)).toBe('');
    expect(await bench.lines(2000)).toEqual(['ERROR']);
  });
});
