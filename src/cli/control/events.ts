import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { onStopSignal } from '../signals.ts';
import { programWith, withPrograms } from './programs.ts';

interface ShownEvent {
  readonly time: string;
  readonly iface: string;
  readonly event: string;
  readonly cause?: { readonly text: string };
  readonly previousMs?: number;
}

/** An event that came as JSON, as a line for people. */
function lineOf({ cause, event, iface, previousMs: _previousMs, time, ...rest }: ShownEvent): string {
  const words = Object.values(rest)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(' ');
  const why = cause === undefined ? '' : `  (${cause.text})`;
  return `${time} ${iface} ${event}${words === '' ? '' : `  ${words}`}${why}`.replaceAll(/\p{Cc}/gu, ' ');
}

/** `atlink events`: shows them as they come, until it is stopped or the programs end. */
export async function followEvents(cli: Cli, name: string | undefined, json: boolean): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    onStopSignal(
      cli.signals,
      () => resolve(),
      () => cli.exitNow(130),
    );
    whenOutputEnds(cli.io.stdout, resolve);
  });
  await withPrograms(cli, async (programs) => {
    const followed = name === undefined ? programs : [programWith(programs, name)];
    const params = name === undefined ? {} : { iface: name };
    const show = (event: unknown): void =>
      json ? cli.printJson(JSON.stringify(event)) : cli.print(lineOf(event as ShownEvent));
    for (const { client } of followed) await client.subscribe('events', params, show);
    await Promise.race([stopped, Promise.all(followed.map(({ client }) => client.ended))]);
  });
}
