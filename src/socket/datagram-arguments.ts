import { UsageError } from '../base/errors.ts';
import type { DatagramContent } from '../connectivity/index.ts';
import { portNumber } from './failures.ts';

export type SendDone = (error: Error | null, bytes: number) => void;

/** What a call of `send` means. */
export interface SendCall {
  readonly bytes: Uint8Array;
  readonly port: number | undefined;
  readonly address: string | undefined;
  readonly done: SendDone | undefined;
}

/**
 * Reads the arguments of `dgram`'s send: `(content[, offset, length][, port][, address][, done])`. Whether two numbers
 * are offset and length is told by how many there are, and by whether the socket is connected.
 *
 * @throws UsageError when they mean nothing
 */
export function readSend(content: DatagramContent, given: readonly unknown[], connected: boolean): SendCall {
  const rest = given.filter((each) => each !== undefined && each !== null);
  const done = typeof rest.at(-1) === 'function' ? (rest.pop() as SendDone) : undefined;
  const address = typeof rest.at(-1) === 'string' && rest.length % 2 === 0 ? (rest.pop() as string) : undefined;
  const numbers = rest as unknown as readonly (number | string)[];
  const ranged = numbers.length >= 2;
  const port = ranged ? numbers[2] : numbers[0];
  if (connected && (port !== undefined || address !== undefined)) {
    throw new UsageError('this datagram socket is connected: send takes no port and no address', {
      hint: 'Call disconnect() first.',
    });
  }
  if (!connected && port === undefined) throw new UsageError('send needs a port', { hint: 'Or connect() the socket.' });
  const whole = bytesOf(content);
  const bytes = ranged ? cut(whole, Number(numbers[0]), Number(numbers[1])) : whole;
  return { bytes, port: port === undefined ? undefined : portNumber(port), address, done };
}

function cut(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  const fits = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0;
  if (fits && offset + length <= bytes.length) return bytes.subarray(offset, offset + length);
  throw new UsageError(`offset ${offset} and length ${length} do not fit ${bytes.length} bytes`);
}

function bytesOf(content: DatagramContent): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  // A copy: the caller may use its buffer again while the datagram waits.
  if (content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.concat(content.map((each) => (typeof each === 'string' ? Buffer.from(each) : each)));
}
