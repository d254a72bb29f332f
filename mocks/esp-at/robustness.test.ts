import { afterEach, expect, test } from '@jest/globals';
import { InProcessPort } from '../line/in-process-port.ts';
import { seededRandom } from '../module/random.ts';
import { espAtPersonalityList } from './personalities.ts';
import { ManualNetwork, Rig } from './rig.test-support.ts';

let rig: Rig;

afterEach(() => rig.close());

const personalities = espAtPersonalityList.map(({ name }) => name);

// What a well-known host sends after `ready`: Zephyr's esp_at driver, in its order.
const initialisation = [
  'AT',
  'ATE0',
  'AT+UART_CUR=115200,8,1,0,0',
  'AT+CWDHCP=1,1',
  'AT+CIPMUX=1',
  'AT+CWLAPOPT=0,23',
  'AT+CWMODE=1,0',
  'AT+CWAUTOCONN=0',
  'AT+CWMODE=0',
  'AT+CIPRECVMODE=1',
  'AT+CIPDINFO=1',
  'AT+CIPSTAMAC?',
];

test.each(['esp32-at2', 'esp32-c3', 'esp32-at4', 'esp32-c6'])('%s takes what a known host sends', async (name) => {
  rig = await Rig.ready(name);
  for (const line of initialisation) expect(await rig.ask(line)).toMatch(/\r\nOK\r\n$/);
});

test.each(personalities)('%s survives any bytes at any time', async (name) => {
  rig = await Rig.ready(name, { network: new ManualNetwork() });
  const random = seededRandom(7);
  const words = [
    'AT',
    '+CW',
    'JAP',
    '=',
    '"',
    ',',
    '\\',
    '\r\n',
    '?',
    '1',
    'AT+CIPSEND=5\r\n',
    'AT+CWJAP="',
    '\0',
    '+++',
  ];
  rig.air.add({ ssid: 'lab' });
  await rig.ask('AT+CWMODE=1');
  await rig.ask('AT+CWJAP="lab",""', 5000);
  await rig.ask('AT+CIPSTART="TCP","10.0.0.5",7');
  for (let count = 0; count < 1500; count++) {
    const word = words[Math.floor(random() * (words.length + 4))];
    rig.host.send(word ?? String.fromCharCode(Math.floor(random() * 256)));
    if (random() < 0.3) await rig.clock.advance(random() * 20);
  }
  await rig.after(20_000);
  rig.module.powerOff();
  expect(rig.clock.timerCount).toBe(0);
  rig.module.powerOn();
  expect(await rig.after(2000)).toContain('\r\nready\r\n');
  await rig.after(10_000);
  expect(await rig.ask('AT')).toBe('AT\r\n\r\nOK\r\n');
});

test('at most 1000 commands are remembered', async () => {
  rig = await Rig.ready('esp32-at4');
  await rig.ask('ATE0');
  for (let count = 0; count < 1100; count++) {
    rig.host.send('AT\r\n');
    await rig.clock.advance(3);
  }
  expect(rig.module.commandsSeen).toHaveLength(1000);
  expect(rig.module.counters.commands).toBe(1101);
});

test('a module that was closed in the middle of anything leaves nothing behind', async () => {
  rig = await Rig.joined('esp32-at4', { network: new ManualNetwork() });
  rig.host.send('AT+CWLAP\r\n');
  await rig.clock.advance(10);
  rig.module.close();
  rig.host.take();
  expect(rig.clock.timerCount).toBe(0);
  rig.module.powerOn();
  rig.module.receive(Buffer.from('AT\r\n'));
  rig.air.deauthenticate(rig.air.add({ ssid: 'lab' }));
  expect(await rig.after(10_000)).toBe('');
});

test('two modules share the air, and each has an address of its own', async () => {
  rig = await Rig.joined('esp32-at4');
  const other = new Rig('esp32-c3', { air: rig.air, seed: 2, stored: { ssid: 'lab', passphrase: 'secret99' } });
  other.module.powerOn();
  await other.clock.advance(6000);
  expect([rig.module.address, other.module.address]).toEqual(['10.0.0.2', '10.0.0.3']);
  const [point] = rig.air.points;
  if (point === undefined) throw new Error('no access point');
  rig.air.deauthenticate(point, other.module.mac);
  await rig.clock.advance(100);
  await other.clock.advance(100);
  expect([rig.module.isAssociated, other.module.isAssociated]).toEqual([true, false]);
  other.close();
});

test('it can stand behind a port in the same process', async () => {
  rig = await Rig.ready('esp32-at4');
  let seen = '';
  const port = new InProcessPort(rig.module, { clock: rig.clock, baudRate: 115_200 });
  const transport = await port.open({
    onBytes: (chunk) => {
      seen += Buffer.from(chunk).toString('latin1');
    },
    onClosed: () => undefined,
  });
  await transport.write(Buffer.from('AT+GMR\r\n'));
  await rig.clock.advance(500);
  expect(seen).toMatch(/^AT\+GMR\r\nAT version:4\.1\.1\.0.*\r\n\r\nOK\r\n$/s);
  await transport.close();
});
