import { type Command, command, order, read, set } from '../../../src/at/index.ts';
import type { ModuleLine } from '../../../src/driver/index.ts';
import { refusable, socketError } from './socket-failures.ts';

const shortMs = 5000;
const dayS = 86_400;
/** A clock that shows less was never set. 2024-01-01. */
const plausibleS = 1_704_067_200;
const askAgainMs = 1000;
const patienceMs = 20_000;

/** `AT+SYSTIMESTAMP?`: seconds since 1970. */
const readTimestamp: Command<number | undefined> = command({
  line: read('+SYSTIMESTAMP'),
  timeoutMs: shortMs,
  lines: { '+SYSTIMESTAMP': (params) => params.int() },
  result: ({ lines }) => lines['+SYSTIMESTAMP'][0],
});

/** `AT+CIPSNTPTIME?`: `+CIPSNTPTIME:Tue Oct 19 17:47:56 2021`, 1970 before the first answer of a server. */
const readTime: Command<number | undefined> = command({
  line: read('+CIPSNTPTIME'),
  timeoutMs: shortMs,
  lines: { '+CIPSNTPTIME': (_params, line) => Date.parse(`${line.slice(line.indexOf(':') + 1)} UTC`) / 1000 },
  result: ({ lines }) => lines['+CIPSNTPTIME'][0],
});

const isPlausible = (seconds: number | undefined): boolean => seconds !== undefined && seconds >= plausibleS;

/**
 * Sees to it that the module's clock is right enough to judge certificates: it is set from this machine's, or by SNTP
 * where the firmware does not take it or this machine does not know the time either. ESP-AT User Guide,
 * AT+SYSTIMESTAMP, AT+CIPSNTPCFG.
 * @throws SocketError `EPROTO` when it cannot be set
 */
export async function setModuleClock(line: ModuleLine, life: AbortSignal): Promise<void> {
  const hereS = Math.floor(line.clock.date().getTime() / 1000);
  if (isPlausible(hereS)) {
    const thereS = await refusable(line.run(readTimestamp));
    if (thereS !== undefined) {
      if (Math.abs(thereS - hereS) < dayS) return;
      const taken = await refusable(line.run(order(set('+SYSTIMESTAMP', hereS), shortMs)).then(() => true));
      if (taken === true) return;
    }
  }
  if (isPlausible(await refusable(line.run(readTime)))) return;
  // UTC, from the servers that the firmware knows.
  await refusable(line.run(order(set('+CIPSNTPCFG', 1, 0), shortMs)));
  const until = line.clock.now() + patienceMs;
  while (line.clock.now() < until) {
    await line.pause(askAgainMs, life);
    if (isPlausible(await refusable(line.run(readTime)))) return;
  }
  throw socketError('EPROTO', 'connect', "certificates cannot be judged: the module's clock is not set", {
    hint: 'No time server answered. Let the module reach one (SNTP, UDP port 123), or do TLS here.',
  });
}
