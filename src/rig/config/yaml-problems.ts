import type { Document, LineCounter } from 'yaml';
import type { ConfigProblem } from './problems.ts';

/** What is wrong with a text that is no YAML. */
export function yamlProblems({ errors }: Document.Parsed, lines: LineCounter): readonly ConfigProblem[] {
  return errors.map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, path: '', message: message.split('\n', 1)[0] ?? message, hint: undefined };
  });
}
