/** Where payload begins and how much of it there is: the rest of what a line carries is for people to read. */

/** What a command is followed by when the module asks for it. */
export interface SendRule {
  /** The command line; its first group, if it has one, is the number of bytes. */
  readonly command: RegExp;
  /** What asks for the bytes: a prompt, or a whole line. */
  readonly asks: 'prompt' | 'CONNECT' | 'OK';
  /** What ends them where no number is given: Ctrl-Z or ESC, or never, until the line is taken back with `+++`. */
  readonly ends: 'mark' | 'escape';
}

/** 3GPP TS 27.005, the Quectel TCP/IP, SSL and file manuals, the ESP-AT user guide, the Serial LTE Modem's documents. */
export const sendRules: readonly SendRule[] = [
  { command: /^AT\+(?:QISEND|QSSLSEND)=\d+,(\d+)/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+(?:QISEND|QSSLSEND)=\d+$/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+QFUPL="[^"]*",(\d+)/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+QFWRITE=\d+,(\d+)/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+(?:CMGS|CMGW|QCMGS)=/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+QMTPUB(?:EX)?=(?:"[^"]*"|[^",]*,){4}"[^"]*",(\d+)/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+QMTPUB=/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+QHTTPURL=(\d+)/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+QHTTPPOST=(\d+)/i, asks: 'CONNECT', ends: 'escape' },
  // In multiple mode the link comes first; a host and port may follow a datagram.
  { command: /^AT\+CIPSENDL?=(\d+)$/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+CIPSENDL?=\d+,(\d+)(?:,.*)?$/i, asks: 'prompt', ends: 'mark' },
  { command: /^AT\+CIPSENDEX=(?:\d+,)?(\d+)/i, asks: 'prompt', ends: 'escape' },
  { command: /^AT\+CIPSEND$/i, asks: 'prompt', ends: 'escape' },
  { command: /^AT\+SYSMFG=2,.*,(\d+)$/i, asks: 'prompt', ends: 'escape' },
  { command: /^AT\+MQTTPUBRAW=(?:"[^"]*"|[^",]*,)+?(\d+),\d,\d$/i, asks: 'prompt', ends: 'escape' },
  { command: /^AT\+(?:MQTTLONG\w+|HTTPURLCFG|HTTPCHEAD)=(?:\d+,)?(\d+)$/i, asks: 'prompt', ends: 'escape' },
  { command: /^AT\+HTTPCPOST="(?:[^"]*)",(\d+)/i, asks: 'prompt', ends: 'escape' },
  // Data calls and transparent sockets: raw both ways from here on.
  { command: /^ATD\*99/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+CGDATA/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^ATO\d?$/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+Q(?:I|SSL)OPEN=.*,2$/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT\+Q(?:ISWTMD|SSLSWTMD)=\d+,2$/i, asks: 'CONNECT', ends: 'escape' },
  { command: /^AT#X(?:SEND|TCPSEND|UDPSEND)(?:=\d+,2,\d+)?$/i, asks: 'OK', ends: 'escape' },
  { command: /^AT#XSEND=\d+,2,\d+,(\d+)$/i, asks: 'OK', ends: 'escape' },
  { command: /^AT#XSENDTO="[^"]*",\d+$/i, asks: 'OK', ends: 'escape' },
  { command: /^AT#XSENDTO=\d+,2,\d+,"[^"]*",\d+$/i, asks: 'OK', ends: 'escape' },
];

/** A header behind which the module sends payload; the first group that matched is the number of bytes. */
export interface ReceiveRule {
  readonly header: RegExp;
  /** Whether the bytes follow inside the line; else they follow its end. */
  readonly inline: boolean;
  /** Only as the answer to this command. */
  readonly command?: RegExp;
  /** Only after this command was ever sent: elsewhere the same header has no bytes behind it. */
  readonly after?: RegExp;
  /** Characters a byte: 2 where the module writes hexadecimal. */
  readonly unit?: 2;
}

export const receiveRules: readonly ReceiveRule[] = [
  { header: /^\+IPD,(?:\d+,)?(\d+)(?:,"[^"]*",\d+)?:/, inline: true },
  { header: /^\+CIPRECVDATA:(\d+)(?:,"[^"]*",\d+)?,/, inline: true },
  { header: /^\+CIPRECVDATA,(\d+):/, inline: true },
  { header: /^\+(?:HTTPCLIENT|HTTPCGET|HTTPCPOST):(\d+),/, inline: true },
  { header: /^\+MQTTSUBRECV:\d+,"[^"]*",(\d+),/, inline: true },
  { header: /^\+(?:QIRD|QSSLRECV): ?([1-9]\d*)(?:,.*)?$/, inline: false },
  {
    header: /^\+QIURC: ?"recv",\d+,([1-9]\d*)(?:,"[^"]*",\d+)?$/,
    inline: false,
    after: /^AT\+Q(?:I|SSL)OPEN=.*,1$/i,
  },
  { header: /^CONNECT ([1-9]\d*)$/, inline: false, command: /^AT\+QFREAD=/i },
  { header: /^#X(?:RECV|TCPDATA|UDPDATA|RECVFROM): ?([1-9]\d*)(?:, ?"[^"]*", ?\d+)?$/, inline: false },
  { header: /^#XRECV: ?\d+, ?0, ?([1-9]\d*)$/, inline: false },
  { header: /^#XRECV: ?\d+, ?1, ?([1-9]\d*)$/, inline: false, unit: 2 },
  { header: /^#XRECVFROM: ?\d+, ?0, ?([1-9]\d*),.*$/, inline: false },
  { header: /^#XRECVFROM: ?\d+, ?1, ?([1-9]\d*),.*$/, inline: false, unit: 2 },
];
