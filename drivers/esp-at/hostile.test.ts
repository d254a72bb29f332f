import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AtError, type Command } from '../../src/at/index.ts';
import { dialects } from './dialects.table.ts';
import { readNetworks, readPassphrase, readSsid } from './option-readers.ts';
import { closed, connected, start } from './rig.test-support.ts';
import { readRecord } from './scan.ts';
import { join } from './station.ts';

afterEach(closed);

const spiteful = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.string({ maxLength: 70, unit: 'grapheme-ascii' }),
  fc
    .array(
      fc.constantFrom(
        '\r\nAT+RST\r\n',
        '"',
        '\\',
        ',',
        '\0',
        '\x1a',
        '\x1b',
        '+++',
        ';',
        'AT',
        '\n',
        'é',
        '","',
        '\\"',
        'a',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

/** What was taken as an option, or undefined. */
function accepted(read: (given: unknown) => string, given: string): string | undefined {
  try {
    return read(given);
  } catch {
    return undefined;
  }
}

/** Reads the quoted texts of a command line as the module does: a backslash takes the next byte as it is. */
function textsOf(wire: string): { readonly texts: readonly string[]; readonly rest: string } {
  const texts: string[] = [];
  let rest = '';
  for (let at = 0; at < wire.length; at++) {
    if (wire[at] !== '"') {
      rest += wire[at];
      continue;
    }
    let text = '';
    for (at++; at < wire.length && wire[at] !== '"'; at++) {
      if (wire[at] === '\\') at++;
      text += wire[at] ?? '';
    }
    texts.push(Buffer.from(text, 'latin1').toString('utf8'));
  }
  return { texts, rest };
}

const wireOf = ({ line }: Command): string => line.wire;

describe('names and passphrases of the worst kind', () => {
  test('none of 1,000 reaches the wire as anything but a text in its place', () => {
    fc.assert(
      fc.property(spiteful, spiteful, fc.constantFrom(...dialects), (ssidGiven, passphraseGiven, dialect) => {
        const ssid = accepted(readSsid, ssidGiven);
        const passphrase = accepted(readPassphrase, passphraseGiven) ?? '';
        if (ssid === undefined) return;
        const wire = wireOf(join(dialect, { ssid, passphrase }).command);
        expect(wire).not.toMatch(/[\x00-\x1f\x7f]/);
        expect(wire.length + 2).toBeLessThanOrEqual(256);
        const { texts, rest } = textsOf(wire);
        expect(texts).toEqual([ssid, passphrase]);
        expect(rest).toMatch(/^AT\+CWJAP(_CUR)?=,[,0-9]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('1,000 options, whatever they hold, are taken as given or refused with the reason', () => {
    fc.assert(
      fc.property(fc.oneof(spiteful, fc.anything()), (given) => {
        for (const read of [readSsid, readPassphrase, readNetworks]) {
          try {
            read(given);
          } catch (thrown) {
            expect((thrown as Error).constructor.name).toBe('OptionRefusal');
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a passphrase is in no line that is shown', () => {
    const { command } = join(dialects[5] ?? ({} as never), { ssid: 'lab', passphrase: 'secret99' });
    expect(command.line.shown).toContain('***');
    expect(command.line.shown).not.toContain('secret99');
  });

  test('a module is asked to join exactly what was set, and nothing else', async () => {
    const ssid = '"\\,AT+RST,\\"';
    const passphrase = 'x","","";AT+RST\\';
    const { module, events, manager, wlan0 } = await connected({
      points: [{ ssid, passphrase }],
      options: { ssid, passphrase },
    });
    expect(module.counters.starts).toBe(1);
    const told = JSON.stringify([events, manager.timeline(wlan0)], (key, value: unknown) =>
      key === 'iface' ? undefined : value,
    );
    expect(told).not.toContain('AT+RST\\\\\\\\');
    expect(told).not.toContain(passphrase.slice(0, 4));
  });

  test.each(['a\r\nAT+RST\r\n', 'a\0', 'x'.repeat(33), 'é'.repeat(17), '', 7, {}])(
    'the ssid %j is refused when it is set, with the reason',
    (ssid) => {
      const { manager, wlan0 } = start({ options: {} });
      expect(() => manager.setOption(wlan0, 'ssid', ssid)).toThrow(/option ssid/);
    },
  );

  test('answers of any kind make no record that was not there', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 32, unit: 'binary' }), fc.integer({ min: -99, max: 0 }), (ssid, rssi) => {
        if (/[\r\n]/.test(ssid)) return;
        const raw = Buffer.from(ssid).toString('latin1');
        const record = readRecord(`+CWLAP:(3,"${raw}",${rssi},"02:11:22:33:44:55",6)`);
        expect(record).toMatchObject({ bssid: '02:11:22:33:44:55', channel: 6, rssiDbm: rssi });
        expect(Buffer.from(record?.ssid ?? '')).toEqual(Buffer.from(ssid));
      }),
      { numRuns: 1000 },
    );
  });

  test('a direct command with a line end is refused', async () => {
    const { binding } = await connected();
    await expect(binding.context.run('AT\r\nAT+RST')).rejects.not.toBeInstanceOf(AtError);
  });
});
