import type { Answer } from '../../answer.ts';
import { error, later, ok, say } from '../../answer.ts';
import type { Command } from '../../command.ts';
import { numberAt, quotedAt, restAsTyped, textAt } from '../../command.ts';
import type { CommandTable, Core } from '../core.ts';

const highestCid = 10;
const types = ['IP', 'IPV6', 'IPV4V6', 'Non-IP'];
const activateMs = 1200;
const deactivateMs = 300;
// What the one network grants.
const nameServers = { ipv4: ['8.8.8.8', '8.8.4.4'], ipv6: ['2001:4860:4860::8888', '2001:4860:4860::8844'] };
const maximumTransmissionUnit = 1464;

const cidAt = (command: Command, index: number): number | undefined => numberAt(command, index, 0, highestCid);

function define(core: Core, command: Command): Answer {
  const cid = cidAt(command, 0);
  if (cid === undefined) return error;
  const { contexts } = core.settings;
  if (command.args.length === 1) {
    contexts.delete(cid);
    return ok;
  }
  const type = types.find((known) => known.toLowerCase() === quotedAt(command, 1)?.toLowerCase());
  const apn = textAt(command, 2) ?? '';
  if (type === undefined || apn.length > 63 || command.args.length > 11) return error;
  const { authentication } = contexts.get(cid) ?? {};
  contexts.set(cid, { type, apn, ...(authentication === undefined ? {} : { authentication }) });
  return ok;
}

function readDefinitions(core: Core): Answer {
  const { dialect, packet, settings } = core;
  const cids = new Set([...settings.contexts.keys(), ...packet.active]);
  // From 1.3 on the default context is listed before anyone defined it.
  if (!dialect.old) cids.add(0);
  return say(
    ...[...cids]
      .sort((a, b) => a - b)
      .map((cid) => {
        const { apn, type } = { type: '', apn: '', ...packet.connection(cid), ...settings.contexts.get(cid) };
        const shownApn = apn === '' ? (packet.connection(cid)?.apn ?? '') : apn;
        return `+CGDCONT: ${cid},"${type}","${shownApn}","${packet.addresses(cid).join(' ')}",0,0`;
      }),
  );
}

function authenticate(core: Core, command: Command): Answer {
  const cid = cidAt(command, 0);
  const protocol = numberAt(command, 1, 0, 2);
  if (cid === undefined || protocol === undefined) return error;
  if (protocol > 0 && (quotedAt(command, 2) === undefined || quotedAt(command, 3) === undefined)) return error;
  const { contexts } = core.settings;
  contexts.set(cid, { type: 'IPV4V6', apn: '', ...contexts.get(cid), authentication: restAsTyped(command, 1) });
  return ok;
}

function activate(core: Core, command: Command): Answer {
  const state = numberAt(command, 0, 0, 1);
  const cid = cidAt(command, 1);
  // Context 0 belongs to the attach: only AT+CFUN switches it.
  if (state === undefined || cid === undefined || cid === 0 || command.args.length !== 2) return error;
  const { packet, radio, settings } = core;
  if (state === 0) {
    return later(deactivateMs, () => {
      packet.takeDown(cid);
      return ok;
    });
  }
  if (!radio.registered || !settings.contexts.has(cid)) return error;
  radio.air.connect();
  return later(activateMs, () => (radio.registered && packet.bringUp(cid) ? ok : error));
}

function addresses(core: Core, command: Command): Answer {
  const cids = command.form === 'run' ? core.packet.active : command.args.map((_, index) => cidAt(command, index));
  const lines: string[] = [];
  for (const cid of cids) {
    if (cid === undefined) return error;
    if (core.packet.connection(cid) === undefined) continue;
    const shown = core.faults.cgpaddrEmpty === true ? [''] : core.packet.addresses(cid);
    const quoted = shown.map((address) => `"${address}"`);
    lines.push(`+CGPADDR: ${[cid, ...(quoted.length === 0 ? ['""'] : quoted)].join(',')}`);
  }
  return say(...lines);
}

function granted(core: Core, cid: number): readonly string[] {
  const connection = core.packet.connection(cid);
  if (connection === undefined) return [];
  const line = (servers: readonly string[]): string =>
    `+CGCONTRDP: ${cid},,"${connection.apn}","","",${servers.map((server) => `"${server}"`).join(',')},,,,,${maximumTransmissionUnit}`;
  const lines = [
    ...(connection.ipv4 === undefined ? [] : [line(nameServers.ipv4)]),
    ...(connection.ipv6 === undefined ? [] : [line(nameServers.ipv6)]),
  ];
  return lines.length === 0 ? [line(['', ''])] : lines;
}

function dynamicParameters(core: Core, command: Command): Answer {
  if (command.form === 'run') return say(...core.packet.active.flatMap((cid) => granted(core, cid)));
  const cid = cidAt(command, 0);
  if (cid === undefined || command.args.length !== 1) return error;
  const lines = granted(core, cid);
  return lines.length === 0 ? error : say(...lines);
}

/** PDP contexts: +CGDCONT, +CGAUTH, +CGACT, +CGPADDR, +CGCONTRDP, %XGETPDNID (reference guide, each). */
export function packetCommands(core: Core): CommandTable {
  return {
    '+CGDCONT': {
      test: types.map((type) => `+CGDCONT: (0-${highestCid}),"${type}",,,(0),(0,1,4)`).join('\r\n'),
      read: () => readDefinitions(core),
      set: (command) => define(core, command),
    },
    '+CGAUTH': {
      test: `+CGAUTH: (0-${highestCid}),(0,1,2),64,64`,
      read: () =>
        say(
          ...[...core.settings.contexts].flatMap(([cid, { authentication }]) =>
            authentication === undefined ? [] : [`+CGAUTH: ${cid},${authentication}`],
          ),
        ),
      set: (command) => authenticate(core, command),
    },
    '+CGACT': {
      test: '+CGACT: (0,1)',
      read: () => {
        const cids = [...new Set([...core.settings.contexts.keys(), ...core.packet.active])].sort((a, b) => a - b);
        return say(...cids.map((cid) => `+CGACT: ${cid},${core.packet.active.includes(cid) ? 1 : 0}`));
      },
      set: (command) => activate(core, command),
    },
    '+CGPADDR': {
      run: (command) => addresses(core, command),
      set: (command) => addresses(core, command),
      test: () => say(`+CGPADDR: (${core.packet.active.join(',')})`),
    },
    '+CGCONTRDP': {
      run: (command) => dynamicParameters(core, command),
      set: (command) => dynamicParameters(core, command),
      test: () => say(`+CGCONTRDP: (${core.packet.active.join(',')})`),
    },
    '%XGETPDNID': {
      set: (command) => {
        const cid = cidAt(command, 0);
        return cid === undefined || core.packet.connection(cid) === undefined ? error : say(`%XGETPDNID: ${cid}`);
      },
    },
  };
}
