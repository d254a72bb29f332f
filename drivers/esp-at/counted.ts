import type { BlockRule, Urc } from '../../src/at/index.ts';

const maxHeader = 120;

/** A counted payload, known by the shape of its header; it may hold anything, `ready` and `OK` included. */
function counted(name: string, start: string, header: RegExp): Urc<string> {
  const lengthOf = (text: string): number | undefined => {
    // A header may be told by the byte behind it.
    const [, length] = header.exec(`${text}x`) ?? [];
    return length === undefined ? undefined : Number(length);
  };
  const block: BlockRule = {
    prefix: start,
    headerEnd: (text) => {
      const match = header.exec(text.length > maxHeader ? text.slice(0, maxHeader) : text);
      if (match !== null) return match[0].length;
      return text.length > maxHeader ? 'no' : 'more';
    },
    length: lengthOf,
  };
  return { prefix: name, pattern: /^\+/, parse: (_params, line) => (line.startsWith(start) ? name : undefined), block };
}

/**
 * What the module announces with a count. The driver opens no sockets, but an application may (by commands of its own),
 * and a payload that was read as lines could say `ready` or `WIFI DISCONNECT`. An IPv6 address has colons, but stands
 * in quotes. ESP-AT User Guide: +IPD, AT+CIPRECVDATA, MQTT, HTTP and WebSocket commands.
 */
export const countedPayloads: readonly Urc<string>[] = [
  // Active mode: [<link>,]<length>[,<ip>,<port>]: with the address quoted since 2.0. The passive form has no colon.
  counted('+IPD', '+IPD,', /^\+IPD,(?:\d,)?(\d+)(?:,(?:"[^"\r\n]*"|[\d.]+),\d+)?:/),
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
  counted('+WS_DATA', '+WS_DATA:', /^\+WS_DATA:\d+,(\d+),/),
];
