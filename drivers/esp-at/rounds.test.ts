import { describe, expect, test } from '@jest/globals';
import type { AccessPoint } from '../../src/driver/index.ts';
import { inOrder, Rounds } from './rounds.ts';

const seen = (ssid: string, rssiDbm: number, bssid = '02:00:00:00:00:01'): AccessPoint => ({
  ssid,
  bssid,
  channel: 1,
  rssiDbm,
  security: 'wpa2',
});
const known = (ssid: string, priority = 0) => ({ ssid, passphrase: 'secret99', priority });
const nothing = async (): Promise<readonly AccessPoint[]> => [];

describe('the order', () => {
  test('is by priority, then by strength, and what was not found comes last', () => {
    const networks = [known('far', 9), known('weak'), known('strong'), known('first', 5)];
    const found = [seen('weak', -80), seen('strong', -40), seen('first', -90)];
    expect(inOrder(networks, found).map(({ ssid }) => ssid)).toEqual(['first', 'strong', 'weak', 'far']);
  });

  test('is the given one where no scan says more', () => {
    const networks = [known('b'), known('a'), known('c', 1)];
    expect(inOrder(networks, []).map(({ ssid }) => ssid)).toEqual(['c', 'b', 'a']);
  });
});

describe('rounds', () => {
  test('each network has its turn, and only after all of them there is a pause', async () => {
    const rounds = new Rounds(new Map());
    const options = { networks: [known('a'), known('b')] };
    const pauses: (number | undefined)[] = [];
    for (let turn = 0; turn < 6; turn++) {
      pauses.push(rounds.failed(await rounds.next(options, nothing), false).pauseMs);
    }
    expect(pauses).toEqual([0, 1000, 0, 2000, 0, 4000]);
  });

  test('one network alone is not looked for before it has failed', async () => {
    const rounds = new Rounds(new Map());
    let scans = 0;
    const scan = async (): Promise<readonly AccessPoint[]> => {
      scans++;
      return [];
    };
    const options = { ssid: 'lab', passphrase: 'secret99' };
    await rounds.next(options, scan);
    expect(scans).toBe(0);
  });

  test('a passphrase that is refused three times in a row is believed wrong, until an option is set', async () => {
    const memory = new Map<string, unknown>();
    const rounds = new Rounds(memory);
    const options = { ssid: 'lab', passphrase: 'wrong-one' };
    expect(rounds.failed(await rounds.next(options, nothing), true).needsParameters).toBeUndefined();
    expect(rounds.failed(await rounds.next(options, nothing), true).needsParameters).toBeUndefined();
    expect(rounds.failed(await rounds.next(options, nothing), true).needsParameters).toBe(true);
    await expect(rounds.next(options, nothing)).rejects.toMatchObject({ failure: { needsParameters: true } });
    // A reboot of the module does not make it right.
    await expect(new Rounds(memory).next(options, nothing)).rejects.toThrow('refused its passphrase');
    await expect(rounds.next({ ...options }, nothing)).resolves.toMatchObject({ ssid: 'lab' });
  });

  test('what failed for another reason in between is no proof against a passphrase', async () => {
    const rounds = new Rounds(new Map());
    const options = { ssid: 'lab', passphrase: 'secret99' };
    for (const refused of [true, true, false, true, true]) {
      expect(rounds.failed(await rounds.next(options, nothing), refused).needsParameters).toBeUndefined();
    }
  });

  test('a refused passphrase takes its network out and leaves the others', async () => {
    const rounds = new Rounds(new Map());
    const options = { networks: [known('wrong'), known('absent')] };
    for (let turn = 0; turn < 6; turn++) {
      const network = await rounds.next(options, nothing);
      rounds.failed(network, network.ssid === 'wrong');
    }
    expect(await rounds.next(options, nothing)).toMatchObject({ ssid: 'absent' });
    rounds.failed(known('absent'), false);
    expect(await rounds.next(options, nothing)).toMatchObject({ ssid: 'absent' });
  });
});
