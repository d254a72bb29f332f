import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { UsageError } from '../../base/errors.ts';
import type { ConnectionManager, NetworkInterface } from '../../connectivity/index.ts';
import { ProxyServer } from '../../socket/proxy/proxy-server.ts';

const port = z.number().int().min(0).max(65_535);
const endpoint = z.object({ host: z.string().min(1).max(253), port });
const request = z.object({
  socks: endpoint.optional(),
  http: endpoint.optional(),
  forwards: z.array(z.object({ listen: endpoint, to: endpoint })).max(64),
  credentials: z.object({ user: z.string().max(255), password: z.string().max(255) }).optional(),
});

/** What a proxy is to serve, and where. */
export type ProxyRequest = z.infer<typeof request>;

/** @throws UsageError for what is none */
export function proxyRequest(value: unknown): ProxyRequest {
  const result = request.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(`${issue?.path.join('.') ?? 'the proxy'}: ${issue?.message ?? 'cannot be read'}`);
}

/** Opens a proxy through interfaces of a manager, tried in this order. @throws UsageError, SocketError */
export function openProxyOver(
  manager: ConnectionManager,
  ifaces: readonly NetworkInterface[],
  { credentials, forwards, http, socks }: ProxyRequest,
  clock: Clock,
): Promise<ProxyServer> {
  return ProxyServer.open({
    clock,
    routes: ifaces.map((iface) => ({
      name: iface.name,
      get sockets() {
        return iface.sockets;
      },
      isReady: () => manager.isReady(iface),
    })),
    forwards,
    ...(socks && { socks }),
    ...(http && { http }),
    ...(credentials && { credentials }),
  });
}
