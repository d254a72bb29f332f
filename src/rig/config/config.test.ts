import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ControlError } from '../../base/errors.ts';
import { checkedConfig, type LoadContext, loadConfig } from './load.ts';
import { ConfigError } from './problems.ts';
import { isImei } from './schema.ts';

const context: LoadContext = {
  env: { SIM_PIN: '0042' },
  catalogue: { drivers: ['quectel', 'esp-at'], boards: ['quectel-ec25'], simulated: ['quectel-bg95', 'esp32-c3'] },
  checkOption: (_driver, name) => {
    if (name !== 'apn' && name !== 'pin') throw new ControlError('ENOPROTOOPT', `there is no option "${name}"`);
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlink-config-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function load(text: string) {
  const file = join(folder, 'atlink.yaml');
  await writeFile(file, text);
  return await loadConfig(file, context);
}

/** The message of the refusal, with the folder left out. */
async function refusal(text: string): Promise<string> {
  const thrown: unknown = await load(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(ConfigError);
  return (thrown as ConfigError).message.replaceAll(`${folder}/`, '');
}

describe('a configuration', () => {
  test('is read whole, with what was left out filled in', async () => {
    await writeFile(join(folder, 'apn.txt'), 'internet\n');
    const config = await load(`
interfaces:
  lte0:
    module: { imei: 490154203237518 }
    options:
      apn: { file: apn.txt }
      pin: { env: SIM_PIN }
    timeout: 90
    power: { cycle: "uhubctl -l 1-1 -p 2 -a cycle" }
  wifi0:
    module: { mac: "24:6F:28:AA:BB:CC" }
    driver: esp-at
    persistent: false
`);
    expect(config.interfaces[0]).toMatchObject({
      name: 'lte0',
      module: { imei: '490154203237518' },
      driver: 'auto',
      options: { apn: 'internet', pin: '0042' },
      timeout: 90,
      persistent: true,
      power: { cycle: 'uhubctl -l 1-1 -p 2 -a cycle', timeout: 60 },
    });
    expect(config.interfaces[1]).toMatchObject({ name: 'wifi0', persistent: false, connect: true });
    expect(config.secrets).toEqual(['internet', '0042']);
  });

  test('a zero in front of digits is kept', async () => {
    const config = await load('interfaces: { lte0: { module: { path: /dev/ttyUSB2 }, options: { pin: 0123 } } }');
    expect(config.interfaces[0]?.options).toEqual({ pin: '0123' });
  });

  test('may be given as an object', async () => {
    const config = await checkedConfig({ interfaces: { a: { module: { simulate: 'esp32-c3' } } } }, folder, context);
    expect(config.interfaces[0]?.module.simulate).toBe('esp32-c3');
  });
});

describe('a configuration is refused, with the place and what would be right:', () => {
  test.each<[string, string, string]>([
    [
      'a key that is not known',
      'interfaces:\n  lte0:\n    module: { path: /dev/ttyUSB2 }\n    tiemout: 5\n',
      'atlink.yaml:4:5: interfaces.lte0.tiemout: there is no key "tiemout" here. Did you mean timeout?',
    ],
    [
      'a log port beside a path',
      'interfaces:\n  lte0:\n    module: { path: /dev/ttyUSB2 }\n    logPort: { role: log }\n',
      'atlink.yaml:4:5: interfaces.lte0.logPort: the USB device of a module that is given by its path is not looked for. ' +
        'Say which it is (imei, mac, usbSerial, usbPort) in place of its path, or give the path of the log port.',
    ],
    [
      'a log port of another role',
      'interfaces:\n  lte0:\n    module: { imei: 490154203237518 }\n    logPort: { role: at }\n',
      'atlink.yaml:4:5: interfaces.lte0.logPort: a log port is a path, or { role: log } for the one of the same USB device',
    ],
    [
      'a bad IMEI',
      'interfaces:\n  lte0:\n    module:\n      imei: 490154203237519\n',
      'atlink.yaml:4:7: interfaces.lte0.module.imei: an IMEI is 15 digits, and its last digit checks the others; this one does not fit',
    ],
    [
      'two interfaces on one module',
      'interfaces:\n  a: { module: { imei: 490154203237518 } }\n  b: { module: { imei: 490154203237518 } }\n',
      'atlink.yaml:3:18: interfaces.b.module.imei: this is the module of a already. One module carries one interface.',
    ],
    [
      'a variable that is not set',
      'interfaces:\n  a:\n    module: { path: /dev/ttyUSB2 }\n    options:\n      pin: { env: NO_SUCH }\n',
      'atlink.yaml:5:7: interfaces.a.options.pin: the environment variable NO_SUCH is not set',
    ],
    [
      'an option that no driver has',
      'interfaces:\n  a:\n    module: { path: /dev/ttyUSB2 }\n    options: { apm: internet }\n',
      'atlink.yaml:4:16: interfaces.a.options.apm: there is no option "apm"',
    ],
    [
      'a board that is not known',
      'interfaces:\n  a: { module: { board: quectel-ec52 } }\n',
      'atlink.yaml:2:18: interfaces.a.module.board: there is no board "quectel-ec52". Did you mean quectel-ec25?',
    ],
    [
      'a driver that is not known',
      'interfaces:\n  a: { driver: quecktel, module: { path: COM3 } }\n',
      'atlink.yaml:2:8: interfaces.a.driver: there is no driver "quecktel". Did you mean quectel?',
    ],
    ['no interface', 'interfaces: {}\n', 'atlink.yaml:1:1: interfaces: there is no interface.'],
    [
      'nothing that says which module',
      'interfaces:\n  a: { module: {} }\n',
      'atlink.yaml:2:8: interfaces.a.module: nothing says which module it is',
    ],
    ['text that is no YAML', 'interfaces:\n  a: {\n', 'atlink.yaml:3:1: '],
    ['a value of another kind', 'interfaces: 7\n', 'atlink.yaml:1:1: interfaces: this has to be a mapping of names'],
    [
      'a missing part',
      'interfaces:\n  a: { driver: quectel }\n',
      'interfaces.a.module: this is missing: a mapping of keys',
    ],
  ])('%s', async (_what, text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  test('all problems are told at once', async () => {
    const message = await refusal(
      'interfaces:\n  a: { module: { path: 7 }, timeout: -1 }\n  "b!": { module: { path: x } }\n',
    );
    expect(message.split('\n').length).toBe(3);
  });

  test('a missing file', async () => {
    await expect(loadConfig(join(folder, 'none.yaml'), context)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

test.each([
  ['490154203237518', true],
  ['490154203237510', false],
  ['49015420323751', false],
])('%s is an IMEI: %s', (text, is) => {
  expect(isImei(text)).toBe(is);
});
