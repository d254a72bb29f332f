import { messageOf } from '../../base/errors.ts';
import { ConnectionManager } from '../../connectivity/index.ts';
import type { Bench } from '../bench.ts';
import { check } from '../check.ts';
import type { Rig } from '../rig.ts';

const second = (bench: Bench): Promise<Rig> => bench.addRig({ present: true, parameters: 'right' });

/** Several interfaces, other hands on the module, other steps in between (G10, G13 to G17). */
export const neighbourChecks = [
  check('G10.1', 'Commands of the application disturb nothing', { needs: ['commandDirectly'] }, async (bench, rig) => {
    await rig.settle();
    await rig.act('commandDirectly');
    rig.connect();
    await rig.act('commandDirectly');
    await rig.comesUp();
    await rig.act('commandDirectly');
    await rig.staysUp();
    rig.disconnect();
    await rig.act('commandDirectly');
    await rig.goesDown(bench.limits.releaseMs);
  }),
  check(
    'G10.2',
    'An association by the application is a gain, or is undone, and breaks nothing',
    { needs: ['associateDirectly', 'isAssociated'] },
    async (bench, rig) => {
      await rig.settle();
      bench.manager.up(rig.iface);
      await rig.act('associateDirectly');
      const agrees = (): boolean => rig.isOn === rig.module.isAssociated?.();
      const limitMs = bench.limits.connectMs + bench.limits.releaseMs;
      await bench.until('interface and module of one mind', agrees, limitMs, rig.state);
      await rig.connected();
      rig.disconnect();
      await rig.goesDown(bench.limits.releaseMs);
      await rig.staysReleased();
    },
  ),
  check(
    'G10.3',
    'A disassociation by the application is a loss',
    { needs: ['disassociateDirectly'] },
    async (bench, rig) => {
      await rig.connected();
      await rig.act('disassociateDirectly');
      await rig.goesDown();
      await bench.time.pass(bench.limits.releaseMs);
      await rig.connected();
      await rig.staysUp();
    },
  ),
  check(
    'G10.4',
    'A persistent interface comes back after it',
    { needs: ['disassociateDirectly'] },
    async (bench, rig) => {
      rig.set('PERSISTENT');
      await rig.connected();
      const since = bench.mark;
      await rig.act('disassociateDirectly');
      await bench.until('iface-down', () => rig.count('iface-down', since) > 0, bench.limits.lossMs, rig.state);
      await rig.comesUp(bench.reconnectMs);
    },
  ),
  check('G13.1', 'Bindings share no context', { needs: ['two modules'] }, async (bench, rig) => {
    const other = await second(bench);
    const shared = typeof rig.binding.context === 'object' && rig.binding.context === other.binding.context;
    bench.expect(!shared, 'a context for each binding', 'the same object twice');
  }),
  check(
    'G13.2',
    'A timeout on one interface is nothing to another',
    { restsOn: ['G19.1'], needs: ['two modules', 'loseService'] },
    async (bench, rig) => {
      const other = await second(bench);
      await other.act('loseService');
      await other.settle();
      rig.setTimeout(bench.timeoutS);
      other.setTimeout(2 * bench.timeoutS);
      await rig.connected();
      const start = bench.mark;
      other.connect();
      await other.timesOutOnce(2 * bench.timeoutS, start);
      bench.expect(rig.isOn, 'the first interface still up', rig.state());
      bench.expect(rig.count('connection-timeout') === 0, 'its timeout event on its own interface', rig.state());
    },
  ),
  check(
    'G13.3',
    'Parameters of one interface are not those of another',
    { needs: ['two modules', 'wrongParameters'] },
    async (bench, rig) => {
      const other = await second(bench);
      other.setOptions(other.module.wrongParameters);
      await rig.connected();
      other.connect();
      await other.staysDown();
    },
  ),
  check(
    'G14.1',
    'What is done on one interface shows on that one alone',
    { needs: ['two modules'] },
    async (bench, rig) => {
      const other = await second(bench);
      await rig.settle();
      for (const [driven, watched] of [[rig, other] as const, [other, rig] as const]) {
        const before = watched.state();
        await driven.connected();
        driven.disconnect();
        await driven.goesDown(bench.limits.releaseMs);
        await bench.time.pass(bench.limits.releaseMs);
        bench.expect(watched.state() === before, `${watched.iface.name} as it was`, watched.state());
      }
    },
  ),
  check('G15.1', 'The interface lives without its implementation', {}, async (bench, rig) => {
    const manager = new ConnectionManager({ clock: bench.clock });
    const iface = manager.addInterface({ name: 'alone', technology: 'test' });
    const { name, technology } = bench.world.implementation;
    manager.bind(iface, { name, technology, createContext: () => undefined });
    manager.start();
    let refused = '';
    try {
      manager.connect(iface);
    } catch (thrown) {
      refused = messageOf(thrown);
    }
    bench.expect(!manager.isBound(iface), 'an interface that is not bound', 'a bound one');
    bench.expect(refused !== '', 'connect to be refused', 'nothing');
    bench.expect(iface.isUp, 'an interface that can be taken up', JSON.stringify(iface));
    await manager.close();
    await rig.connected();
  }),
  check(
    'G16.1',
    'One implementation serves several interfaces at once',
    { needs: ['two modules'] },
    async (bench, rig) => {
      const rigs = [rig, await second(bench)];
      for (const one of rigs) one.connect();
      for (const one of rigs) await one.comesUp();
      for (const one of rigs) {
        one.disconnect();
        await one.goesDown(bench.limits.releaseMs);
      }
      await rig.connected();
    },
  ),
  check('G16.2', 'Disconnecting one leaves the others connected', { needs: ['two modules'] }, async (bench, rig) => {
    const other = await second(bench);
    await rig.connected();
    await other.connected();
    other.disconnect();
    await other.goesDown(bench.limits.releaseMs);
    await rig.staysUp();
  }),
  check(
    'G17.1',
    'A listener that disconnects in the middle of a change leaves nothing half done',
    {},
    async (bench, rig) => {
      let met = false;
      bench.manager.on('*', () => {
        if (met || !rig.isOn) return;
        met = true;
        rig.disconnect();
      });
      rig.connect();
      const { limits } = bench;
      await bench.until('a link', () => met, limits.readyMs + limits.connectMs, rig.state);
      await rig.goesDown(limits.releaseMs);
      await rig.staysDown();
      bench.expect(rig.iface.addresses.length === 0, 'no address left', rig.state());
      await rig.staysReleased();
    },
  ),
  check(
    'G17.2',
    'A listener that connects in the middle of a loss gets a connection',
    { needs: ['loseService', 'restoreService'] },
    async (bench, rig) => {
      await rig.connected();
      bench.manager.on('*', () => {
        if (!rig.isOn) rig.connect();
      });
      await rig.act('loseService');
      await rig.goesDown();
      await rig.act('restoreService');
      await rig.comesUp(bench.reconnectMs);
      await rig.staysUp();
    },
  ),
];
