/**
 * Makes a clone ready to run: installs the locked packages when they are missing or stale and compiles when a source
 * is newer than the build. Fast when nothing changed. Everything it says goes to standard error, so that what a command
 * prints stays clean.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const installStamp = join(root, 'node_modules', '.atlink-installed');
const buildStamp = join(root, 'dist', '.atlink-built');
const sources = ['src', 'drivers', 'boards', 'mocks', 'hw-tests'];

const say = (text) => process.stderr.write(`atlink: ${text}\n`);

function fail(text, status = 1) {
  say(text);
  process.exit(status ?? 1);
}

/** Runs a program with its output on standard error. */
function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
}

function npm(args) {
  const cli = process.env.npm_execpath;
  // Under npm its own path is known; started directly, the one on the PATH has to do.
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

/** Installs exactly what package-lock.json names, unless that is what is there. */
export function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256')
    .update(lock)
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex');
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === wanted) return;
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
  const hash = createHash('sha256');
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/(?<!\.test|\.test-support)\.tsx?$|\.json$/.test(entry.name)) {
        const { mtimeMs, size } = statSync(path);
        hash.update(`${path} ${mtimeMs} ${size}\n`);
      }
    }
  };
  for (const folder of sources) visit(join(root, folder));
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Compiles to dist/ unless it is what the sources say. */
export function ensureBuilt() {
  const wanted = sourceState();
  if (existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === wanted) return;
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
