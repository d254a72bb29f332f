import type { Call } from './failure.ts';
import { socketError } from './failure.ts';
import { plainCommands, type ServiceCommands, tlsCommands } from './service-commands.ts';
import type { Stack } from './stack.ts';
import { plainFormats, testOpen } from './stack-commands.ts';

const call: Call = { syscall: 'connect' };

/**
 * Makes the stack ours, once for each life of the module: the formats are set, and the connections of a program that was
 * here before are closed, whose numbers and data would be taken for our own.
 *
 * @param probes whether the firmware may have no stack at all
 * @throws SocketError `EOPNOTSUPP` where it has none
 */
export async function prepareStack(stack: Stack, probes: boolean): Promise<void> {
  if (probes) await probe(stack);
  for (const command of plainFormats) await stack.line.ask(command, call);
  await closeStale(stack, plainCommands);
  await closeStale(stack, tlsCommands);
}

async function probe(stack: Stack): Promise<void> {
  const known = await stack.line.ask({ ...testOpen, result: () => true }, call);
  if (known === true) return;
  const text = 'the firmware of this module has no TCP/IP commands (AT+QIOPEN)';
  const hint = 'Its data go through the network device that it has on USB or PCIe.';
  throw socketError('EOPNOTSUPP', call, text, { hint });
}

async function closeStale(stack: Stack, { allStates, close }: ServiceCommands): Promise<void> {
  const states = (await stack.line.ask(allStates, call)) ?? [];
  for (const { id } of states) await stack.line.ask(close(id, 0), call);
}
