import { open } from 'node:fs/promises';
import { messageOf, UsageError } from '../../base/errors.ts';
import type { Trace } from '../../trace/trace-entry.ts';
import { parseTrace } from '../../trace/trace-text.ts';

const longest = 256 * 1024 * 1024;

/** @throws UsageError when the file cannot be read or is no trace */
export async function readTraceFile(path: string): Promise<Trace> {
  let text: string;
  try {
    const file = await open(path, 'r');
    try {
      if ((await file.stat()).size > longest) throw new Error('it is longer than 256 MiB');
      text = await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new UsageError(`the trace ${path} cannot be read: ${messageOf(cause)}`, { cause, where: path });
  }
  return parseTrace(text, path);
}
