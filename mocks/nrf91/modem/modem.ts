import type { Clock } from '../../../src/base/clock.ts';
import { Timers } from '../../module/timers.ts';
import type { Answer } from '../answer.ts';
import { error, say } from '../answer.ts';
import type { Command } from '../command.ts';
import type { Network } from '../network.ts';
import type { Misbehaviours } from '../options.ts';
import type { Personality } from '../personality.ts';
import type { SimCard } from '../sim-card.ts';
import { announcerOf } from './announcer.ts';
import { allCommands } from './commands/all-commands.ts';
import type { CommandTable, Core } from './core.ts';
import type { Dialect } from './dialect.ts';
import type { Flash } from './flash.ts';
import { FunctionalMode } from './functional-mode.ts';
import { PacketData } from './packet-data.ts';
import { Radio } from './radio.ts';
import { ResetLoop } from './reset-loop.ts';
import { Uicc } from './uicc.ts';

// Settings are written every 48 hours even when nobody switches the modem off.
const saveMs = 48 * 3_600_000;
const esmErrors = 8;

/** What outlives the modem core, and where its URCs go. */
export interface ModemHost {
  readonly personality: Personality;
  readonly dialect: Dialect;
  readonly faults: Misbehaviours;
  readonly clock: Clock;
  readonly imei: string;
  readonly flash: Flash;
  readonly network: Network;
  readonly card: SimCard;
  /** It was started before since power came. */
  readonly restarted: boolean;
  /** The life before ended without `AT+CFUN=0`. */
  readonly ungraceful: boolean;
  urc(text: string): void;
  /** The connection of a context is gone. */
  bearerLost(cid: number): void;
  /** It was registered, or lost that. */
  reachChanged(): void;
}

/** The modem core of an nRF91: one life, from its start to a reset. It speaks in values, the application in bytes. */
export class Modem {
  readonly core: Core;
  readonly power: FunctionalMode;
  readonly #commands: CommandTable;
  #ended = false;

  constructor(host: ModemHost) {
    this.core = buildCore(host, (text) => {
      if (!this.#ended) host.urc(text);
    });
    this.power = new FunctionalMode(() => this.core);
    this.#commands = allCommands(this.core, this.power);
    const save = (): void => {
      host.flash.save(this.core.settings);
      this.core.timers.after(saveMs, save);
    };
    this.core.timers.after(saveMs, save);
  }

  /** A command arrived; it runs a moment later. */
  commandCame(): void {
    this.core.uicc.commandCame();
  }

  /** Runs one command; undefined stands for a line that is no command. */
  execute(command: Command | undefined): Answer {
    if (command === undefined) return error;
    if (command.name === '') return say();
    const handler = this.#commands[command.name]?.[command.form];
    if (handler === undefined) return error;
    if (typeof handler !== 'string') return handler(command);
    return handler === '' ? say() : say(...handler.split('\r\n'));
  }

  /** Cancels all that is under way. */
  end(): void {
    this.#ended = true;
    this.core.timers.cancelAll();
    this.core.radio.end();
    this.core.uicc.end();
    this.core.resetLoop.end();
  }
}

function buildCore(host: ModemHost, urc: (text: string) => void): Core {
  const { card, clock, dialect, faults, flash, network } = host;
  const timers = new Timers(clock);
  const settings = flash.load();
  const modes = new Map<string, number>();
  const mode = (command: string): number => modes.get(command) ?? 0;
  const subscribed = (command: string, text: string, lowest = 1): void => {
    if (mode(command) >= lowest) urc(text);
  };
  const announcer = announcerOf(() => core);
  const packet = new PacketData({
    timers,
    network,
    settings,
    lost: (cid) => host.bearerLost(cid),
    event: announcer.event,
    sessionCause: (cause, cid) => {
      if ((mode('+CNEC') & esmErrors) !== 0) urc(`+CNEC_ESM: ${cause},${cid}`);
    },
  });
  const resetLoop = new ResetLoop(flash, clock, dialect.resetLimit, host.ungraceful);
  const uicc: Uicc = new Uicc(card, {
    clock,
    failsAlways: faults.simNeedsRestart === true && !host.restarted,
    withoutCause: dialect.old,
    report: (text) => subscribed('%XSIM', `%XSIM: ${text}`),
    ready: () => radio.update(),
    failed: () => radio.update(),
  });
  const radio: Radio = new Radio({
    clock,
    dialect,
    faults,
    network,
    settings,
    packet,
    resetLoop,
    announcer,
    cardReady: () => uicc.ready,
    cardFailed: () => uicc.failed,
    reachChanged: () => host.reachChanged(),
  });
  const core: Core = {
    personality: host.personality,
    dialect,
    faults,
    clock,
    timers,
    imei: host.imei,
    flash,
    settings,
    modes,
    parameters: new Map(),
    network,
    uicc,
    radio,
    packet,
    resetLoop,
    cmee: 0,
    cpinFailures: faults.cpinFailures ?? 0,
    urc,
    subscribed,
  };
  return core;
}
