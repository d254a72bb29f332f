import type { Origin } from './inbox.ts';
import type { Link } from './link.ts';
import type { Personality } from './personality.ts';
import { atLeast } from './personality.ts';

/** How the lines of links look: two settings of the host. */
export interface LinkForms {
  readonly personality: Personality;
  /** `AT+CIPMUX`. */
  readonly multiplex: number;
  /** `AT+CIPDINFO`. */
  readonly peerShown: number;
}

/** `0,CLOSED` or `CLOSED`; `0,CONNECT` or `CONNECT`. */
export function linkLine(forms: LinkForms, id: number, event: 'CONNECT' | 'CLOSED'): string {
  return forms.multiplex === 1 ? `${id},${event}` : event;
}

const detailedMessages = 2;

/** The line of a link that was opened; in full with bit 1 of `AT+SYSMSG`. */
export function connectionLine(forms: LinkForms, systemMessages: number, link: Link): string {
  if ((systemMessages & detailedMessages) === 0) return linkLine(forms, link.id, 'CONNECT');
  const { host, port } = link.remote;
  return `+LINK_CONN:0,${link.id},"${link.type}",${link.accepted ? 1 : 0},"${host}",${port},${link.localPort}`;
}

function idPart(forms: LinkForms, id: number): string {
  return forms.multiplex === 1 ? `${id},` : '';
}

/**
 * The header of data that is reported at once; the payload follows its colon (ESP-AT user guide, `+IPD`). Firmware
 * before 2.0 does not quote the address.
 */
export function activeHeader(forms: LinkForms, id: number, origin: Origin, length: number): string {
  const quote = atLeast(forms.personality, 200) ? '"' : '';
  const peer = forms.peerShown === 1 ? `,${quote}${origin.host}${quote},${origin.port}` : '';
  return `\r\n+IPD,${idPart(forms, id)}${length}${peer}:`;
}

/** The notice of data that waits to be read. */
export function passiveNotice(forms: LinkForms, id: number, length: number): string {
  return `\r\n+IPD,${idPart(forms, id)}${length}\r\n`;
}

/** The header of data that is read (`AT+CIPRECVDATA`); the payload follows it. NONOS AT has a form of its own. */
export function readHeader(forms: LinkForms, origin: Origin, length: number): string {
  if (forms.personality.family === 'nonos') return `+CIPRECVDATA,${length}:`;
  const peer = forms.peerShown === 1 ? `"${origin.host}",${origin.port},` : '';
  return `+CIPRECVDATA:${length},${peer}`;
}

/** All bytes of a send were taken. */
export function receivedLine(length: number): string {
  return `\r\nRecv ${length} bytes\r\n`;
}
