import { badQuery, type Span } from './query-error.js';

/** A part of a query between spaces; a quotation may contain spaces. */
export interface Token extends Span {
  /** The text before the quotation mark (`2:`, `-camera:`), or all of it (`kitty`). */
  head: string;
  /** The text inside the quotation marks; `null` without any. */
  quoted: string | null;
  /** From a command line: the shell has removed quotation marks, so that text that looks like a path is one. */
  isArgument: boolean;
  /** The quotation marks are the shell's, which removed them. */
  isByShell?: true;
}

/** The only texts directly before a quotation mark that let it open a quotation: `5" nails` has none. */
const BEFORE_QUOTE = /^[-+−]?(?:[\d.]+:)?(?:[a-z]{2,}:(?:[a-z]\w*)?=?)?$/i;

/** Filters whose value may go on behind the quotation: `object:"dining table">=2`. */
const COUNTED = /^[-−]?(?:objects?|count):$/i;

/** A comparison that may stand there. */
const COMPARISON = /^[<>=≥≤][^\s"]*$/;

const SPACE = /\s/;

/** Opening quotation marks, each with its closing ones. Keyboards of phones write the curly ones. */
const CLOSING: Record<string, string> = { '"': '"', '“': '”“', '„': '“”' };

/** How a text is split. */
export interface TokenizeOptions {
  /** Added to all positions. */
  offset?: number;
  /** The text is still being typed: a quotation that is not closed ends with the text. */
  isPartial?: boolean;
}

/** Splits a query's text. @throws PhotoseekError `bad-query` for a quotation that is not closed */
export function tokenize(text: string, { offset = 0, isPartial = false }: TokenizeOptions = {}): Token[] {
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
      // A plus alone is no beginning: +"fence" stays a word.
      if (closing !== undefined && head !== '+' && BEFORE_QUOTE.test(head)) {
        const found = readQuoted(text, at, closing, { offset, isPartial });
        quoted = found.text;
        at = found.end;
        const [comparison = ''] = (COUNTED.test(head) && COMPARISON.exec(text.slice(at))) || [];
        quoted += comparison;
        at += comparison.length;
        break;
      }
      head += text[at++];
    }
    tokens.push({ start: offset + start, end: offset + at, head, quoted, isArgument: false });
  }
  return tokens;
}

function readQuoted(
  text: string,
  open: number,
  closing: string,
  { offset, isPartial }: Required<TokenizeOptions>,
): { text: string; end: number } {
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
  if (isPartial) return { text: inside, end: text.length };
  throw badQuery(
    { start: offset + open, end: offset + text.length },
    {
      message: 'A quotation mark is opened but not closed.',
      suggestion: inside.trim() === '' ? undefined : quote(inside.trimEnd()),
      hint: 'Put text between two of them, for example "a dog on the beach", or leave it out.',
    },
  );
}

/**
 * Splits a query that the shell has split: an argument with spaces in it was quoted. A query of one argument is read as text.
 * Positions are those in the arguments joined by spaces.
 */
export function tokenizeArguments(args: readonly string[]): Token[] {
  if (args.length === 1) return tokenize(args[0] as string).map((token) => ({ ...token, isArgument: true }));
  const tokens: Token[] = [];
  let offset = 0;
  for (const arg of args) {
    if (SPACE.test(arg) && !arg.includes('"')) tokens.push(toQuoted(arg, offset));
    else tokens.push(...tokenize(arg, { offset }).map((token) => ({ ...token, isArgument: true })));
    offset += arg.length + 1;
  }
  return tokens;
}

function toQuoted(arg: string, offset: number): Token {
  const [, prefix = '', rest = ''] = /^([-+]?(?:[\d.]+:)?(?:[a-z]{2,}:)?)(.*)$/is.exec(arg) ?? [];
  // The shell has made this of -"red boat".
  const [minus] = /^[-−](?=\p{L})/u.exec(arg) ?? [];
  if (minus !== undefined && prefix.length <= 1)
    return {
      start: offset,
      end: offset + arg.length,
      head: minus,
      quoted: arg.slice(1),
      isArgument: true,
      isByShell: true,
    };
  // "note: to self" is text.
  const head = prefix.endsWith(':') && !SPACE.test(rest[0] ?? ' ') ? prefix : '';
  return {
    start: offset,
    end: offset + arg.length,
    head,
    quoted: head === '' ? arg : rest,
    isArgument: true,
    isByShell: true,
  };
}

/** A value as it is written after a filter's colon. */
export function quoteIfNeeded(value: string): string {
  return /^[^\s"“„”]+$/.test(value) ? value : quote(value);
}

/** Text in quotation marks: the inverse of reading a quotation. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
