/**
 * Writes the conformance reports of the built-in drivers into docs/conformance; with `--check` it only says whether what
 * stands there is what they would be.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady, root } from './ready.mjs';

const folder = join(root, 'docs', 'conformance');

/** Every file that belongs into the folder, by name. */
async function wantedFiles() {
  const { mutantsToMarkdown, runConformance, runMutants, toMarkdown } = await import(
    '../dist/src/conformance/index.js'
  );
  const { subjectsOf } = await import('../dist/src/cli/conformance/subjects.js');
  const files = new Map();
  for (const subject of subjectsOf([])) {
    const name = /\(([^)]+)\)/.exec(subject.name)?.[1] ?? subject.name;
    files.set(`${name}.md`, toMarkdown(await runConformance(subject)));
  }
  const intro = '# Mutants\n\nImplementations that are wrong on purpose, and the checks that caught them.\n\n';
  files.set('mutants.md', intro + mutantsToMarkdown(await runMutants()));
  return files;
}

function present() {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @returns {Promise<number>} the exit status */
export async function conformanceDocs(args) {
  ensureReady();
  const files = await wantedFiles();
  if (!args.includes('--check')) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    console.log(`${files.size} reports written to docs/conformance`);
    return 0;
  }
  const there = present();
  const stale = [...files.keys()].filter(
    (name) => !there.includes(name) || readFileSync(join(folder, name), 'utf8') !== files.get(name),
  );
  const extra = there.filter((name) => !files.has(name));
  if (stale.length + extra.length === 0) return 0;
  console.log(`docs/conformance is not current: ${[...stale, ...extra].join(', ')}. Run: npm run docs`);
  return 1;
}
