import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import { type OpenClient, plainClient, splitter } from './clients.ts';

/** Node's own stream on the descriptor, split by hand: as little as a Node.js program can do. */
export const ttyStream: OpenClient = plainClient(async (path, line) => {
  const { O_NOCTTY, O_NONBLOCK, O_RDWR } = constants;
  const descriptor = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  const stream = new ReadStream(descriptor);
  // It opens the terminal anew; what it was given is nobody's then.
  if (Reflect.get(stream, '_handle')?.fd !== descriptor) closeSync(descriptor);
  stream.setRawMode(true);
  stream.on('data', splitter(line));
  return {
    write: (bytes) => stream.write(bytes, 'latin1'),
    close: async () => {
      const closed = once(stream, 'close');
      stream.destroy();
      await closed;
    },
  };
});

/** What is used of npm serialport-gsm, which brings no types. */
interface GsmModem {
  open(path: string, options: object): Promise<unknown>;
  executeCommand(
    command: string,
    done: (result: unknown, error?: Error) => void,
    ...options: readonly unknown[]
  ): unknown;
  close(): Promise<unknown>;
}

const commandMs = 5000;

/** npm serialport-gsm: a queue of commands over npm serialport. */
export const serialportGsm: OpenClient = async (path) => {
  const { Modem }: { Modem(): GsmModem } = createRequire(import.meta.url)('serialport-gsm');
  const modem = Modem();
  await modem.open(path, { baudRate: 115_200 });
  return {
    // The last option has it listen at once: otherwise it waits for the echo of the command.
    roundTrip: () =>
      new Promise((resolve, reject) => {
        const done = (result: unknown, error?: Error): void => (error === undefined ? resolve(result) : reject(error));
        modem.executeCommand('AT', done, false, commandMs, undefined, undefined, undefined, true);
      }),
    close: async () => void (await modem.close()),
  };
};
