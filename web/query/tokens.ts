/** A piece of a query between spaces; a quotation may hold spaces. */
export interface Token {
  /** What stands before the quotation mark (`2:`, `-camera:`), or all of it (`kitty`). */
  head: string;
  /** What is inside the quotation marks; `null` without any. */
  quoted: string | null;
  /** As it was written. */
  raw: string;
}

/** Only these may stand directly before a quotation mark, so that it opens a quotation: the inch sign of `5" nails` does not. */
const OPENS = /^[-+]?(?:[\d.]+:)?(?:[a-z]{2,}:)?$/i;

/** A quotation mark of any kind that telephones write, and those that end what it begins. */
const ENDS: Readonly<Record<string, string>> = { '"': '"', '“': '”“', '„': '“”' };

/** Takes the text of a query apart. A quotation that is not closed goes on to the end: it is being typed. */
export function splitTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    let head = '';
    let quoted: string | null = null;
    while (at < text.length && !/\s/.test(text.charAt(at)) && quoted === null) {
      const ends = ENDS[text.charAt(at)];
      if (ends !== undefined && head !== '-' && head !== '+' && OPENS.test(head)) {
        [quoted, at] = readQuotation(text, at + 1, ends);
      } else {
        head += text.charAt(at);
        at += 1;
      }
    }
    tokens.push({ head, quoted, raw: text.slice(start, at) });
  }
  return tokens;
}

function readQuotation(text: string, start: number, ends: string): [inside: string, after: number] {
  let inside = '';
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && next !== '' && (next === '\\' || ends.includes(next))) {
      inside += next;
      at += 1;
    } else if (ends.includes(character)) return [inside, at + 1];
    else inside += character;
  }
  return [inside, text.length];
}
