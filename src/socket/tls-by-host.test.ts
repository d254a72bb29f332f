import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { authority, otherAuthority } from '../../mocks/network/certificates.test-support.ts';
import { webRig } from './clients.test-support.ts';
import { eventsOf } from './rig.test-support.ts';

const closeOf = (socket: NodeJS.EventEmitter): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()));

describe('TLS by the host', () => {
  test('is a TLS socket with the addresses of the connection below', async () => {
    const { lte0, manager, provider } = webRig();
    const listened: string[] = [];
    const tls = { by: 'host', ca: authority } as const;
    const socket = lte0.connect({ host: 'example.test', port: 443, tls }, () => listened.push('secure'));
    const seen = eventsOf(socket);
    const closed = closeOf(socket);
    socket.write('GET /x HTTP/1.1\r\nhost: example.test\r\nconnection: close\r\n\r\n');
    await closed;
    expect(seen.slice(0, 4)).toEqual(['lookup', 'connect', 'ready', 'secureConnect']);
    expect(seen.join('\n')).toContain('GET /x 0');
    expect(seen).toContain('close false');
    expect(listened).toEqual(['secure']);
    expect((socket as unknown as TLSSocket).authorized).toBe(true);
    expect([socket.remoteAddress, socket.remotePort]).toEqual(['192.0.2.1', 443]);
    expect(provider.requests).toEqual([{ host: 'example.test', port: 443 }]);
    await manager.close();
    expect(provider.used).toBe(0);
  });

  test.each([
    [{ ca: otherAuthority }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [{ ca: authority, servername: 'other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('refuses a server that is not who it should be: %#', async (tls, code) => {
    const { lte0, manager, provider } = webRig();
    const socket = lte0.connect({ host: 'example.test', port: 443, tls: { by: 'host', ...tls } });
    const seen = eventsOf(socket);
    await closeOf(socket);
    expect(seen).toContain(`error ${code}`);
    await manager.close();
    expect(provider.used).toBe(0);
  });

  test('an error of the connection below comes through', async () => {
    const { down, lte0, manager, provider } = webRig();
    const refused = lte0.connect({ host: 'example.test', port: 444, tls: { by: 'host' } });
    const seen = eventsOf(refused);
    await closeOf(refused);
    // Without the mark of an error: so does Node's own TLS over any stream.
    expect(seen).toEqual(['error ECONNREFUSED', 'close false']);
    const open = lte0.connect({ host: 'example.test', port: 443, tls: { by: 'host', ca: authority } });
    const lost = eventsOf(open);
    open.once('secureConnect', () => down());
    await closeOf(open);
    expect(lost).toContain('error ENETDOWN');
    await manager.close();
    expect(provider.used).toBe(0);
  });
});
