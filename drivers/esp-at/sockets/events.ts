import { patternUrc, type Urc } from '../../../src/at/index.ts';
import { receivedBlock } from '../counted.ts';

/** `<link>,CONNECT` or `<link>,CLOSED`; with `CONNECT FAIL` on old firmware. */
export const linkChange: Urc<RegExpExecArray> = patternUrc('link', /^(\d),(CONNECT|CLOSED|CONNECT FAIL)$/);

/** What `+IPD` tells: with the bytes in active mode, as a notice in passive mode. */
export interface Received {
  readonly id: number;
  readonly length: number;
  readonly from: { readonly address: string; readonly port: number } | undefined;
}

const header = /^\+IPD,(\d),(\d+)(?:,"?([^",]+)"?,(\d+))?:?$/;

/** `+IPD,<link>,<length>[,<address>,<port>]:` and the bytes, or `+IPD,<link>,<length>` and a line end. */
export const received: Urc<Received> = {
  prefix: '+IPD received',
  pattern: /^\+IPD,/,
  parse: (_params, line) => {
    const [, id, length, address, port] = header.exec(line) ?? [];
    if (id === undefined) return undefined;
    const from = address === undefined ? undefined : { address, port: Number(port) };
    return { id: Number(id), length: Number(length), from };
  },
  block: receivedBlock,
};

/**
 * What nobody claims and looks like bytes rather than words, or like a header of bytes: the beginning of a `+IPD` was
 * spoiled on the line, and the bytes behind it were taken for lines.
 */
export const noise: Urc<RegExpExecArray> = {
  ...patternUrc('noise', /[^\x20-\x7e]|IPD,|^.{0,12}\d,\d+(?:,[^:]{1,40})?:/),
  unclaimed: true,
};

/** `+IPD,<length>[,<address>,<port>]:` and the bytes, while there is one link alone. */
export const receivedAlone: Urc<RegExpExecArray> = {
  ...patternUrc('+IPD alone', /^\+IPD,\d+(?:,"?[^",]*[.:][^",]*"?,\d+)?:$/),
  block: receivedBlock,
};
