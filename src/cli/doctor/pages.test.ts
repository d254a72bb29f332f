import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checks } from '../../rig/doctor/checks.ts';

const docs = join(import.meta.dirname, '../../../docs');
const folder = join(docs, 'findings');

test('every check has its page, and every page its check', async () => {
  const pages = (await readdir(folder)).map((name) => name.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(checks.map(({ code }) => code).sort());
});

test.each(checks.map((check) => [check.code, check] as const))(
  '%s: its page says what, how and what to do',
  async (code, check) => {
    const page = await readFile(join(folder, `${code}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${code}: ${check.title}`);
    expect(page).toMatch(/\n## How it is found\n\n\S[\s\S]*\n## What to do\n\n\S/);
    expect(await readFile(join(docs, 'doctor.md'), 'utf8')).toContain(
      `| [${code}](findings/${code}.md) | ${check.title} |`,
    );
  },
);
