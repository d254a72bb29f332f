import type { LinkAddress } from './link-network.ts';
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

function idPart(forms: LinkForms, id: number): string {
  return forms.multiplex === 1 ? `${id},` : '';
}

/**
 * The header of data that is reported at once; the payload follows its colon (ESP-AT user guide, `+IPD`). Firmware
 * before 2.0 does not quote the address.
 */
export function activeHeader(forms: LinkForms, id: number, origin: LinkAddress, length: number): string {
  const quote = atLeast(forms.personality, 200) ? '"' : '';
  const peer = forms.peerShown === 1 ? `,${quote}${origin.host}${quote},${origin.port}` : '';
  return `\r\n+IPD,${idPart(forms, id)}${length}${peer}:`;
}

/** The notice of data that waits to be read. */
export function passiveNotice(forms: LinkForms, id: number, length: number): string {
  return `\r\n+IPD,${idPart(forms, id)}${length}\r\n`;
}

/** The header of data that is read (`AT+CIPRECVDATA`); the payload follows it. NONOS AT has a form of its own. */
export function readHeader(forms: LinkForms, origin: LinkAddress, length: number): string {
  if (forms.personality.family === 'nonos') return `+CIPRECVDATA,${length}:`;
  const peer = forms.peerShown === 1 ? `"${origin.host}",${origin.port},` : '';
  return `+CIPRECVDATA:${length},${peer}`;
}

/** All bytes of a send were taken. */
export function receivedLine(length: number): string {
  return `\r\nRecv ${length} bytes\r\n`;
}
