/** One field of a parameter list, as it stood on the wire. */
export interface Field {
  readonly kind: 'string' | 'bare' | 'list' | 'empty';
  /** Without the quotes, without the parentheses of a list, without blanks around it. */
  readonly text: string;
}

export const emptyField: Field = { kind: 'empty', text: '' };

const isBlank = (text: string, index: number): boolean => text[index] === ' ' || text[index] === '\t';

/** The index behind the parenthesis that closes the one at `start`, or -1; quotes hold parentheses. */
function listEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      index = text.indexOf('"', index + 1);
      if (index === -1) return -1;
    } else if (character === '(') {
      depth++;
    } else if (character === ')' && --depth === 0) {
      return index + 1;
    }
  }
  return -1;
}

function bare(text: string, from: number, to: number): Field {
  let end = to;
  while (end > from && isBlank(text, end - 1)) end--;
  return end === from ? emptyField : { kind: 'bare', text: text.slice(from, end) };
}

/** Cuts `1,"a,b",(0-3),` into fields. Blanks after a comma or a colon mean nothing; quotes and parentheses hold commas. */
export function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  // What was once looked for in vain is not looked for again: a hostile line would make that quadratic.
  let quotes = true;
  let lists = true;
  let at = 0;
  for (;;) {
    while (isBlank(text, at)) at++;
    let end = -1;
    if (text[at] === '"' && quotes) {
      end = text.indexOf('"', at + 1) + 1 || -1;
      quotes = end !== -1;
    } else if (text[at] === '(' && lists) {
      end = listEnd(text, at);
      lists = end !== -1;
    }
    // Anything between a closing quote and the comma belongs to nobody.
    const comma = text.indexOf(',', end === -1 ? at : end);
    if (end === -1) fields.push(bare(text, at, comma === -1 ? text.length : comma));
    else fields.push({ kind: text[at] === '"' ? 'string' : 'list', text: text.slice(at + 1, end - 1) });
    if (comma === -1) return fields;
    at = comma + 1;
  }
}
