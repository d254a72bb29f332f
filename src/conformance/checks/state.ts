import { check } from '../check.ts';
import type { Rig } from '../rig.ts';

const sorted = (addresses: readonly string[]): string => [...addresses].sort().join(' ').toLowerCase();

const shown = (rig: Rig): string => sorted(rig.iface.addresses.map(({ address }) => address));

const given = (rig: Rig): string => sorted(rig.module.addresses?.() ?? []);

/** What the interface shows: carrier, dormant, addresses (G6, G7, G8), and that it is written and not read (G9). */
export const stateChecks = [
  check(
    'G6.1',
    'The interface is up only while the module is associated',
    { needs: ['isAssociated'] },
    async (bench, rig) => {
      await rig.settle();
      const early: string[] = [];
      bench.manager.on('*', ({ type }) => {
        if (rig.isOn && !rig.module.isAssociated?.()) early.push(type);
      });
      await rig.slowAnswers(bench.limits.connectMs / 4);
      rig.connect();
      await rig.comesUp(bench.limits.connectMs * 2);
      bench.expect(early.length === 0, 'no link before the association', `one at ${early[0]}`);
    },
  ),
  check('G6.2', 'It is up as soon as the association is complete', { needs: ['isAssociated'] }, async (bench, rig) => {
    rig.connect();
    const { limits } = bench;
    const associated = (): boolean => rig.module.isAssociated?.() ?? false;
    await bench.until('an association', associated, limits.readyMs + limits.connectMs, rig.state);
    await rig.comesUp(limits.connectMs);
  }),
  check('G7.1', 'A loss of service shows', { needs: ['loseService'] }, async (bench, rig) => {
    await rig.connected();
    await rig.act('loseService');
    await rig.goesDown(bench.limits.lossMs);
  }),
  check('G7.2', 'A module that is unplugged shows', { needs: ['leave'] }, async (bench, rig) => {
    await rig.connected();
    await rig.act('leave');
    await rig.goesDown(bench.limits.lossMs);
  }),
  check('G7.3', 'A module that reboots shows', { needs: ['reboot'] }, async (bench, rig) => {
    await rig.connected();
    const since = bench.mark;
    await rig.act('reboot');
    await bench.until('iface-down', () => rig.count('iface-down', since) > 0, bench.limits.lossMs, rig.state);
  }),
  check(
    'G8.1',
    'The addresses of the module are those of the interface',
    { needs: ['addresses'] },
    async (bench, rig) => {
      await rig.connected();
      const same = (): boolean => given(rig) !== '' && shown(rig) === given(rig);
      await bench.until(`the addresses ${given(rig)}`, same, bench.limits.connectMs, rig.state);
    },
  ),
  check('G8.2', 'Addresses go with the connection', { needs: ['addresses', 'loseService'] }, async (bench, rig) => {
    await rig.connected();
    await rig.act('loseService');
    await bench.until('no address', () => shown(rig) === '', bench.limits.lossMs, rig.state);
  }),
  check(
    'G8.3',
    'Other addresses take the place of the old ones',
    { needs: ['addresses', 'changeAddresses'] },
    async (bench, rig) => {
      await rig.connected();
      const before = shown(rig);
      await rig.act('changeAddresses');
      const moved = (): boolean => shown(rig) === given(rig) && shown(rig) !== before;
      await bench.until(`the addresses ${given(rig)} alone`, moved, bench.limits.lossMs, rig.state);
    },
  ),
  check('G8.4', 'Addresses go with a disconnect', { needs: ['addresses'] }, async (bench, rig) => {
    await rig.connected();
    rig.disconnect();
    await bench.until('no address', () => shown(rig) === '', bench.limits.releaseMs, rig.state);
  }),
  check('G9.1', 'Interface state is written and never read', {}, async (bench, rig) => {
    await rig.connected();
    if (rig.module.loseService !== undefined) {
      rig.set('PERSISTENT');
      await rig.act('loseService');
      await rig.goesDown();
      await rig.act('restoreService');
      await rig.comesUp(bench.reconnectMs);
    }
    rig.disconnect();
    await rig.goesDown(bench.limits.releaseMs);
    const { reads } = bench.spies;
    bench.expect(reads.length === 0, 'no look at the interface', `${reads.length} reads, first ${reads[0]}`);
  }),
  check('G9.2', 'Admin changes in between change nothing for the implementation', {}, async (bench, rig) => {
    await rig.connected();
    bench.manager.down(rig.iface);
    bench.manager.up(rig.iface);
    await rig.staysUp();
    bench.expect(rig.iface.isUp, 'the interface up', rig.state());
  }),
];
