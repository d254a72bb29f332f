import { AtChannel, AtError, rawCommand } from '../../at/index.ts';
import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../base/errors.ts';
import type { Port, Transport } from '../../transport/transport.ts';
import type { Driver } from '../suppliers.ts';

const patienceMs = 6000;
const answerMs = 1000;

// The maker for cellular modules, the firmware for ESP-AT modules, which know no maker.
const questions = ['AT+CGMI', 'AT+GMR'] as const;

/** Asks until something answers, or the patience is over. */
async function awake(channel: AtChannel, clock: Clock): Promise<boolean> {
  const until = clock.now() + patienceMs;
  while (clock.now() < until) {
    try {
      await channel.run(rawCommand('AT', answerMs));
      return true;
    } catch (thrown) {
      if (!(thrown instanceof AtError)) throw thrown;
    }
  }
  return false;
}

async function whoIsThere(channel: AtChannel): Promise<string> {
  const answers: string[] = [];
  for (const question of questions) {
    try {
      answers.push(...(await channel.run(rawCommand(question, answerMs))));
    } catch (thrown) {
      if (!(thrown instanceof AtError)) throw thrown;
    }
  }
  return answers.join('\n');
}

/**
 * Asks the module at a port who it is. Only for a port that a person named: others are never written to unasked.
 * @returns undefined when nothing answers, or nobody knows it
 * @throws TransportError when the port cannot be opened
 */
export async function detectDriver(port: Port, drivers: readonly Driver[], clock: Clock): Promise<Driver | undefined> {
  let transport: Transport | undefined;
  // CR LF, because some want both and none minds.
  const channel = new AtChannel({
    clock,
    terminator: '\r\n',
    write: (bytes) => transport?.write(bytes) ?? Promise.reject(new TransportError('PORT_CLOSED', 'not open yet')),
  });
  const onClosed = (): void => channel.close(new TransportError('PORT_LOST', `${port.name} went away`));
  transport = await port.open({ onBytes: (bytes) => channel.receive(bytes), onClosed });
  try {
    if (!(await awake(channel, clock))) return undefined;
    const said = await whoIsThere(channel);
    return drivers.find(({ recognises }) => recognises.test(said));
  } finally {
    channel.close(new TransportError('PORT_CLOSED', `${port.name} was closed`));
    await transport.close();
  }
}
