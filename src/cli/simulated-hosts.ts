import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import type { SimulatedSurroundings } from '../rig/bring-up/suppliers.ts';

const advice = 'Give NAME=ADDRESS, or NAME:PORT=ADDRESS:PORT: example.test:80=127.0.0.1:8080.';

/** `192.0.2.1:80`, `[2001:db8::1]:80`, or without the port. */
function addressOf(text: string): { readonly address: string; readonly port: string | undefined } {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i.exec(text);
  const address = parts?.[1] ?? parts?.[2] ?? text;
  if (isIP(address) === 0) throw new InvalidArgumentError(`${advice} The right side is an address.`);
  return { address, port: parts?.[3] };
}

/** `--host`: a name of the simulated network with its address, or a place of it that leads to a port of this machine. */
export function simulatedHost(text: string, before: SimulatedSurroundings = {}): SimulatedSurroundings {
  const [, name, port, to = ''] = /^([\w.-]+)(?::(\d{1,5}))?=(.+)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError(advice);
  const { address, port: toPort } = addressOf(to);
  if ((port === undefined) !== (toPort === undefined)) {
    throw new InvalidArgumentError(`${advice} A port on one side needs one on the other.`);
  }
  if (port === undefined) return { ...before, hosts: { ...before.hosts, [name]: address } };
  return { ...before, routes: { ...before.routes, [`${name}:${port}`]: to } };
}
