import type { Cli } from '../cli.ts';
import { whenOutputEnds } from '../io.ts';
import { eventLine } from '../output/event-lines.ts';
import { eventFromJson, type JsonEvent } from '../output/json-lines.ts';
import { onStopSignal } from '../signals.ts';
import { programWith, withPrograms } from './programs.ts';

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
      json ? cli.printJson(JSON.stringify(event)) : cli.print(eventLine(eventFromJson(event as JsonEvent)));
    for (const { client } of followed) await client.subscribe('events', params, show);
    await Promise.race([stopped, Promise.all(followed.map(({ client }) => client.ended))]);
  });
}
