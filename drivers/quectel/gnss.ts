import { type Command, command, order, read, set } from '../../src/at/index.ts';
import type { ReadyModule } from '../../src/driver/index.ts';
import { isRefusal } from './failures.ts';
import type { QuectelDialect } from './models.table.ts';
import type { QuectelOptions } from './options.ts';

const shortMs = 2000;

/** `AT+QGPS?`: whether the satellite receiver is on: `+QGPS: 1`. */
const readGnss: Command<boolean> = command({
  line: read('+QGPS'),
  timeoutMs: shortMs,
  lines: { '+QGPS': (params) => params.int() === 1 },
  result: ({ lines }) => lines['+QGPS'][0] === true,
});

/** `AT+QGPSCFG="priority"`: 0 satellites first, 1 the network first; not saved. */
const setPriority = (first: 0 | 1): Command => order(set('+QGPSCFG', 'priority', first), shortMs);

/**
 * Where satellites and network share a receiver, and somebody has switched GNSS on, the network is let go first: data
 * stall otherwise, and the registration comes and goes. The option `gnss` says otherwise.
 */
export async function shareReceiver(
  { dialect, line, options }: ReadyModule<QuectelOptions, QuectelDialect>,
  signal: AbortSignal,
): Promise<void> {
  if (!dialect.sharesReceiver) return;
  try {
    if (await line.run(readGnss, signal)) await line.run(setPriority(options().gnss === 'first' ? 0 : 1), signal);
  } catch (thrown) {
    // Variants without GNSS know neither.
    if (!isRefusal(thrown)) throw thrown;
  }
}
