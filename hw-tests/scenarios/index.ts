/** The scenarios, in the order in which they run: what others rest on comes first. */
import { bootToReady } from './boot-to-ready.ts';
import { connectDisconnect } from './connect-disconnect.ts';
import { identify } from './identify.ts';
import { psmRefusal, wrongNetwork } from './options.ts';
import { persistenceAfterLeaving, persistenceAfterPower, unplugged } from './persistence.ts';
import { reconnectMidAttempt } from './reconnect-mid-attempt.ts';
import type { Scenario } from './scenario.ts';
import { signal } from './signal.ts';
import { dns, tcpEcho, udpEcho } from './sockets.ts';
import { softReset } from './soft-reset.ts';
import { tenCycles } from './ten-cycles.ts';

export const scenarios: readonly Scenario[] = [
  identify,
  bootToReady,
  connectDisconnect,
  reconnectMidAttempt,
  signal,
  tcpEcho,
  udpEcho,
  dns,
  psmRefusal,
  wrongNetwork,
  persistenceAfterLeaving,
  persistenceAfterPower,
  softReset,
  unplugged,
  tenCycles,
];
