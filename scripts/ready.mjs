/**
 * Makes a clone ready to run: installs the locked packages when they are missing or stale and compiles when a source
 * is newer than the build. Fast when nothing changed. Everything it says goes to standard error, so that what a command
 * prints stays clean.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// The stamps hold what was installed and built itself, not a hash of it: every start compares them, and `node:crypto` with
// `node:child_process` takes 3 of the 13 ms that the comparison takes. The latter is loaded when there is work.
const installStamp = join(root, 'node_modules', '.atlink-lock');
const buildStamp = join(root, 'dist', '.atlink-built');
const sources = ['src', 'drivers', 'boards', 'mocks', 'hw-tests'];

const say = (text) => process.stderr.write(`atlink: ${text}\n`);

function fail(text, status = 1) {
  say(text);
  process.exit(status ?? 1);
}

/** Runs a program with its output on standard error. */
function run(command, args, options = {}) {
  const { spawnSync } = createRequire(import.meta.url)('node:child_process');
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
}

function npm(args) {
  const cli = process.env.npm_execpath;
  // Under npm its own path is known; started directly, the one on the PATH has to do.
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

/** Whether that is what was done last time. */
const isStamped = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp).equals(wanted);

/** Installs exactly what package-lock.json names, unless that is what is there. */
export function ensureInstalled() {
  const builtFor = Buffer.from(`${process.platform} ${process.arch} ${process.versions.modules}\n`);
  const wanted = Buffer.concat([builtFor, readFileSync(join(root, 'package-lock.json'))]);
  if (isStamped(installStamp, wanted)) return;
  const why = existsSync(join(root, 'node_modules')) ? 'are stale' : 'are missing';
  say(`the locked packages ${why}: installing them (npm ci, about half a minute) ...`);
  // No package of ours needs its install script: the native ones bring their binaries along.
  const result = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) fail('npm ci failed; what it said stands above.', result.status);
  writeFileSync(installStamp, wanted);
  say('packages installed.');
}

/** One line a source file: a change, an addition or a removal changes the whole. */
function sourceState() {
  let state = '';
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (/(?<!\.test|\.test-support)\.tsx?$|\.json$/.test(entry.name)) {
        const { mtimeMs, size } = statSync(path);
        state += `${path} ${mtimeMs} ${size}\n`;
      }
    }
  };
  for (const folder of sources) visit(join(root, folder));
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) state += readFileSync(join(root, file), 'utf8');
  return state;
}

/** Compiles to dist/ unless it is what the sources say. */
export function ensureBuilt() {
  const wanted = Buffer.from(sourceState());
  if (isStamped(buildStamp, wanted)) return;
  say('compiling ...');
  // Beside the old build and then in its place, so that whoever runs from it meanwhile never sees half of one.
  const made = join(root, 'node_modules', '.cache', `atlink-build-${process.pid}`);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = run(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', made]);
  if (result.status !== 0) {
    rmSync(made, { recursive: true, force: true });
    fail('the sources do not compile; what the compiler said stands above.', result.status);
  }
  writeFileSync(join(made, '.atlink-built'), wanted);
  const old = `${made}-old`;
  if (existsSync(dirname(buildStamp))) renameSync(dirname(buildStamp), old);
  renameSync(made, dirname(buildStamp));
  rmSync(old, { recursive: true, force: true });
}

export function ensureReady() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: 20.19 or newer is needed.`);
  }
  ensureInstalled();
  ensureBuilt();
}
