import { check } from '../check.ts';

/** Before anything is connected: parameters, init, being ready for calls (G3, G4, G5, G12). */
export const startChecks = [
  check(
    'G3.1',
    'Parameters set before connect are all that connect needs',
    { start: { parameters: 'missing' }, needs: ['rightParameters'] },
    async (_, rig) => {
      await rig.settle();
      rig.setOptions(rig.module.rightParameters);
      await rig.connected();
    },
  ),
  check(
    'G3.2',
    'Parameters can be set while the module is absent',
    { start: { present: false, parameters: 'missing' }, needs: ['rightParameters'] },
    async (_, rig) => {
      rig.setOptions(rig.module.rightParameters);
      await rig.act('arrive');
      await rig.connected();
    },
  ),
  check(
    'G4.1',
    'Without parameters an attempt waits, and goes on by itself when they are set',
    { start: { parameters: 'missing' }, needs: ['rightParameters'] },
    async (bench, rig) => {
      rig.connect();
      await rig.staysDown();
      const ends = rig.count(['fatal-error', 'connection-timeout']);
      bench.expect(ends === 0, 'no end of the attempt', rig.state());
      rig.setOptions(rig.module.rightParameters);
      await rig.comesUp(bench.reconnectMs);
    },
  ),
  check(
    'G4.2',
    'With wrong parameters an attempt waits, and goes on by itself when they are set right',
    { needs: ['rightParameters', 'wrongParameters'] },
    async (bench, rig) => {
      rig.setOptions(rig.module.wrongParameters);
      rig.connect();
      await rig.staysDown();
      const ends = rig.count(['fatal-error', 'connection-timeout']);
      bench.expect(ends === 0, 'no end of the attempt', rig.state());
      rig.setOptions(rig.module.rightParameters);
      await rig.comesUp(bench.reconnectMs);
    },
  ),
  check(
    'G4.3',
    'The wait for parameters lasts until the timeout',
    { restsOn: ['G19.1'], start: { parameters: 'missing' } },
    async (bench, rig) => {
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
    },
  ),
  check('G5.1', 'After init the interface is dormant or without carrier', {}, async (bench, rig) => {
    bench.expect(!rig.isOn, 'the interface dormant or without carrier', rig.state());
  }),
  check('G5.2', 'It stays so while nobody connects, though the module is ready', {}, async (bench, rig) => {
    bench.manager.up(rig.iface);
    await rig.staysDown();
    bench.expect(rig.subAttempts === 0, 'no association', `${rig.subAttempts} sub-attempts`);
  }),
  check('G12.1', 'A connect right after init leads to a connection', {}, async (_, rig) => {
    rig.connect();
    await rig.comesUp();
  }),
  check(
    'G12.2',
    'A connect while the module is absent is carried out when it is ready',
    { start: { present: false } },
    async (bench, rig) => {
      rig.connect();
      await rig.staysDown();
      await rig.act('arrive');
      await rig.comesUp(bench.limits.readyMs + bench.reconnectMs);
    },
  ),
  check(
    'G12.3',
    'A disconnect cancels a connect that waits for the module',
    { start: { present: false }, needs: ['subAttempts'] },
    async (bench, rig) => {
      rig.connect();
      rig.disconnect();
      await rig.act('arrive');
      await rig.staysDown();
      bench.expect(rig.subAttempts === 0, 'no association', `${rig.subAttempts} sub-attempts`);
    },
  ),
  check(
    'G12.4',
    'An attempt outlives a reboot of the module',
    { needs: ['reboot', 'slowAnswers'] },
    async (bench, rig) => {
      await rig.slowAnswers(bench.limits.connectMs / 4);
      await rig.settle();
      rig.connect();
      await bench.time.pass(1);
      await rig.act('reboot');
      await rig.slowAnswers(0);
      await rig.comesUp(bench.limits.readyMs + bench.reconnectMs);
    },
  ),
  check(
    'G12.5',
    'The wait for the module counts towards the timeout',
    { restsOn: ['G19.1'], start: { present: false } },
    async (bench, rig) => {
      rig.setTimeout(bench.timeoutS);
      const start = bench.mark;
      rig.connect();
      await rig.timesOutOnce(bench.timeoutS, start);
      await rig.act('arrive');
      await rig.staysDown();
    },
  ),
];
