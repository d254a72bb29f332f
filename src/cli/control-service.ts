import { ProgramMethods } from '../rig/control/methods.ts';
import { controlPath, prepareControlPlace } from '../rig/control/places.ts';
import type { DrivenModule } from '../rig/control/program.ts';
import { ControlServer } from '../rig/control/server.ts';
import type { ControlService, ServedProgramOptions } from './suppliers.ts';

/**
 * Lets other commands of this user reach this program, over a socket of its own.
 * @param env that says where the sockets are
 */
export async function serveControl(
  { moduleOf, ...program }: ServedProgramOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ControlService> {
  const path = controlPath(env, process.pid);
  await prepareControlPlace(path, env);
  const methods = new ProgramMethods({
    ...program,
    moduleOf: (iface) => moduleOf(iface) as DrivenModule,
  });
  const server = await ControlServer.listen(path, methods.table);
  return { path, close: () => server.close() };
}
