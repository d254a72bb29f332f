import { type Rig, type RigOptions, rig } from './rig.test-support.ts';
import { ScriptedModule, type ScriptOptions } from './scripted.test-support.ts';

/** Makes the modules of a test, simulated and scripted, and puts them away after it. */
export class Bench {
  #open: { close(): Promise<void>; readonly clock: { readonly timerCount: number } } | undefined;

  /** A simulated module. */
  readonly start = (options?: RigOptions): Rig => {
    const started = rig(options);
    this.#open = started;
    return started;
  };

  /** A simulated module behind a persistent interface that is up. */
  readonly connected = async (options?: RigOptions): Promise<Rig> => {
    const started = this.start(options);
    started.manager.setFlag(started.lte0, 'PERSISTENT', true);
    started.manager.connect(started.lte0);
    await started.until(() => started.manager.isReady(started.lte0));
    return started;
  };

  /** A scripted module. */
  readonly script = (options?: ScriptOptions): ScriptedModule => {
    const scripted = new ScriptedModule(options);
    this.#open = scripted;
    return scripted;
  };

  /** A scripted module whose LTE was switched on, and that says nothing of the network yet. */
  readonly searching = async (options?: ScriptOptions): Promise<ScriptedModule> => {
    const scripted = this.script(options);
    scripted.manager.setFlag(scripted.lte0, 'PERSISTENT', true);
    scripted.manager.connect(scripted.lte0);
    await scripted.until(() => scripted.sent.includes('AT+CFUN=21'));
    await scripted.clock.advance(2000);
    return scripted;
  };

  /** A scripted module behind a persistent interface that is up. */
  readonly attached = async (options?: ScriptOptions): Promise<ScriptedModule> => {
    const scripted = await this.searching(options);
    await scripted.attach();
    await scripted.until(() => scripted.lte0.isUp);
    return scripted;
  };

  /** @returns how many timers are left: none, if all is well */
  readonly close = async (): Promise<number> => {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
    return open?.clock.timerCount ?? 0;
  };
}
