import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

/** One exchange as each of the three applications frames it. */
const table: readonly (readonly [string, string, string])[] = [
  ['AT', 'OK\r\n', '\r\nOK\r\n'],
  ['at+cfun?', '+CFUN: 0\r\nOK\r\n', '\r\n+CFUN: 0\r\n\r\nOK\r\n'],
  ['AT+CFUN?', '+CFUN: 0\r\nOK\r\n', '\r\n+CFUN: 0\r\n\r\nOK\r\n'],
  ['AT+CGMI', 'Nordic Semiconductor ASA\r\nOK\r\n', '\r\nNordic Semiconductor ASA\r\n\r\nOK\r\n'],
  ['AT+NOSUCH', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT+CMEE=2', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT+CMEE=1', 'OK\r\n', '\r\nOK\r\n'],
  ['AT%CMNG=3,7,0', '+CME ERROR: 513\r\n', '\r\n+CME ERROR: 513\r\n'],
  ['AT+CMEE?', '+CMEE: 1\r\nOK\r\n', '\r\n+CMEE: 1\r\n\r\nOK\r\n'],
  ['AT+CMEE=0', 'OK\r\n', '\r\nOK\r\n'],
  ['AT%CMNG=3,7,0', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT#XNOSUCH', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['ATI', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['ATZ', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT&F', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT+', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT+CFUN?1', 'ERROR\r\n', '\r\nERROR\r\n'],
  ['AT+CFUN=?1', 'ERROR\r\n', '\r\nERROR\r\n'],
];

describe.each([
  ['nrf9160-at-host', false],
  ['nrf9160-slm', true],
  ['nrf9161-slm', true],
  ['nrf9151-serial-modem', true],
] as const)('bytes of an exchange with %s', (name, framed) => {
  test('answers', async () => {
    bench = await Bench.started(name);
    const seen: string[][] = [];
    for (const [command] of table) seen.push([command, await bench.ask(command)]);
    expect(seen).toEqual(table.map(([command, plain, dressed]) => [command, framed ? dressed : plain]));
  });

  test('come out the same however the command was cut', async () => {
    bench = await Bench.started(name);
    const end = name.endsWith('slm') ? '\r\n' : '\r';
    for (const letter of `AT+CGMI${end}`) {
      expect(bench.host.received).toBe('');
      bench.host.send(letter);
      await bench.clock.advance(3);
    }
    await bench.clock.advance(100);
    expect(bench.host.take()).toBe(await bench.ask('AT+CGMI'));
  });

  test('empty lines, rubbed out letters', async () => {
    bench = await Bench.started(name);
    expect(await bench.raw('\r\n\r\n\r\n\r\n')).toBe('');
    expect(await bench.ask('AT+CGMX\bI')).toContain('Nordic Semiconductor ASA');
    expect(await bench.ask('AT+CGMX\x7fI')).toContain('Nordic Semiconductor ASA');
  });

  test('a URC', async () => {
    bench = await Bench.started(name);
    bench.module.injectUrc('+CEREG: 2,"0901","02024720",7');
    const urc = '+CEREG: 2,"0901","02024720",7\r\n';
    expect(bench.host.take()).toBe(framed ? `\r\n${urc}` : urc);
  });

  test('an odd quote swallows the line end, until another comes', async () => {
    bench = await Bench.started(name);
    expect(await bench.ask('AT+CGDCONT=0,"IP', 5000)).toBe('');
    expect(await bench.ask('AT', 5000)).toBe('');
    expect(await bench.ask('"')).toBe(framed ? '\r\nERROR\r\n' : 'ERROR\r\n');
    expect(await bench.ask('AT')).toBe(framed ? '\r\nOK\r\n' : 'OK\r\n');
  });

  test('URCs at every place of an exchange', async () => {
    bench = await Bench.started(name);
    const dress = (line: string): string => (framed ? `\r\n${line}\r\n` : `${line}\r\n`);
    bench.module.injectUrc('+A', { between: 'echo' });
    bench.module.injectUrc('+B', { between: 'info' });
    bench.module.injectUrc('+C', { between: 'final' });
    expect(await bench.ask('AT+CFUN?')).toBe(
      [dress('+A'), dress('+CFUN: 0'), dress('+B'), dress('OK'), dress('+C')].join(''),
    );
  });
});

describe('writes', () => {
  async function writesOf(name: string, act: (bench: Bench) => Promise<unknown>): Promise<readonly string[]> {
    bench = await Bench.started(name);
    const writes: string[] = [];
    bench.module.attach((bytes) => writes.push(Buffer.from(bytes).toString('latin1')));
    await act(bench);
    return writes;
  }

  test('Serial LTE Modem writes #X information and result apart, modem answers in one', async () => {
    expect(await writesOf('nrf9160-slm', (on) => on.ask('AT#XSLMVER'))).toEqual([
      '\r\n#XSLMVER: "2.9.0","2.9.0-cellular-a52f6a06a9e4"\r\n',
      '\r\nOK\r\n',
    ]);
    bench.close();
    expect(await writesOf('nrf9160-slm', (on) => on.ask('AT+CFUN?'))).toEqual(['\r\n+CFUN: 0\r\n\r\nOK\r\n']);
  });

  test('Serial LTE Modem writes a URC in two pieces, Serial Modem in one', async () => {
    const urc = async (on: Bench): Promise<void> => on.module.injectUrc('+CSCON: 0');
    expect(await writesOf('nrf9160-slm', urc)).toEqual(['\r\n', '+CSCON: 0\r\n']);
    bench.close();
    expect(await writesOf('nrf9151-serial-modem', urc)).toEqual(['\r\n+CSCON: 0\r\n']);
    bench.close();
    expect(await writesOf('nrf9160-at-host', urc)).toEqual(['+CSCON: 0\r\n']);
  });
});

describe('Serial LTE Modem', () => {
  test('is silent on a bare CR, and the next command is spoilt', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await bench.raw('AT\r', 5000)).toBe('');
    expect(await bench.raw('AT\r\n')).toBe('\r\nERROR\r\n');
    expect(await bench.raw('AT\r\n')).toBe('\r\nOK\r\n');
    expect(bench.module.commandsSeen).toEqual(['AT\rAT', 'AT']);
  });

  test('is silent on a bare LF, and the next command is spoilt', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await bench.raw('AT\n', 5000)).toBe('');
    expect(await bench.raw('AT\r\n')).toBe('\r\nERROR\r\n');
  });

  test('skips what stands before AT, refuses what has none', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await bench.ask('\0\xffxyAT')).toBe('\r\nOK\r\n');
    expect(await bench.ask('hello')).toBe('\r\nERROR\r\n');
    expect(await bench.ask('AT+CG_MI')).toBe('\r\nERROR\r\n');
  });

  test('4096 bytes are a command, 4097 are not', async () => {
    bench = await Bench.started('nrf9160-slm');
    const long = (length: number): string => `AT+CGDCONT=0,"IP","${'a'.repeat(length)}"`;
    const fixed = long(0).length;
    expect(await bench.ask(long(4096 - fixed))).toBe('\r\nERROR\r\n');
    expect(bench.module.commandsSeen).toHaveLength(1);
    bench.host.send(long(4097 - fixed));
    expect(bench.host.take()).toBe('');
    expect(await bench.raw('\r\n')).toBe('\r\nERROR\r\n');
    expect(bench.module.commandsSeen).toHaveLength(1);
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('takes a second command while one runs', async () => {
    bench = await Bench.started('nrf9160-slm');
    expect(await bench.raw('AT+CFUN?\r\nAT+CGMM\r\nAT\r\n', 200)).toBe(
      '\r\n+CFUN: 0\r\n\r\nOK\r\n\r\nnRF9160-SICA\r\n\r\nOK\r\n\r\nOK\r\n',
    );
  });

  test('keeps three receive buffers where there is no flow control', async () => {
    const burst = 'AT\r\n'.repeat(500);
    bench = await Bench.started('nrf9160-slm');
    expect((await bench.raw(burst, 60_000)).match(/OK/g)).toHaveLength(500);
    bench.close();
    bench = await Bench.started('nrf9160-slm', { build: { flowControl: false } });
    expect((await bench.raw(burst, 60_000)).match(/OK/g)).toHaveLength(1 + 768 / 4);
  });

  test.each([
    ['lf', 'AT\n', 'AT\r\n'],
    ['cr', 'AT\r', undefined],
  ] as const)('built for %s', async (terminator, right, wrong) => {
    bench = await Bench.started('nrf9160-slm', { build: { terminator } });
    expect(await bench.raw(right)).toBe('\r\nOK\r\n');
    if (wrong !== undefined) expect(await bench.raw(wrong)).toBe('\r\nERROR\r\n');
    expect(await bench.raw(right)).toBe('\r\nOK\r\n');
  });

  test('#XCLAC lists its own commands', async () => {
    bench = await Bench.started('nrf9161-slm', { build: { customerVersion: 'acme-1' } });
    expect(await bench.ask('AT#XCLAC')).toMatch(/^\r\n(AT#X[A-Z]+\r\n)+\r\nOK\r\n$/);
    expect(await bench.ask('AT#XSLMVER')).toContain('a52f6a06a9e4","acme-1"\r\n');
    expect(await bench.ask('AT#XSLMVER?')).toBe('\r\nERROR\r\n');
    expect(await bench.ask('AT#XUUID')).toMatch(/^\r\n#XUUID: [0-9a-f-]{36}\r\n\r\nOK\r\n$/);
    expect(await bench.ask('AT#XDATACTRL?')).toBe('\r\n#XDATACTRL: 0,32\r\n\r\nOK\r\n');
    expect(await bench.ask('AT#XDATACTRL=31')).toBe('\r\nERROR\r\n');
    expect(await bench.ask('AT#XDATACTRL=50')).toBe('\r\nOK\r\n');
    expect(await bench.ask('AT#XDATACTRL?')).toBe('\r\n#XDATACTRL: 50,32\r\n\r\nOK\r\n');
    for (const socket of ['AT#XSOCKET=0', 'AT#XRECV=1', 'AT#XSEND', 'AT#XSEND="a"', 'AT#XTCPCLI=0', 'AT#XCLOSE']) {
      expect(await bench.ask(socket)).toBe('\r\nERROR\r\n');
    }
  });
});

describe('Serial Modem', () => {
  test('ignores a LF behind the CR, and gives garbage no answer', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    expect(await bench.raw('AT\r\n')).toBe('\r\nOK\r\n');
    expect(await bench.raw('\0\xffhello\r', 2000)).toBe('');
    expect(await bench.raw('AT\n', 2000)).toBe('');
    expect(await bench.raw('\r')).toBe('\r\nERROR\r\n');
    expect(await bench.raw('AT+CG_MI\r')).toBe('\r\nERROR\r\n');
    expect(await bench.raw('AT#XSMVER\r')).toBe('\r\n#XSMVER: "v2.0.0","3.4.0"\r\n\r\nOK\r\n');
  });

  test('echoes after ATE1', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    expect(bench.module.echo).toBe(false);
    expect(await bench.ask('ATE1')).toBe('\r\nOK\r\n');
    expect(bench.module.echo).toBe(true);
    expect(await bench.ask('AT+CFUN?')).toBe('AT+CFUN?\r\r\n+CFUN: 0\r\n\r\nOK\r\n');
    expect(await bench.ask('ATE0')).toBe('ATE0\r\r\nOK\r\n');
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
    expect(await bench.ask('ATE2')).toBe('\r\nERROR\r\n');
  });

  test('holds URCs while somebody types: 100 ms, or a second with echo', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    bench.host.send('AT');
    bench.module.injectUrc('+CSCON: 1');
    await bench.clock.advance(99);
    expect(bench.host.take()).toBe('');
    await bench.clock.advance(1);
    expect(bench.host.take()).toBe('\r\n+CSCON: 1\r\n');
    await bench.raw('\r');
    await bench.ask('ATE1');
    bench.host.send('AT');
    bench.module.injectUrc('+CSCON: 0');
    await bench.clock.advance(999);
    expect(bench.host.take()).toBe('AT');
    await bench.clock.advance(1);
    expect(bench.host.take()).toBe('\r\n+CSCON: 0\r\n');
  });

  test('throws its URC queue away when it is full', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    bench.host.send('AT');
    for (let count = 0; count < 400; count++) bench.module.injectUrc('+CSCON: 1');
    await bench.clock.advance(200);
    // 315 items of 13 bytes fit; the 316th empties the queue.
    expect(bench.host.take()).toBe('\r\n+CSCON: 1\r\n'.repeat(400 - 316));
  });

  test('refuses a line as soon as it is too long', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    bench.host.send(`AT+X=${'1'.repeat(8186)}`);
    expect(bench.host.take()).toBe('\r\nERROR\r\n');
    expect(await bench.raw('\r')).toBe('');
    expect(await bench.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('AT+IPR answers at the old speed; a reset goes back', async () => {
    bench = await Bench.started('nrf9151-serial-modem');
    expect(await bench.ask('AT+IPR?')).toBe('\r\n+IPR: 115200\r\n\r\nOK\r\n');
    expect(await bench.ask('AT+IPR=9600')).toBe('\r\nERROR\r\n');
    expect(await bench.ask('AT+IPR=1000000')).toBe('\r\nOK\r\n');
    expect(bench.module.baudRate).toBe(1_000_000);
    await bench.ask('AT#XRESET', 6000);
    expect(bench.module.baudRate).toBe(115_200);
  });
});

describe('the AT host', () => {
  test('writes back what is no AT command', async () => {
    bench = await Bench.started('nrf9160-at-host');
    expect(await bench.raw('hello\r')).toBe('hello');
    expect(await bench.raw('   \r')).toBe('');
    expect(await bench.raw('A\0T\r')).toBe('OK\r\n');
    expect(await bench.raw('AT\r\n')).toBe('OK\r\n');
    expect(await bench.raw('\nAT\r')).toBe('OK\r\n');
  });

  test('of older make says ERROR to it', async () => {
    bench = await Bench.started('nrf9160-at-host', { build: { writesBack: false } });
    expect(await bench.raw('hello\r')).toBe('ERROR\r\n');
  });

  test('hears nothing while a command runs', async () => {
    bench = await Bench.started('nrf9160-at-host');
    expect(await bench.raw('AT+CFUN?\rAT+CGMM\r', 500)).toBe('+CFUN: 0\r\nOK\r\n');
    expect(await bench.raw('AT\r')).toBe('OK\r\n');
  });
});
