import { afterEach, describe, expect, test } from '@jest/globals';
import type { MemoryNetwork } from '../network/memory-network.ts';
import { closeBoth, joinedBefore } from './memory-rig.test-support.ts';
import type { Rig } from './rig.test-support.ts';

let rig: Rig;
let network: MemoryNetwork;
let got = '';
let peer: { send(text: string): void; end(): void; reset(): void };

afterEach(() => closeBoth(rig, network));

/** A link to a peer that keeps what it gets. */
async function linked(
  options: Parameters<typeof joinedBefore>[1] = {},
  start = 'AT+CIPSTART="TCP","10.0.0.5",7',
): Promise<void> {
  got = '';
  ({ rig, network } = await joinedBefore({}, options));
  network.serve('10.0.0.5:7', (far) => {
    peer = far;
    return {
      data: (bytes) => {
        got += Buffer.from(bytes).toString('latin1');
      },
    };
  });
  expect(await rig.ask(start, 200)).toContain('CONNECT\r\n\r\nOK\r\n');
}

describe('AT+CIPSEND', () => {
  test('a peer that does not read makes it wait, and fail after the time that was set', async () => {
    await linked();
    await rig.ask('AT+CIPCLOSE');
    network.serve('10.0.0.5:8', (far) => {
      far.pause();
      return {};
    });
    await rig.ask('AT+CIPTCPOPT=,,5000');
    await rig.ask('AT+CIPSTART="TCP","10.0.0.5",8');
    for (let count = 0; count < 7; count += 1) {
      await rig.ask('AT+CIPSEND=8192');
      rig.host.send('x'.repeat(8192));
      expect(await rig.after(100)).toContain('\r\nSEND OK\r\n');
    }
    await rig.ask('AT+CIPSEND=8192');
    rig.host.send('x'.repeat(8192));
    expect(await rig.after(100)).toBe('\r\nRecv 8192 bytes\r\n');
    expect(await rig.ask('AT', 4000)).toBe('\r\nbusy p...\r\n');
    expect(await rig.after(2000)).toBe('\r\nSEND FAIL\r\n');
  });

  test('data that come between the prompt and Recv, and the firmware that goes deaf by that', async () => {
    await linked({ misbehaviours: { dropIpdAfterCollision: true } });
    await rig.ask('AT+CIPSEND=4');
    peer.send('answer');
    expect(await rig.after(50)).toBe('\r\n+IPD,6:answer');
    rig.host.send('ping');
    expect(await rig.after(50)).toBe('\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n');
    peer.send('lost');
    expect(await rig.after(50)).toBe('');
  });

  test('a UART without flow control loses what comes while the module is busy', async () => {
    await linked({ misbehaviours: { rxOverflow: true } });
    await rig.ask('AT+CIPCLOSE');
    rig.host.send('AT+CIPSTART="TCP","10.0.0.5",7\r\n');
    rig.host.send(`${'x'.repeat(198)}\r\n`.repeat(20));
    const said = await rig.after(200);
    expect(said.match(/busy p\.\.\./g)?.length).toBe(10);
  });
});

describe('AT+CIPSENDEX', () => {
  test('\\0 ends it, and a backslash escapes', async () => {
    await linked();
    expect(await rig.ask('AT+CIPSENDEX=100')).toBe('\r\nOK\r\n\r\n>');
    rig.host.send('a\\\\0b\\0AT\r\n');
    expect(await rig.after(100)).toBe('\r\nRecv 4 bytes\r\n\r\nbusy p...\r\n\r\nSEND OK\r\n');
    expect(got).toBe('a\\0b');
    expect(await rig.ask('AT+CIPSENDEX=2')).toBe('\r\nOK\r\n\r\n>');
    rig.host.send('hi');
    expect(await rig.after(100)).toBe('\r\nRecv 2 bytes\r\n\r\nSEND OK\r\n');
  });
});

