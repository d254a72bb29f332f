import type { ReadyModule, SocketProvider } from '../../../src/driver/index.ts';
import { applicationTitles, type Nrf91Application, type Nrf91Dialect } from '../dialects.ts';
import type { Nrf91Options } from '../options.ts';
import { DataModeCare } from './data-mode-care.ts';
import { lookAgain } from './look-again.ts';
import { Notices } from './notices.ts';
import { Nrf91Sockets } from './provider.ts';
import { serialModemCommands } from './serial-modem-commands.ts';
import { slmCommands } from './slm-commands.ts';
import { SocketStack } from './socket-stack.ts';
import type { StackCommands } from './stack-commands.ts';

const longestSend = 4096;

const stacks: Readonly<Record<Nrf91Application, StackCommands | undefined>> = {
  'at-host': undefined,
  slm: slmCommands,
  'serial-modem': serialModemCommands,
};

/** The sockets of a module, or why it has none. */
export function sockets(
  { line, dialect, memory, options }: ReadyModule<Nrf91Options, Nrf91Dialect>,
  life: AbortSignal,
): SocketProvider | string {
  const commands = stacks[dialect.application];
  if (commands === undefined) {
    return `the AT client sample (${applicationTitles['at-host']}) has no sockets: flash the Serial Modem application, or Serial LTE Modem of nRF Connect SDK 2.x, to use them`;
  }
  if (!dialect.hasSockets) {
    return 'the socket commands of Serial LTE Modem from before nRF Connect SDK 1.9 are not spoken here: flash a newer one';
  }
  const stack = new SocketStack(line, commands, memory);
  const notices = new Notices(stack, life);
  const missed = (): void => {
    // Serial Modem keeps its notices until data mode is over.
    if (commands.select !== undefined) notices.missed();
  };
  const look = (): void => {
    if (commands.select !== undefined) lookAgain(line);
  };
  const care = new DataModeCare(line, life, missed, look);
  const burst = options().sendBurst ?? longestSend;
  // Nobody waits for it; what is asked for meanwhile comes after it.
  stack.closeStale().catch(() => undefined);
  return new Nrf91Sockets({ stack, notices, care, longestSend: burst }, life, () => options().tlsTag);
}
