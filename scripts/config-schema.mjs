/** Writes the JSON Schema of the configuration, for editors; with `--check` it only says whether it is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady, root } from './ready.mjs';

const file = join(root, 'atlink.schema.json');

/** @returns {Promise<number>} the exit status */
export async function configSchema(args) {
  ensureReady();
  const { configJsonSchema } = await import('../dist/src/rig/config/schema.js');
  const wanted = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  if (!args.includes('--check')) {
    writeFileSync(file, wanted);
    console.log('atlink.schema.json written');
    return 0;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return 0;
  console.log('atlink.schema.json is not current. Run: npm run docs');
  return 1;
}
