import { type Command, command, order, read, set } from '../../src/at/index.ts';
import { DriverError, type ModuleLine } from '../../src/driver/index.ts';
import { bandsOf, setBandLock } from './band-lock.ts';
import type { Nrf91Dialect } from './dialects.ts';
import { isRefusal } from './failures.ts';
import type { Nrf91Options } from './options.ts';
import { authenticate, defineContext, pdpTypes, readContext } from './packet-data.ts';
import { psmOfTheNetwork, setEdrx, setPsm, setRai } from './power-saving.ts';
import { isSameMode, readSystemMode, setSystemMode, wantedMode } from './system-mode.ts';

type Given = Partial<Nrf91Options>;

/** What a setting has to work with. */
export interface SettingContext {
  readonly line: ModuleLine;
  readonly options: Given;
  readonly dialect: Nrf91Dialect;
}

/** One thing that options say about the modem. */
export interface Setting {
  readonly name: string;
  /** When it can be made: in any mode, in mode 0 or 4, or by way of mode 0. */
  readonly needs: 'nothing' | 'modem-off' | 'power-off';
  /** What is wanted, to tell whether it was made already; undefined leaves the modem as it is. */
  readonly wanted: (options: Given) => string | undefined;
  /** Whether the modem says that it is so. Without it, it is made once for each life of the module. */
  readonly isMade?: (context: SettingContext, signal: AbortSignal) => Promise<boolean>;
  readonly make: (context: SettingContext, signal: AbortSignal) => Promise<void>;
  /** The connection is no worse without it: a refusal is a note. */
  readonly mayFail?: boolean;
}

/** What is wanted by several options at once; undefined when none of them was set. */
const joined = (...values: readonly (string | undefined)[]): string | undefined =>
  values.every((value) => value === undefined) ? undefined : JSON.stringify(values);

const readSelection: Command<string | undefined> = command({
  line: read('+COPS'),
  timeoutMs: 10_000,
  lines: { '+COPS': (params) => ({ mode: params.int(), plmn: params.skip().optionalText() }) },
  result: ({ lines }) => {
    const [now] = lines['+COPS'];
    return now?.mode === 1 ? now.plmn : now && 'auto';
  },
});

// Answered when the modem has found the network, or has looked everywhere for it.
const selectionMs = 190_000;

export const settings: readonly Setting[] = [
  {
    name: 'systemMode',
    // Between satellite and ground modes flight mode is not enough, and the modem may hang when it is switched on.
    needs: 'power-off',
    wanted: ({ systemMode, preference }) => joined(systemMode, preference),
    isMade: async ({ line, options }, signal) => {
      const now = (await line.run(readSystemMode, signal)) ?? [];
      return isSameMode(wantedMode(options.systemMode, options.preference, now), now);
    },
    make: async ({ line, options }, signal) => {
      const now = (await line.run(readSystemMode, signal)) ?? [];
      await line.run(setSystemMode(wantedMode(options.systemMode, options.preference, now)), signal);
    },
  },
  {
    name: 'bandLock',
    needs: 'modem-off',
    wanted: ({ bandLock }) => bandLock,
    make: ({ line, options: { bandLock = 'none' } }, signal) => line.run(setBandLock(bandsOf(bandLock)), signal),
  },
  {
    name: 'apn',
    needs: 'modem-off',
    wanted: ({ apn, pdpType }) => joined(apn, pdpType),
    isMade: async ({ line, options: { apn, pdpType = 'ipv4v6' } }, signal) => {
      const defined = await line.run(readContext, signal);
      if (defined?.type.toUpperCase() !== pdpTypes[pdpType].toUpperCase()) return false;
      return apn === undefined || defined.apn === apn.toLowerCase();
    },
    make: ({ line, options: { apn, pdpType = 'ipv4v6' } }, signal) => line.run(defineContext(pdpType, apn), signal),
  },
  {
    name: 'auth',
    needs: 'modem-off',
    wanted: ({ auth, user, password }) => joined(auth, user, password),
    make: ({ line, options: { auth, user = '', password = '' } }, signal) =>
      line.run(authenticate(auth ?? (user === '' ? 'none' : 'chap'), user, password), signal),
  },
  {
    name: 'operator',
    needs: 'nothing',
    wanted: ({ operator }) => operator,
    isMade: async ({ line, options }, signal) => (await line.run(readSelection, signal)) === options.operator,
    make: ({ line, options: { operator = 'auto' } }, signal) =>
      line.run(order(operator === 'auto' ? set('+COPS', 0) : set('+COPS', 1, 2, operator), selectionMs), signal),
  },
  {
    name: 'psm',
    needs: 'nothing',
    wanted: ({ psm }) => psm,
    make: async ({ line, options: { psm = 'off' } }, signal) => {
      try {
        await line.run(setPsm(psm), signal);
      } catch (thrown) {
        if (!isRefusal(thrown) || !psm.includes(',')) throw thrown;
        // Some networks and some firmware refuse timers that are in range, without a reason.
        await line.run(psmOfTheNetwork, signal);
        throw new DriverError('FEATURE_MISSING', `the timers ${psm} were refused: the network chooses them`);
      }
    },
    mayFail: true,
  },
  {
    name: 'edrx',
    needs: 'nothing',
    wanted: ({ edrx }) => edrx,
    make: async ({ line, options: { edrx = 'off' } }, signal) => {
      for (const each of setEdrx(edrx)) await line.run(each, signal);
    },
    mayFail: true,
  },
  {
    name: 'rai',
    needs: 'nothing',
    wanted: ({ rai }) => rai,
    make: async ({ line, options, dialect }, signal) => {
      if (!dialect.hasRai) throw new DriverError('FEATURE_MISSING', 'this needs modem firmware 2.x');
      await line.run(setRai(options.rai === 'on'), signal);
    },
    mayFail: true,
  },
];
