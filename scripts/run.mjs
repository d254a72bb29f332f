/** `npm start`, `npm test`, `npm run check` and the like: one door, that first makes the clone ready. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cliDocs } from './cli-docs.mjs';
import { configSchema } from './config-schema.mjs';
import { conformanceDocs } from './conformance-docs.mjs';
import { quirkDocs } from './quirk-docs.mjs';
import { ensureInstalled, ensureReady, root } from './ready.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);
const node = process.execPath;

function inherit(args, env = {}) {
  const result = spawnSync(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return result.status ?? 1;
}

/** Runs the checks at once and prints each one's output whole, in order. */
async function check() {
  const checks = {
    'types (tsc)': [tool('typescript', 'bin', 'tsc'), '--noEmit'],
    'format, lint, layers, cycles (biome)': [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'],
    'promises, exhaustive switches (oxlint)': [tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'],
    'dead code (knip)': [tool('knip', 'bin', 'knip.js')],
  };
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, args]) => {
      const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      const status = await new Promise((resolve) => child.on('close', resolve));
      return { name, output, status };
    }),
  );
  for (const { name, output, status } of results) {
    if (status !== 0) process.stdout.write(output);
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  }
  const docs = await conformanceDocs(['--check']);
  console.log(`${docs === 0 ? 'ok  ' : 'FAIL'} conformance reports are current`);
  const schema = await configSchema(['--check']);
  console.log(`${schema === 0 ? 'ok  ' : 'FAIL'} the configuration's schema is current`);
  const quirks = await quirkDocs(['--check']);
  console.log(`${quirks === 0 ? 'ok  ' : 'FAIL'} the tables of quirks are current`);
  const cli = await cliDocs(['--check']);
  console.log(`${cli === 0 ? 'ok  ' : 'FAIL'} the reference of the commands is current`);
  return docs === 0 && schema === 0 && quirks === 0 && cli === 0 && results.every(({ status }) => status === 0) ? 0 : 1;
}

/** What takes long and is run by hand: benchmarks and random tests. */
function campaign(folder, args) {
  ensureReady();
  return inherit([join(root, 'dist', 'hw-tests', folder, 'main.js'), ...args]);
}

const commands = {
  start: async (args) => {
    ensureReady();
    process.argv = [node, join(root, 'bin', 'atlink.mjs'), 'up', ...args];
    await import('../bin/atlink.mjs');
  },
  test: (args) => {
    ensureReady();
    return inherit([tool('jest', 'bin', 'jest.js'), ...args], {
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`,
    });
  },
  'test:hw': async (args) => {
    ensureReady();
    // In this very process, so that Ctrl-C reaches whoever has to give the boards back.
    const main = join(root, 'dist', 'hw-tests', 'main.js');
    process.argv = [node, main, ...args];
    await import(pathToFileURL(main).href);
  },
  check: () => {
    ensureReady();
    return check();
  },
  build: () => ensureReady(),
  format: () => {
    ensureInstalled();
    return inherit([tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--write']);
  },
  docs: async (args) =>
    (await configSchema(args)) || (await cliDocs(args)) || (await quirkDocs(args)) || (await conformanceDocs(args)),
  bench: (args) => campaign('bench', args),
  soak: (args) => campaign('faults', args),
  fuzz: (args) => campaign('fuzz', args),
  transfer: (args) => campaign('transfer', args),
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`scripts/run.mjs: no command ${JSON.stringify(name)}; there are: ${Object.keys(commands).join(', ')}`);
  process.exitCode = 2;
} else {
  const status = await command(args);
  if (status) process.exitCode = status;
}
