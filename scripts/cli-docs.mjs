/** Writes docs/cli.md out of the command line's own help; with `--check` it only says whether it is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ensureReady, root } from './ready.mjs';

const file = join(root, 'docs', 'cli.md');

const head = `# Commands

Made of \`atlink COMMAND --help\` by \`npm run docs\`. Exit codes: 0 for success, 1 for a failure, 2 for a mistake in the
command or the configuration, 3 when \`status IFACE\` finds it not connected, 4 when no atlink is running, 130 after
Ctrl-C.
`;

async function helpOf(args) {
  const { runCommandLine } = await import('../dist/src/cli/program.js');
  const stdout = Object.assign(new PassThrough(), { columns: 80 });
  let text = '';
  stdout.on('data', (chunk) => (text += chunk));
  const io = { stdout, stderr: new PassThrough(), env: {} };
  await runCommandLine(args, { io, clock: {}, signals: process, suppliers: {}, exitNow: () => undefined });
  await new Promise((resolve) => stdout.end(resolve));
  return text.trimEnd();
}

async function wanted() {
  const all = await helpOf(['--help']);
  const listed = all.slice(all.indexOf('Commands:')).split('\n\n', 1)[0];
  const names = [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
  const sections = [];
  for (const name of names) sections.push(`## atlink ${name}\n\n\`\`\`\n${await helpOf([name, '--help'])}\n\`\`\`\n`);
  return [head, `\`\`\`\n${all}\n\`\`\`\n`, ...sections].join('\n');
}

/** @returns {Promise<number>} the exit status */
export async function cliDocs(args) {
  ensureReady();
  const text = await wanted();
  if (!args.includes('--check')) {
    writeFileSync(file, text);
    console.log('docs/cli.md written');
    return 0;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return 0;
  console.log('docs/cli.md is not current. Run: npm run docs');
  return 1;
}
