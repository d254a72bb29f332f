import type { Answer, Said } from '../answer.ts';
import { error, ok, say } from '../answer.ts';
import type { Core } from '../core.ts';

/** `ERROR`, with its reason kept for `AT+QIGETERROR`. */
export function failIp(core: Core, reason: number): Said {
  core.settings.ipError = reason;
  return error;
}

/** Lines and `OK`, and nothing for `AT+QIGETERROR` to tell. */
export function succeedIp(core: Core, ...lines: readonly string[]): Answer {
  core.settings.ipError = 0;
  return lines.length === 0 ? ok : say(...lines);
}
