import { AtChannel, AtError, rawCommand } from '../../at/index.ts';
import type { Clock } from '../../base/clock.ts';
import { TransportError } from '../../base/errors.ts';
import type { Driver, Identified } from '../../rig/bring-up/suppliers.ts';
import { isImei } from '../../rig/config/schema.ts';
import type { Port, Transport } from '../../transport/transport.ts';

const patienceMs = 6000;
const answerMs = 1000;

// The maker for cellular modules, the firmware for ESP-AT modules, which know no maker.
const questions = ['AT+CGMI', 'AT+GMR'] as const;

// 3GPP TS 27.007, +CGSN: 1 asks for the IMEI, where nothing else may be meant; ESP-AT user guide, AT+CIPSTAMAC.
const identityQuestions: Readonly<Record<string, readonly string[]>> = {
  cellular: ['AT+CGSN=1', 'AT+CGSN'],
  wifi: ['AT+CIPSTAMAC?'],
};

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

async function answersTo(channel: AtChannel, questions: readonly string[]): Promise<string> {
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

/** Opens a port for questions, and closes it again whatever comes of them; undefined when nothing answers. */
async function asking<Result>(
  port: Port,
  clock: Clock,
  ask: (channel: AtChannel) => Promise<Result>,
): Promise<Result | undefined> {
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
    return (await awake(channel, clock)) ? await ask(channel) : undefined;
  } finally {
    channel.close(new TransportError('PORT_CLOSED', `${port.name} was closed`));
    await transport.close();
  }
}

const driverOf = async (channel: AtChannel, drivers: readonly Driver[]): Promise<Driver | undefined> => {
  const said = await answersTo(channel, questions);
  return drivers.find(({ recognises }) => recognises.test(said));
};

/**
 * Asks the module at a port who it is. Only for a port that a person named: others are never written to unasked.
 * @returns undefined when nothing answers, or nobody knows it
 * @throws TransportError when the port cannot be opened
 */
export function detectDriver(port: Port, drivers: readonly Driver[], clock: Clock): Promise<Driver | undefined> {
  return asking(port, clock, (channel) => driverOf(channel, drivers));
}

/**
 * Asks the module at a port which driver speaks its language, and for its IMEI or MAC address. It only reads.
 * @throws TransportError when the port cannot be opened
 */
export function identify(port: Port, drivers: readonly Driver[], clock: Clock): Promise<Identified | undefined> {
  return asking(port, clock, async (channel) => {
    const driver = await driverOf(channel, drivers);
    if (driver === undefined) return undefined;
    const said = await answersTo(channel, identityQuestions[driver.implementation.technology] ?? []);
    const imei = said.match(/\b\d{15}\b/)?.[0];
    const mac = said.match(/\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/i)?.[0];
    return {
      driver,
      ...(imei !== undefined && isImei(imei) && { imei }),
      ...(mac !== undefined && { mac: mac.toLowerCase() }),
    };
  });
}
