import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, type RigOptions, rig } from './rig.test-support.ts';

let open: Rig | undefined;

function start(options?: RigOptions): Rig {
  open = rig(options);
  return open;
}

afterEach(async () => {
  await open?.close();
  expect(open?.clock.timerCount ?? 0).toBe(0);
  open = undefined;
});

/** What the facts hold after the module answered the question for its cell like this. */
async function cellOf(...lines: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined> {
  const here = start({ intercept: (sent) => (sent.includes('QENG') ? [...lines, 'OK'].join('\n') : undefined) });
  await here.until(() => here.lte0.hasCarrier);
  const reading = here.binding.context.readSignal();
  await here.clock.advance(1000);
  await reading;
  const facts = here.events.flatMap((event) => (event.type === 'fact' ? [event.fact] : []));
  return facts.findLast(({ name, data }) => name === 'module' && data !== undefined && 'physicalCell' in data)?.data;
}

describe('the serving cell', () => {
  test('on LTE-M: band, cell and signal in dBm and dB', async () => {
    const line = '+QENG: "servingcell","NOCONN","eMTC","FDD",310,410,B0DD811,152,5110,12,3,3,5003,-88,-11,-62,11,41';
    expect(await cellOf(line)).toMatchObject({
      ...{ state: 'NOCONN', system: 'eMTC', duplex: 'FDD', plmn: '310410', cell: 0xb0dd811, physicalCell: 152 },
      ...{ channel: 5110, band: 12, area: 0x5003, rsrpDbm: -88, rsrqDb: -11, rssiDbm: -62, sinrDb: 11 },
    });
  });

  test('a dash stands for what is not known, and the blanks do not matter', async () => {
    const line = '+QENG:"servingcell", "LIMSRV","LTE","TDD",262,1,-,-,1650,3,-,-,-,-101,-,-,-,-';
    const cell = await cellOf(line);
    expect(cell).toMatchObject({ system: 'LTE', plmn: '26201', channel: 1650, band: 3, rsrpDbm: -101 });
    expect(cell?.cell).toBeUndefined();
    expect(cell?.rsrqDb).toBeUndefined();
  });

  test('on 5G alone', async () => {
    const line =
      '+QENG: "servingcell","NOCONN","NR5G-SA","TDD", 515,03,939204254,45,60AA00,518910,41,12,-84,-11,23,1,-';
    expect(await cellOf(line)).toMatchObject({
      ...{ system: 'NR5G-SA', plmn: '51503', area: 0x60aa00, band: 41, rsrpDbm: -84, rsrqDb: -11, sinrDb: 23 },
    });
  });

  test('on LTE with 5G beside it, the LTE line is the one', async () => {
    const lines = [
      '+QENG: "servingcell","NOCONN"',
      '+QENG: "LTE","FDD",515,03,6C8C60C,45,1350,3,5,5,2E8,-86,-9,-57,18,7,-,-',
      '+QENG:"NR5G-NSA",515,03,45,-83,22,-11,518910,41,12,1',
    ];
    expect(await cellOf(...lines)).toMatchObject({ system: 'LTE', band: 3, area: 0x2e8, rsrpDbm: -86 });
  });

  test.each(['+QENG: "servingcell","SEARCH"', '+QENG: "servingcell","NOCONN","GSM",262,01,A,B,1'])(
    '%s is none',
    async (line) => {
      expect(await cellOf(line)).toBeUndefined();
    },
  );

  test('a model that does not know the question is asked for its signal all the same', async () => {
    const here = start({ intercept: (sent) => (sent.includes('QENG') ? 'ERROR' : undefined) });
    await here.until(() => here.lte0.hasCarrier);
    const reading = here.binding.context.readSignal();
    await here.clock.advance(1000);
    await reading;
    expect(here.facts('signal')).toHaveLength(1);
    expect(here.facts('notice')).toEqual([]);
  });
});

describe('neighbour cells', () => {
  /** The neighbours that the facts hold after the module answered like this. */
  async function neighboursOf(...lines: readonly string[]): Promise<unknown> {
    const here = start({
      intercept: (sent) => (sent.includes('"neighbourcell"') ? [...lines, 'OK'].join('\n') : undefined),
    });
    await here.until(() => here.lte0.hasCarrier);
    expect(here.between.sent.join()).not.toContain('neighbourcell');
    const reading = here.binding.context.readSignal();
    await here.clock.advance(1000);
    await reading;
    const facts = here.events.flatMap((event) => (event.type === 'fact' ? [event.fact] : []));
    return facts.flatMap(({ data }) => (data !== undefined && 'neighbour' in data ? [data] : []));
  }

  test('with channel, cell and signal in dBm and dB, and only while somebody looks', async () => {
    const cells = await neighboursOf(
      '+QENG: "neighbourcell intra","LTE",275,280,-14,-99,-67,-,-,-,-,-,-',
      '+QENG: "neighbourcell inter","LTE",1350,240,-18,-95,-68,-,-,-,-,-',
      '+QENG: "neighbourcell","GSM",262,01,A,B,-,-',
    );
    expect(cells).toMatchObject([
      { frequency: 'same', system: 'LTE', channel: 275, physicalCell: 280, rsrpDbm: -99, rsrqDb: -14, rssiDbm: -67 },
      { frequency: 'other', system: 'LTE', channel: 1350, physicalCell: 240, rsrpDbm: -95, rsrqDb: -18, rssiDbm: -68 },
    ]);
  });

  test('firmware that has power and quality the other way round is understood', async () => {
    const cells = await neighboursOf('+QENG: "neighbourcell intra","LTE",100,422,-99,-10,-71,0');
    expect(cells).toMatchObject([{ rsrpDbm: -99, rsrqDb: -10 }]);
  });

  test('two lines without a line end between them are two cells', async () => {
    const one = '+QENG: "neighbourcell intra","LTE",275,280,-14,-99,-67';
    expect(await neighboursOf(`${one}${one.replace('280', '281')}`)).toMatchObject([
      { physicalCell: 280 },
      { physicalCell: 281 },
    ]);
  });
});

test('which network and technology it is comes from QSPN and QNWINFO, never from the number of a technology', async () => {
  const here = start({
    misbehaviours: { actSeven: true },
    intercept: (sent) => (sent === 'AT+QSPN' ? '+QSPN: "Example Net","Ex","Ex",0,"26203"\nOK' : undefined),
  });
  here.manager.connect(here.lte0);
  await here.until(() => here.facts('operator').length > 0);
  const operator = here.events.flatMap((event) =>
    event.type === 'fact' && event.fact.name === 'operator' ? [event.fact] : [],
  );
  expect(operator[0]).toMatchObject({ value: 'Example Net', data: { technology: 'eMTC', band: 'LTE BAND 20' } });
});

test('SINR of AT+QCSQ becomes dB', async () => {
  const here = start({ intercept: (sent) => (sent === 'AT+QCSQ' ? '+QCSQ: "eMTC",-56,-78,55,-9\nOK' : undefined) });
  await here.until(() => here.lte0.hasCarrier);
  const reading = here.binding.context.readSignal();
  await here.clock.advance(1000);
  await reading;
  const signal = here.events.flatMap((event) =>
    event.type === 'fact' && event.fact.name === 'signal' ? [event.fact] : [],
  );
  expect(signal.at(-1)).toMatchObject({
    value: '-78 dBm RSRP',
    data: { system: 'eMTC', rssiDbm: -56, sinrDb: -9, rsrqDb: -9 },
  });
});
