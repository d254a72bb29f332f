import { failed, ok, say } from '../answer.ts';
import { countArguments, numberAt, textAt } from '../arguments.ts';
import type { CommandEntry, CommandTable, Core } from '../core.ts';
import type { TlsNames } from '../tls-settings.ts';
import { allLinks, linksMeant, listedLinks, splitLink } from './link-arguments.ts';

const longestName = 64;
const mostProtocols = 3;

/** One quoted name of a link: the SNI, the common name. */
function nameEntry(core: Core, name: string, field: 'sni' | 'commonName'): CommandEntry {
  return {
    read: () => say(...listedLinks(core).map((id) => `${name}:${id},"${core.tls.names(id)[field]}"`)),
    set: (command) => {
      const { id, rest } = splitLink(core, command, allLinks);
      countArguments(rest, 1);
      const patch: Partial<TlsNames> = { [field]: textAt(rest, 0, longestName) };
      for (const link of linksMeant(id)) core.tls.setNames(link, patch);
      return ok;
    },
  };
}

/** TLS of client links: CIPSSLCCONF, CIPSSLCSNI, CIPSSLCCN, CIPSSLCALPN (ESP-AT user guide, TCP/IP AT Commands). */
export function tlsCommands(core: Core): CommandTable {
  const { settings, tls } = core;
  return {
    '+CIPSSLCCONF': {
      read: () =>
        say(
          ...listedLinks(core).map((id) => {
            const { authentication, ca, pki } = tls.config(id);
            return `+CIPSSLCCONF:${id},${authentication},${pki},${ca}`;
          }),
        ),
      set: (command) => {
        const { id, rest } = splitLink(core, command, allLinks);
        countArguments(rest, 1, 3);
        const authentication = numberAt(rest, 0, 0, 3);
        const config = { authentication, pki: numberAt(rest, 1, 0, 255, 0), ca: numberAt(rest, 2, 0, 255, 0) };
        const meant = linksMeant(id);
        const all = settings.current.tls.map((before, link) => (meant.includes(link) ? config : before));
        core.change({ tls: all }, core.stores);
        return ok;
      },
    },
    '+CIPSSLCSNI': nameEntry(core, '+CIPSSLCSNI', 'sni'),
    '+CIPSSLCCN': nameEntry(core, '+CIPSSLCCN', 'commonName'),
    '+CIPSSLCALPN': {
      read: () =>
        say(
          ...listedLinks(core).map((id) =>
            [`+CIPSSLCALPN:${id}`, ...tls.names(id).alpn.map((protocol) => `"${protocol}"`)].join(','),
          ),
        ),
      set: (command) => {
        const { id, rest } = splitLink(core, command, allLinks);
        countArguments(rest, 1, 1 + mostProtocols);
        const count = numberAt(rest, 0, 0, mostProtocols);
        if (rest.args.length !== count + 1) return failed();
        const alpn = Array.from({ length: count }, (_, index) => textAt(rest, index + 1, longestName));
        for (const link of linksMeant(id)) tls.setNames(link, { alpn });
        return ok;
      },
    },
  };
}
