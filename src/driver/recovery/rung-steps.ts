import { AtError, type Command } from '../../at/index.ts';
import { AtlinkError, messageOf } from '../../base/errors.ts';
import { type RescueLine, scanBaudRates } from './baud-scan.ts';
import type { FamilyRecovery, RescueHooks } from './family-recovery.ts';
import type { Rung, RungName, Trouble } from './rungs.table.ts';

/** What there is to get one module back with. */
export interface RescueTools extends RescueHooks {
  readonly family: FamilyRecovery;
  /** Resets it through DTR and RTS, where they are wired to do that. */
  readonly resetLines?: () => Promise<void>;
}

/** Which rungs there are for a module, with the limits of its family. */
export function rungsFor(all: readonly Rung[], tools: RescueTools): readonly Rung[] {
  const { family } = tools;
  const isThere: Readonly<Record<RungName, boolean>> = {
    'baud-scan': (family.baudRates ?? []).length > 0,
    'soft-reset': (family.softReset ?? []).length > 0,
    'control-lines': tools.resetLines !== undefined,
    'usb-reset': tools.usbReset !== undefined,
    'power-cycle': tools.power !== undefined,
  };
  return all.filter(({ name }) => isThere[name]).map((rung) => ({ ...rung, ...family.limits?.[rung.name] }));
}

interface Order {
  readonly trouble: Trouble;
  readonly tools: RescueTools;
  /** Undefined while the port is not open. */
  readonly line: RescueLine | undefined;
  /** Ends what goes over the line: the line itself may go away under it. */
  readonly over: AbortSignal;
  /** Ends everything; what is done to the power goes on when the line goes away, as it will. */
  readonly closing: AbortSignal;
}

/** Tells the module, if it can be heard; what is refused or not answered is passed over. @returns what was taken */
async function tell(commands: readonly Command<unknown>[], { line, over }: Order): Promise<string[]> {
  const taken: string[] = [];
  for (const command of commands) {
    try {
      await line?.channel.run(command, { signal: over });
      taken.push(command.line.shown);
    } catch (thrown) {
      if (over.aborted || !(thrown instanceof AtError)) throw thrown;
    }
  }
  return taken;
}

async function softReset(order: Order): Promise<string> {
  const { line, tools, trouble } = order;
  const commands = tools.family.softReset ?? [];
  const last = commands.at(-1);
  if (line === undefined || last === undefined) return 'nothing to send it to';
  if (trouble === 'silent') {
    // Past the channel, which would wait for an answer before it sends anything.
    line.channel.transcript.add('>', last.line.shown);
    await line.transport.write(Buffer.from(last.line.wire + line.channel.terminator, 'latin1'));
    return `${last.line.shown} sent into the silence`;
  }
  const taken = await tell(commands, order);
  return taken.length === 0 ? `${last.line.shown} was refused` : `${taken.join(', ')} taken`;
}

/** A modem whose power goes without a word may punish that. */
async function warn(order: Order): Promise<string> {
  const commands = order.tools.family.beforeCut ?? [];
  if (order.trouble === 'silent' || order.trouble === 'absent' || commands.length === 0) return '';
  const taken = await tell(commands, order).catch((): string[] => []);
  return taken.length === 0 ? '' : `after ${taken.join(', ')}, `;
}

const doing: Readonly<Record<Exclude<RungName, 'baud-scan' | 'soft-reset'>, (order: Order) => Promise<void>>> = {
  'control-lines': async ({ tools }) => await tools.resetLines?.(),
  'usb-reset': async ({ closing, tools }) => await tools.usbReset?.(closing),
  'power-cycle': async ({ closing, tools }) => await tools.power?.cycle(closing),
};

/**
 * Carries out a rung.
 * @returns what came of it, for people; a rung that failed is a result too
 * @throws the reasons of the signals
 */
export async function carryOut(rung: RungName, order: Order): Promise<string> {
  const { closing, line, over, tools } = order;
  try {
    if (rung === 'baud-scan') {
      return line === undefined ? 'no line' : (await scanBaudRates(line, tools.family, over)).result;
    }
    if (rung === 'soft-reset') return await softReset(order);
    const before = await warn(order);
    await doing[rung](order);
    return `${before}done`;
  } catch (thrown) {
    if (over.aborted || closing.aborted) throw over.aborted ? over.reason : closing.reason;
    const hint = thrown instanceof AtlinkError && thrown.hint !== undefined ? `. ${thrown.hint}` : '';
    return `failed: ${messageOf(thrown)}${hint}`;
  }
}
