import { badQuery, type Span } from './bad-query.js';

/** A piece of a query between spaces; a quotation holds spaces. */
export interface Token extends Span {
  /** What stands before the quotation mark (`2:`, `-camera:`), or all of it (`kitty`). */
  head: string;
  /** What is inside the quotation marks; `null` without any. */
  quoted: string | null;
  /** The shell took the quotation marks away, if there were any: what looks like a path is one. */
  isArgument: boolean;
}

/** What may stand directly before a quotation mark, so that it opens a quotation: `5" nails` has none. */
const BEFORE_QUOTE = /^[-+]?(?:[\d.]+:)?(?:[a-z]{2,}:=?)?$/i;

const SPACE = /\s/;

/** Quotation marks that open, with those that close them. Telephones write the curly ones. */
const CLOSING: Record<string, string> = { '"': '"', '“': '”“', '„': '“”' };

/** Splits a query's text. @throws PhotoseekError `bad-query` for a quotation that is not closed */
export function tokenize(text: string, offset = 0): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text[at] as string)) {
      at++;
      continue;
    }
    const start = at;
    let head = '';
    let quoted: string | null = null;
    while (at < text.length && !SPACE.test(text[at] as string)) {
      const closing = CLOSING[text[at] as string];
      // A sign alone is no beginning: -"fence" stays a word.
      if (closing !== undefined && head !== '-' && head !== '+' && BEFORE_QUOTE.test(head)) {
        const found = readQuoted(text, at, closing, offset);
        quoted = found.text;
        at = found.end;
        break;
      }
      head += text[at++];
    }
    tokens.push({ start: offset + start, end: offset + at, head, quoted, isArgument: false });
  }
  return tokens;
}

function readQuoted(text: string, open: number, closing: string, offset: number): { text: string; end: number } {
  let inside = '';
  for (let at = open + 1; at < text.length; at++) {
    const c = text[at] as string;
    if (closing.includes(c)) return { text: inside, end: at + 1 };
    const next = text[at + 1];
    if (c === '\\' && next !== undefined && (next === '\\' || closing.includes(next))) {
      inside += next;
      at++;
    } else inside += c;
  }
  throw badQuery(
    { start: offset + open, end: offset + text.length },
    {
      message: 'A quotation mark is opened but not closed.',
      suggestion: `${text.slice(open).trimEnd()}"`,
    },
  );
}

/**
 * Splits a query that the shell has split: what came with spaces in it was quoted. A query that came as one argument is read as text.
 * Positions are those in the arguments joined by spaces.
 */
export function tokenizeArguments(args: readonly string[]): Token[] {
  if (args.length === 1) return tokenize(args[0] as string).map((token) => ({ ...token, isArgument: true }));
  const tokens: Token[] = [];
  let offset = 0;
  for (const arg of args) {
    if (SPACE.test(arg) && !arg.includes('"')) tokens.push(toQuoted(arg, offset));
    else tokens.push(...tokenize(arg, offset).map((token) => ({ ...token, isArgument: true })));
    offset += arg.length + 1;
  }
  return tokens;
}

function toQuoted(arg: string, offset: number): Token {
  const [, prefix = '', rest = ''] = /^([-+]?(?:[\d.]+:)?(?:[a-z]{2,}:)?)(.*)$/is.exec(arg) ?? [];
  // "note: to self" is words.
  const head = prefix.endsWith(':') && !SPACE.test(rest[0] ?? ' ') ? prefix : '';
  return {
    start: offset,
    end: offset + arg.length,
    head,
    quoted: head === '' ? arg : rest,
    isArgument: true,
  };
}
