import { afterEach, describe, expect, test } from '@jest/globals';
import { Bench } from './bench.test-support.ts';
import { controlled, InternetBench, serialModem, slm } from './internet.test-support.ts';

let bench: Bench;

afterEach(() => {
  expect(bench.close()).toBe(0);
});

const ok = '\r\nOK\r\n';

test('a sleeping line pulses the indicate pin for data, which comes when it is woken', async () => {
  const server = controlled();
  const here = await InternetBench.online(slm, { servers: { '198.51.100.7:80': server.serve } });
  bench = here;
  await bench.all('AT#XTCPCLI=1,"198.51.100.7",80');
  expect(await bench.ask('AT#XSLEEP=2')).toBe(ok);
  expect(bench.module.indicating).toBe(false);
  server.peers[0]?.send('wake up');
  await bench.clock.advance(50);
  expect(bench.module.indicating).toBe(true);
  await bench.clock.advance(200);
  expect(bench.module.indicating).toBe(false);
  expect(await bench.ask('AT', 1000)).toBe('');
  bench.module.wake();
  await bench.clock.advance(200);
  expect(bench.host.take()).toBe('Ready\r\n\r\n#XTCPDATA: 7\r\nwake up');
});

describe('DTR of Serial Modem, where it is wired', () => {
  test('the UART is off until DTR is asserted, and Ready comes first', async () => {
    bench = new Bench(serialModem, { build: { dtrWired: true } });
    bench.module.powerOn();
    await bench.clock.advance(5000);
    expect(await bench.ask('AT', 1000)).toBe('');
    bench.module.hostLines({ dtr: true });
    await bench.clock.advance(200);
    expect(bench.host.take()).toBe('Ready\r\n');
    expect(await bench.ask('AT')).toBe(ok);
  });

  test('dropping it stops the UART after 100 ms; RI is held for what waits', async () => {
    bench = new Bench(serialModem, { build: { dtrWired: true } });
    bench.module.hostLines({ dtr: true });
    bench.module.powerOn();
    await bench.clock.advance(2500);
    expect(bench.host.take()).toBe('Ready\r\n');
    await bench.all('AT+CEREG=1', 'AT+CFUN=1');
    bench.module.hostLines({ dtr: false });
    await bench.clock.advance(20_000);
    expect(bench.host.take()).toBe('');
    expect(bench.module.indicating).toBe(true);
    bench.module.hostLines({ dtr: true });
    await bench.clock.advance(300);
    expect(bench.host.take()).toBe('Ready\r\n\r\n+CEREG: 2\r\n\r\n+CEREG: 5\r\n');
    expect(bench.module.indicating).toBe(false);
  });

  test('without the wires DTR does nothing', async () => {
    bench = await Bench.started(serialModem);
    bench.module.hostLines({ dtr: false });
    await bench.clock.advance(1000);
    expect(await bench.ask('AT')).toBe(ok);
  });

  test('a deep sleep ends with DTR', async () => {
    bench = new Bench(serialModem, { build: { dtrWired: true } });
    bench.module.hostLines({ dtr: true });
    bench.module.powerOn();
    await bench.clock.advance(2500);
    await bench.all('AT#XSLEEP=1');
    await bench.clock.advance(5000);
    bench.module.hostLines({ dtr: false });
    bench.module.hostLines({ dtr: true });
    bench.host.take();
    await bench.clock.advance(5000);
    expect(bench.host.take()).toBe('Ready\r\n');
  });
});