describe('AT+CIPSENDL', () => {
  test('reports as it goes', async () => {
    await linked();
    expect(await rig.ask('AT+CIPSENDLCFG?')).toBe('+CIPSENDLCFG:1024,2920\r\n\r\nOK\r\n');
    await rig.ask('AT+CIPSENDLCFG=4000,2000');
    expect(await rig.ask('AT+CIPSENDL=10000')).toBe('\r\nOK\r\n\r\n>');
    rig.host.send('x'.repeat(5000));
    expect(await rig.after(100)).toBe('+CIPSENDL:4000,5000\r\n');
    rig.host.send('x'.repeat(5000));
    expect(await rig.after(100)).toBe('+CIPSENDL:8000,10000\r\n+CIPSENDL:10000,10000\r\n\r\nSEND OK\r\n');
    expect(got.length).toBe(10_000);
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('+++ with silence around it stops it, without silence it is data', async () => {
    await linked();
    await rig.ask('AT+CIPSENDL=1000');
    rig.host.send('abc+++');
    await rig.after(100);
    expect(got).toBe('abc+++');
    rig.host.send('+++');
    expect(await rig.after(100)).toBe('\r\nSEND CANCELLED\r\n');
    expect(got).toBe('abc+++');
    expect(await rig.ask('AT')).toBe('\r\nOK\r\n');
  });

  test('a link that is lost still wants its bytes', async () => {
    await linked();
    await rig.ask('AT+CIPSENDL=100');
    peer.reset();
    expect(await rig.after(100)).toBe('CLOSED\r\n');
    rig.host.send('x'.repeat(100));
    expect(await rig.after(100)).toBe('\r\nSEND FAIL\r\n');
  });

  test('came with 2.3', async () => {
    await linked({ personality: 'esp8266-at2' });
    expect(await rig.ask('AT+CIPSENDL=100')).toBe('\r\nERROR\r\n');
  });
});

describe('transparent transmission', () => {
  async function passing(options: Parameters<typeof joinedBefore>[1] = {}): Promise<void> {
    await linked(options);
    await rig.ask('AT+CIPMODE=1');
    expect(await rig.ask('AT+CIPSEND')).toBe('\r\nOK\r\n\r\n>');
  }

  test('bytes go both ways as they are, after 20 ms or 2920 bytes', async () => {
    await passing();
    rig.host.send('AT\r\n');
    await rig.after(15);
    expect(got).toBe('');
    await rig.after(20);
    expect(got).toBe('AT\r\n');
    rig.host.send('x'.repeat(2921));
    await rig.after(15);
    expect(got.length).toBe(2924);
    peer.send('\r\nOK\r\n');
    expect(await rig.after(50)).toBe('\r\nOK\r\n');
  });

  test.each([
    ['at once', ['a+++'], false],
    ['too many', ['++++'], false],
    ['with something behind it', ['+++', 'b'], false],
    ['in one piece', ['+++'], true],
    ['in pieces', ['+', '+', '+'], true],
  ])('+++ %s', async (_name, pieces, leaves) => {
    await passing();
    await rig.after(50);
    for (const piece of pieces) {
      rig.host.send(piece);
      await rig.after(5);
    }
    await rig.after(100);
    expect(got).toBe(leaves ? '' : pieces.join(''));
    expect(await rig.ask('AT')).toBe(leaves ? '\r\nOK\r\n' : '');
  });

  test('leaving is told where that was asked for; then data have headers again', async () => {
    await linked();
    await rig.ask('AT+SYSMSG=1');
    await rig.ask('AT+CIPMODE=1');
    await rig.ask('AT+CIPSEND');
    rig.host.send('+++');
    expect(await rig.after(100)).toBe('\r\n+QUITT\r\n');
    peer.send('hi');
    expect(await rig.after(50)).toBe('\r\n+IPD,2:hi');
  });

  test('a link that is lost comes back without a word, and what was said meanwhile with it', async () => {
    await passing();
    peer.reset();
    expect(await rig.after(50)).toBe('');
    rig.host.send('meanwhile');
    expect(await rig.after(300)).toBe('');
    expect(got).toBe('meanwhile');
  });

  test('the network may go and come as well', async () => {
    await passing();
    rig.module.deauthenticate();
    expect(await rig.after(10_000)).toBe('');
    rig.host.send('again');
    await rig.after(300);
    expect(got).toBe('again');
  });

  test('it needs its mode, one link, and UDP with a fixed far end', async () => {
    await linked();
    expect(await rig.ask('AT+CIPSEND')).toBe('\r\nERROR\r\n');
    await rig.ask('AT+CIPMODE=1');
    await rig.ask('AT+CIPCLOSE');
    expect(await rig.ask('AT+CIPSEND')).toBe('\r\nERROR\r\n');
    await rig.ask('AT+CIPSTART="UDP","10.0.0.5",7,4000,2');
    expect(await rig.ask('AT+CIPSEND')).toBe('\r\nERROR\r\n');
  });

  test('a module may wake up in it', async () => {
    await linked();
    expect(await rig.ask('AT+SAVETRANSLINK=1,"10.0.0.5",7,"TCP"')).toBe('\r\nOK\r\n');
    await rig.ask('AT+RST', 8000);
    expect(await rig.ask('AT')).toBe('');
    await rig.after(1000);
    expect(got).toBe('AT\r\n');
    peer.send('hello');
    expect(await rig.after(50)).toBe('hello');
    rig.host.send('+++');
    await rig.after(100);
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
    await rig.ask('AT+SAVETRANSLINK=0');
    await rig.ask('AT+RST', 8000);
    expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
  });
});
