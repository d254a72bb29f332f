/** Writes the tables of quirks into the families' READMEs and docs/quirks.md; with `--check` it says whether they are current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady, root } from './ready.mjs';

const families = ['quectel', 'nrf91', 'esp-at'];

const cell = (text) => text.replaceAll('|', '\\|');
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const provenBy = (proof) => ('test' in proof ? `[${proof.file}](${proof.file}): ${proof.test}` : `no: ${proof.open}`);

function where({ models, firmware }) {
  const { prefix, from, to } = firmware ?? {};
  const words = [prefix && `${prefix}...`, from && `from ${from}`, to && `up to ${to}`].filter(Boolean);
  const names = models.includes('*') ? [] : [models.join(', ')];
  return [...names, ...words].join(', ') || 'all';
}

const acts = ({ effect = {}, avoid = [] }) =>
  [
    ...Object.entries(effect).map(([name, value]) => `\`${name}: ${value}\``),
    ...avoid.map((command) => `warns of \`AT${command}\``),
  ].join(', ') || '-';

const quirkRow = (quirk) => [
  quirk.id,
  where(quirk),
  quirk.symptom,
  quirk.reference,
  quirk.driver ?? '-',
  acts(quirk),
  provenBy(quirk.proof),
];
const quirkTable = (quirks) =>
  table(
    ['', 'models, firmware', 'in the field', 'reference', 'what this driver does', 'changes', 'proven by'],
    quirks.map(quirkRow),
  );
const pitfallTable = (pitfalls) =>
  table(
    ['', 'what is easily got wrong', 'proven by'],
    pitfalls.map(({ id, fact, proof }) => [id, fact, provenBy(proof)]),
  );
const fieldTable = ({ fields }) =>
  table(
    ['field', 'what it says', 'takes'],
    Object.entries(fields).map(([name, { title, takes }]) => [`\`${name}\``, title, takes]),
  );

/** Puts a text between `<!-- name -->` and `<!-- /name -->`. */
function put(text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start === -1 || end < start) throw new Error(`there is no place ${open} ... ${close}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

async function wanted() {
  const files = new Map();
  const change = (path, name, content) => {
    const text = files.get(path) ?? readFileSync(join(root, path), 'utf8');
    files.set(path, put(text, name, content));
  };
  for (const family of families) {
    const { quirks, pitfalls } = await import(`../dist/drivers/${family}/quirks.table.js`);
    const { quirkBook } = await import(`../dist/drivers/${family}/quirk-book.js`);
    change(`drivers/${family}/README.md`, 'quirks', quirkTable(quirks));
    if (pitfalls) change(`drivers/${family}/README.md`, 'pitfalls', pitfallTable(pitfalls));
    change('docs/quirks.md', `fields of ${family}`, fieldTable(quirkBook));
  }
  return files;
}

/** @returns {Promise<number>} the exit status */
export async function quirkDocs(args) {
  ensureReady();
  let status = 0;
  for (const [path, text] of await wanted()) {
    const file = join(root, path);
    if (readFileSync(file, 'utf8') === text) continue;
    if (args.includes('--check')) {
      console.log(`${path}: the tables of quirks are not current. Run: npm run docs`);
      status = 1;
    } else {
      writeFileSync(file, text);
      console.log(`${path} written`);
    }
  }
  return status;
}
