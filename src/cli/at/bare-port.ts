import { AtChannel, payloadInTime, rawCommand } from '../../at/index.ts';
import { messageOf, TransportError } from '../../base/errors.ts';
import type { Transport } from '../../transport/transport.ts';
import type { Cli } from '../cli.ts';
import type { ModuleTalk, UrcListener } from './module-talk.ts';

export interface BarePortOptions {
  readonly baud?: number;
  readonly crlf?: boolean;
}

/** Talks on a port that no atlink has open. @throws TransportError as opening it does: `PORT_BUSY` names who has it */
export async function talkOnPort(
  cli: Cli,
  address: string,
  { baud, crlf }: BarePortOptions,
  urc: UrcListener,
): Promise<ModuleTalk> {
  const port = await cli.suppliers.port(address, baud === undefined ? {} : { baudRate: baud });
  let transport: Transport | undefined;
  const channel = new AtChannel({
    clock: cli.clock,
    terminator: crlf === true ? '\r\n' : '\r',
    unknownLine: urc,
    write: (bytes) => transport?.write(bytes) ?? Promise.reject(new TransportError('PORT_CLOSED', 'not open yet')),
  });
  let tellEnd: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    tellEnd = resolve;
  });
  transport = await port.open({
    onBytes: (bytes) => channel.receive(bytes),
    onClosed: (reason) => {
      const error =
        reason.kind === 'lost' ? reason.error : new TransportError('PORT_CLOSED', `${port.name} was closed`);
      channel.close(error);
      tellEnd(messageOf(error));
    },
  });
  const opened = transport;
  return {
    name: port.name,
    // What has the name of another command is told at once: nobody knows here which lines a module says by itself.
    at: (command, { payload, timeoutMs }) => {
      const given =
        typeof payload === 'function' ? () => payloadInTime(payload(), cli.clock, command, { timeoutMs }) : payload;
      return channel.run({ ...rawCommand(command, timeoutMs, given), prefixedLines: false });
    },
    ended,
    close: () => opened.close(),
  };
}
