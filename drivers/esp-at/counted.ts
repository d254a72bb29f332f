import type { BlockRule, Urc } from '../../src/at/index.ts';

const maxHeader = 120;

/** The rule for a payload whose header ends inside its line: `header` is its shape, with the count in a group. */
export function countedBlock(
  start: string,
  header: RegExp,
  end: Pick<BlockRule, 'mayFollow' | 'standsAlone' | 'strict'> = {},
): BlockRule {
  const lengthOf = (text: string): number | undefined => {
    // A header may be told by the byte behind it.
    const [, length] = header.exec(`${text}x`) ?? [];
    return length === undefined ? undefined : Number(length);
  };
  return {
    ...end,
    prefix: start,
    headerEnd: (text) => {
      const match = header.exec(text.length > maxHeader ? text.slice(0, maxHeader) : text);
      if (match !== null) return match[0].length;
      return text.length > maxHeader ? 'no' : 'more';
    },
    length: lengthOf,
  };
}

/**
 * What the modules say unasked without a line end before it, beside what somebody listens for. ESP-AT User Guide, AT
 * Messages.
 */
const messages =
  /^(?:\d,)?(?:CONNECT|CLOSED|CONNECT FAIL)$|^(?:WIFI |Have \d|smartconfig |ERR CODE:0x|\+[A-Z][A-Z0-9_]+(?::|$))[\x20-\x7e]*$/;

/** Behind the bytes that were announced comes a line end, or a message. */
export const exactEnd: Pick<BlockRule, 'mayFollow' | 'strict'> = { strict: true, mayFollow: messages };

/** A counted payload, known by the shape of its header; it may hold anything, `ready` and `OK` included. */
function counted(name: string, start: string, header: RegExp): Urc<string> {
  const block = countedBlock(start, header);
  return { prefix: name, pattern: /^\+/, parse: (_params, line) => (line.startsWith(start) ? name : undefined), block };
}

/**
 * Active mode: [<link>,]<length>[,<ip>,<port>]: with the address quoted since 2.0. The passive form has no colon. CR LF
 * stands before it, and the next message right behind its bytes.
 */
export const receivedBlock: BlockRule = countedBlock('+IPD,', /^\+IPD,(?:\d,)?(\d+)(?:,(?:"[^"\r\n]*"|[\d.]+),\d+)?:/, {
  ...exactEnd,
  standsAlone: true,
});

/**
 * What the module announces with a count, whoever asked for it: an application may open sockets by commands of its own,
 * and a payload that was read as lines could say `ready` or `WIFI DISCONNECT`. An IPv6 address has colons, but stands
 * in quotes. ESP-AT User Guide: +IPD, AT+CIPRECVDATA, MQTT, HTTP and WebSocket commands.
 */
export const countedPayloads: readonly Urc<string>[] = [
  {
    prefix: '+IPD',
    pattern: /^\+/,
    parse: (_params, line) => (line.startsWith('+IPD,') ? '+IPD' : undefined),
    block: receivedBlock,
  },
  // With the address or without, and the payload itself may begin with a quote.
  counted(
    '+CIPRECVDATA',
    '+CIPRECVDATA:',
    /^\+CIPRECVDATA:(\d+),(?:"[0-9a-fA-F.:]+",\d+,|(?=[^"])|(?="[^0-9a-fA-F.:]))/,
  ),
  counted('+CIPRECVDATA', '+CIPRECVDATA,', /^\+CIPRECVDATA,(\d+):/),
  counted('+MQTTSUBRECV', '+MQTTSUBRECV:', /^\+MQTTSUBRECV:\d+,"[^\r\n]*?",(\d+),/),
  counted('+HTTPCLIENT', '+HTTPCLIENT:', /^\+HTTPCLIENT:(\d+),/),
  counted('+HTTPCGET', '+HTTPCGET:', /^\+HTTPCGET:(\d+),/),
  // A certificate or a text in the store of the manufacturer.
  counted('+SYSMFG', '+SYSMFG:', /^\+SYSMFG:"[^"\r\n]*","[^"\r\n]*",[78],(\d+),/),
  counted('+WS_DATA', '+WS_DATA:', /^\+WS_DATA:\d+,(\d+),/),
];
