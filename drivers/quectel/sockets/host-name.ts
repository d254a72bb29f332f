import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { type Call, socketError } from './failure.ts';

// RFC 1035, 2.3.4.
const longestName = 253;
const label = /^[\w-]{1,63}$/;

/**
 * A host as a command can carry it: an address as it is, a name in its ASCII form (IDNA).
 * @throws SocketError `ENOTFOUND` for what is neither
 */
export function checkedHost(host: string, call: Call): string {
  if (isIP(host) !== 0) return host;
  // Blanks and line ends would be dropped on the way, and another host be asked for.
  const name = /[\s\x00-\x1f]/.test(host) ? '' : domainToASCII(host);
  const labels = name.replace(/\.$/, '').split('.');
  if (name.length <= longestName && labels.every((each) => label.test(each))) return name;
  throw socketError('ENOTFOUND', { syscall: call.syscall }, 'this is no name of a host that the module could look up');
}
