import { describe, expect, test } from '@jest/globals';
import { Aedes } from 'aedes';
import { MqttClient } from 'mqtt';
import { systemClock } from '../base/clock.ts';
import { MemoryProvider } from './memory-provider.test-support.ts';
import { rigOf } from './rig.test-support.ts';

const once = (client: MqttClient, event: 'connect' | 'message' | 'close'): Promise<unknown[]> =>
  new Promise((resolve) => void client.once(event, (...given: unknown[]) => resolve(given)));

describe('MQTT through an interface', () => {
  test('publishes, hears, and connects again after the interface was down', async () => {
    const broker = await Aedes.createBroker();
    const provider = new MemoryProvider({ hosts: { broker: ['192.0.2.1'] } });
    provider.serve('192.0.2.1:1883', (peer) => void broker.handle(peer));
    const { down, lte0, manager, up } = rigOf(provider, systemClock);
    const client = new MqttClient(() => lte0.connect({ host: 'broker', port: 1883, waitForUp: true }), {
      clientId: 'meter-7',
      reconnectPeriod: 10,
    });
    client.on('error', () => {});
    await once(client, 'connect');
    await client.subscribeAsync('meter/7/set', { qos: 1 });
    const heard = once(client, 'message');
    await client.publishAsync('meter/7/set', Buffer.alloc(20_000, 'x'), { qos: 1 });
    const [topic, payload] = (await heard) as [string, Buffer];
    expect([topic, payload.length]).toEqual(['meter/7/set', 20_000]);

    const offline = once(client, 'close');
    down();
    await offline;
    const again = once(client, 'connect');
    up();
    await again;
    const heardAgain = once(client, 'message');
    await client.publishAsync('meter/7/set', 'back', { qos: 1 });
    expect(String(((await heardAgain) as [string, Buffer])[1])).toBe('back');

    await client.endAsync();
    await manager.close();
    broker.close();
    expect(provider.used).toBe(0);
  });
});
