import { UsageError } from '../../src/base/errors.ts';

/** A scripted device was not used as its script says. `transcript` is the last of what went over the line. */
export class ScriptError extends UsageError {
  constructor(problems: readonly string[], transcript: readonly string[]) {
    const list =
      problems.length === 1 ? [`  ${problems[0]}`] : problems.map((each, index) => `  ${index + 1}. ${each}`);
    const line = transcript.length === 0 ? ['nothing went over the line'] : ['what went over the line:', ...transcript];
    super(['the device was not used as scripted:', ...list, ...line].join('\n'), { transcript });
  }
}
