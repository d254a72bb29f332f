import { startSimulation } from '../../rig/bring-up/simulation.ts';
import type { Served, Simulation } from '../../rig/bring-up/suppliers.ts';
import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { tableLines } from '../output/table.ts';
import { exitCodeOfSignal, onStopSignal, type StopSignal } from '../signals.ts';

import { checkPlaces, tcpError } from './places.ts';

/** What `atlink simulate` was asked for. */
export interface SimulateOptions {
  readonly link?: string;
  readonly socket?: string;
  readonly tcp?: number;
  readonly speed: number;
  readonly baud?: number;
  readonly simPin?: string;
  readonly apn?: readonly string[];
  readonly json?: boolean;
}

/** Prints which models there are. */
export async function listModels(cli: Cli, json: boolean): Promise<void> {
  const { models } = await cli.suppliers.simulator();
  if (json) {
    for (const { name, description } of models) cli.print(JSON.stringify({ model: name, description }));
    return;
  }
  const rows = models.map(({ name, description }) => [name, description]);
  const columns = [{ title: 'MODEL' }, { title: 'WHAT IT PLAYS', flexible: true }];
  for (const line of tableLines(columns, rows, cli.io.stdout.columns)) cli.print(line);
}

async function serve(simulation: Simulation, options: SimulateOptions): Promise<Served> {
  const { link, socket, tcp } = options;
  const pace = options.baud === undefined ? {} : { baud: options.baud };
  if (socket !== undefined) return await simulation.serveSocket({ path: socket, ...pace });
  if (tcp === undefined) return await simulation.servePty({ ...(link !== undefined && { link }), ...pace });
  return await simulation.serveSocket({ port: tcp, ...pace }).catch((thrown: unknown) => {
    throw tcpError(thrown, tcp);
  });
}

/** What a script opens: the plain path of a pseudo-terminal or a socket, HOST:PORT for TCP. */
const plainPlace = (address: string): string => address.replace(/^(unix|tcp):/, '');

/** Plays a module until it is told to end. @returns the exit code */
export async function runSimulate(cli: Cli, model: string, options: SimulateOptions): Promise<number> {
  const { speed, simPin, apn: apns } = options;
  if (simPin !== undefined) cli.keepSecret([simPin]);
  await checkPlaces(options);
  const ended = new Promise<StopSignal | 'unread'>((resolve) => {
    onStopSignal(cli.signals, resolve, (signal) => cli.exitNow(exitCodeOfSignal(signal)));
    whenOutputEnds(cli.io.stdout, () => resolve('unread'));
  });
  const started = await startSimulation(cli, model, {
    clock: cli.clock,
    speed,
    ...(simPin !== undefined && { simPin }),
    ...(apns !== undefined && { apns }),
  });
  const { simulation } = started;
  const { description, family, parameters } = started.model;
  const given = Object.entries(parameters).map(([name, value]) => ` --option ${name}=${value}`);
  try {
    const served = await serve(simulation, options);
    const place = plainPlace(served.address);
    cli.print(options.json ? JSON.stringify({ model, place, address: served.address, process: process.pid }) : place);
    const up = `atlink up ${served.address} --driver ${family}${given.join('')}`;
    cli.say(`simulated ${description}; "${up}" brings it up; Ctrl-C ends it`);
    const reason = await ended;
    await served.close();
    return reason === 'unread' ? 0 : exitCodeOfSignal(reason);
  } finally {
    simulation.close();
  }
}
