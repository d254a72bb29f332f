import { describe, expect, test } from '@jest/globals';
import {
  personalities,
  SimulatedNrf91,
  SimulatedQuectel,
  simulatedModule,
  type VirtualClock,
} from '../../../mocks/index.ts';
import { type ExaminationSetUp, examined, foundPort } from './examined.test-support.ts';

const bg95 = (clock: VirtualClock) => new SimulatedQuectel({ personality: 'quectel-bg95', clock });
const nrf9160 = (clock: VirtualClock) => new SimulatedNrf91({ personality: 'nrf9160-slm', clock });

/** Examines a module and tells what it was asked. */
async function askedOf<M extends SimulatedNrf91 | SimulatedQuectel>(
  make: (clock: VirtualClock) => M,
  setUp: ExaminationSetUp = {},
) {
  let commands: readonly string[] = [];
  const result = await examined((clock) => {
    const module = make(clock);
    commands = module.commandsSeen;
    return module;
  }, setUp);
  return { ...result, commands };
}

describe('the doctor leaves things as they are:', () => {
  test('a radio that was off is off again', async () => {
    const { commands } = await askedOf(nrf9160);
    expect(commands.filter((line) => line.startsWith('AT+CFUN='))).toEqual(['AT+CFUN=1', 'AT+CFUN=0']);
  });

  test('an echo that was on is on again', async () => {
    const { commands } = await askedOf(bg95);
    expect(commands.filter((line) => line.startsWith('ATE'))).toEqual(['ATE0', 'ATE1']);
  });

  test('even when it is stopped halfway', async () => {
    let commands: readonly string[] = [];
    const stopped = examined(
      (clock) => {
        const module = new SimulatedNrf91({ personality: 'nrf9160-slm', clock, network: { coverage: false } });
        commands = module.commandsSeen;
        return module;
      },
      { abortAfterMs: 30_000 },
    );
    await expect(stopped).rejects.toThrow('stopped');
    expect(commands.filter((line) => line.startsWith('AT+CFUN='))).toEqual(['AT+CFUN=1', 'AT+CFUN=0']);
  });

  test('a connection that is tried is left', async () => {
    const made: SimulatedQuectel[] = [];
    const make = (clock: VirtualClock) => {
      const module = bg95(clock);
      made.push(module);
      return module;
    };
    await examined(make, { subject: { mayConnect: true, options: { apn: 'internet' } } });
    expect(made[0]?.commandsSeen).toContain('AT+QIACT=1');
    expect(made[0]?.commandsSeen).toContain('AT+QIDEACT=1');
  });

  test('a radio that is off stays off unless that is asked for, and what was not seen is told', async () => {
    const { commands, findings, notes } = await askedOf(nrf9160, { subject: { mayTurnRadioOn: false } });
    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('the radio is off')]);
    expect(commands.filter((line) => line.startsWith('AT+CFUN='))).toEqual([]);
  });

  test('no PIN is tried, not even one that is given', async () => {
    const { commands, findings, notes } = await askedOf(
      (clock) => new SimulatedQuectel({ personality: 'quectel-bg95', clock, sim: { pin: '1234' } }),
      { subject: { mayConnect: true, options: { pin: '9999' } } },
    );
    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('wants its PIN')]);
    expect(commands).toContain('AT+CPIN?');
    expect(commands.filter((line) => line.startsWith('AT+CPIN='))).toEqual([]);
  });

  test('nothing is written to a port whose role is known and is not AT', async () => {
    const { commands } = await askedOf(bg95, {
      machine: { found: async () => [foundPort('/dev/ttyUSB2', { role: 'nmea' })] },
    });
    expect(commands).toEqual([]);
  });
});

describe('the doctor finds nothing wrong with', () => {
  test.each(personalities.map(({ name, parameters }) => [name, parameters] as const))('%s', async (name, options) => {
    const result = await examined((clock) => simulatedModule(name, { clock }), {
      subject: { mayConnect: true, options },
      limitMs: 300_000,
    });
    expect(result.findings).toEqual([]);
    expect(result.seen.network?.isConnected).toBe(true);
  });
});
