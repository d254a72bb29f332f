import { readFileSync } from 'node:fs';

/** The version in the package.json nearest above this file: it is the same in the sources and in the build. */
export function packageVersion(from: URL = new URL(import.meta.url)): string {
  for (let folder = new URL('.', from); ; folder = new URL('..', folder)) {
    try {
      const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string };
      return version;
    } catch (thrown) {
      if (folder.pathname === new URL('..', folder).pathname) throw thrown;
    }
  }
}
