import { type AlternativeSign, readAlternativeSign } from './alternatives.js';
import { FILTER_EXAMPLES, FILTER_NAMES, findFilterName, isNearMiss, suggestNames } from './filter-names.js';
import { badQuery, type Span } from './query-error.js';
import { quote, type Token } from './tokenize.js';
import type { QueryTerm, RawFilter } from './types.js';

/** The meaning of a token by itself. */
export type Item =
  | {
      kind: 'word';
      text: string;
      isOperator: boolean;
      or?: AlternativeSign | undefined;
      isQuoted?: true;
      isByShell?: true;
    }
  /** Text that is subtracted, wherever it stands: `-fence`. */
  | { kind: 'without'; text: string }
  /** Text that begins a term of its own. With `isClosed` the term ends with it, too. */
  | { kind: 'weighted'; text: string; weight: number; isClosed: boolean }
  | { kind: 'term'; term: QueryTerm }
  | { kind: 'filter'; filter: RawFilter };

const LETTERS = /^\p{L}+$/u;

const MAX_WEIGHT = 100;

/** Extensions of image files. */
const IMAGE_NAME =
  /\.(?:jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|svg|hei[cf]|hif|bmp|jp2|j2k|jxl|psd|p[bgpn]m|mpo|dng|cr[23w]|crw|nef|nrw|arw|srw|raf|orf|rw2|pef|3fr|iiq|erf|dcr)$/i;
const PATH_START = /^(?:\.{1,2}[\\/]|~[\\/]|\/|[a-z]:[\\/])/i;

/** Whether a text ends as the name of an image file does. */
export const isImageName = (text: string) => IMAGE_NAME.test(text);
/** Whether a text is read as the path of an image without quotation marks: it begins as a path does. */
export const isImagePath = (text: string) => PATH_START.test(text) && IMAGE_NAME.test(text);
const isUrl = (text: string) => /^https?:\/\//i.test(text);

/**
 * Reads a token.
 * @throws PhotoseekError `bad-query`
 */
export function classify(token: Token): Item {
  const { head, quoted } = token;
  // Most tokens: everything else has a sign or a digit.
  if (quoted === null && LETTERS.test(head)) return toWord(token, head);
  const weighted = /^([-+]?)(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}):(.*)$/s.exec(head);
  if (weighted !== null) {
    const [, sign, digits, rest = ''] = weighted;
    // 10:30 and 16:9 are words; so is "3:" with nothing behind it.
    if (quoted !== null || /^\p{L}/u.test(rest) || isImagePath(rest)) {
      const weight = readWeight(token, Number(digits)) * (sign === '-' ? -1 : 1);
      return classifyWeighted({ ...token, head: rest }, weight);
    }
  }
  const term = readTerm(token, 1);
  if (term !== undefined) return { kind: 'term', term };
  const filter = readFilter(token);
  if (filter !== undefined) return { kind: 'filter', filter };
  const without = readWithout(token);
  if (without !== undefined) return { kind: 'without', text: without };
  return toWord(token, head + (quoted ?? ''));
}

function toWord({ quoted, isByShell }: Token, text: string): Item {
  return {
    kind: 'word',
    text: tidy(text),
    isOperator: quoted === null && (text === '+' || text === '-'),
    ...(quoted === null ? { or: readAlternativeSign(text) } : { isQuoted: true }),
    ...(isByShell && { isByShell: true }),
  };
}

function classifyWeighted(token: Token, weight: number): Item {
  const term = readTerm(token, weight);
  if (term !== undefined) return { kind: 'term', term };
  const name = /^-?([a-z]{2,}):/i.exec(token.head)?.[1];
  if (name !== undefined && findFilterName(name) !== undefined) {
    throw badQuery(token, {
      message: 'A filter cannot have a weight; only terms can.',
      suggestion: token.head + (token.quoted === null ? '' : quote(token.quoted)),
    });
  }
  const text = tidy(token.head + (token.quoted ?? ''));
  if (text === '')
    throw badQuery(token, {
      message: 'A weight must be followed by text or an image, got nothing.',
      hint: 'For example: 2:"night"',
    });
  return { kind: 'weighted', text, weight, isClosed: token.quoted !== null };
}

/** To four decimal places. */
function readWeight(span: Span, value: number): number {
  const weight = Math.round(value * 1e4) / 1e4;
  if (weight > 0 && weight <= MAX_WEIGHT) return weight;
  throw badQuery(span, {
    message: `A weight must be above 0 and at most ${MAX_WEIGHT}, got ${value}.`,
    hint: 'For example: 2:"night" or 0.5:"fence". Text in quotation marks has no weight.',
  });
}

/** An image or a photo. */
function readTerm(token: Token, weight: number): QueryTerm | undefined {
  const { head, quoted, isArgument } = token;
  const named = /^(image|id):(.*)$/is.exec(head);
  if (named !== null) {
    const value = (named[2] ?? '') + (quoted ?? '');
    return named[1]?.toLowerCase() === 'id' ? readId(token, value, weight) : readImage(token, value, weight);
  }
  const text = quoted === null ? head : isArgument && head === '' ? quoted : undefined;
  if (text === undefined) return undefined;
  if (isImagePath(text)) return { kind: 'path', value: text, weight };
  return quoted === null && isUrl(text) ? readUrl(token, text, weight) : undefined;
}

function readImage(span: Span, value: string, weight: number): QueryTerm {
  if (value.trim() === '') {
    throw badQuery(span, {
      message: 'image: must be followed by a path or a URL, got nothing.',
      hint: 'For example: image:"my cat.jpg"',
    });
  }
  return isUrl(value) ? readUrl(span, value, weight) : { kind: 'path', value, weight };
}

function readUrl(span: Span, value: string, weight: number): QueryTerm {
  if (URL.canParse(value)) return { kind: 'url', value: new URL(value).href, weight };
  throw badQuery(span, {
    message: `The URL of an image must be valid, got ${JSON.stringify(value)}.`,
    hint: 'Put it in quotation marks to search for it as text.',
  });
}

function readId(span: Span, value: string, weight: number): QueryTerm {
  const id = Number(value);
  if (/^\d{1,16}$/.test(value) && Number.isSafeInteger(id) && id > 0) return { kind: 'id', value: String(id), weight };
  throw badQuery(span, {
    message: `id: must be the id of a photo, got ${value === '' ? 'nothing' : JSON.stringify(value)}.`,
    hint: 'For example: id:42',
  });
}

/** Text directly behind a minus. The minus sign of typography counts, too. */
function readWithout({ head, quoted }: Token): string | undefined {
  const [, rest = ''] = /^[-−](.*)$/s.exec(head) ?? [];
  if (quoted !== null) return /^[-−]$/.test(head) ? tidy(quoted) || undefined : undefined;
  return /^\p{L}/u.test(rest) ? tidy(rest) : undefined;
}

function readFilter(token: Token): RawFilter | undefined {
  const { head, quoted } = token;
  const [, minus = '', name, rest = ''] = /^(-?)([a-z]{2,}):(.*)$/is.exec(head) ?? [];
  if (name === undefined) {
    refuseOtherSign(token);
    return undefined;
  }
  const value = rest + (quoted ?? '');
  const known = findFilterName(name);
  if (known !== undefined) return { name: known, value, negated: minus === '-' };
  // "note: to self", "std::vector" and "ftp://…" are text; "camra: canon" is not.
  const isText = value === '' ? !isNearMiss(name) : value.startsWith(':') || value.startsWith('//');
  if (isText) return undefined;
  throw unknownFilter(token, minus, name, head.slice(head.indexOf(':')) + (quoted === null ? '' : quote(quoted)));
}

/** `size>5MB`, `camera=canon` and `camera：canon`, with the wide colon of Chinese keyboards, are filters with another sign for the colon. */
function refuseOtherSign(token: Token): void {
  const { head, quoted } = token;
  const [, minus = '', name = '', sign = '', rest = ''] = /^(-?)([a-z]{2,})(=|：|[<>]=?)(.*)$/is.exec(head) ?? [];
  const known = findFilterName(name);
  const value = rest + (quoted === null ? '' : quote(quoted));
  if (known === undefined || value === '') return;
  throw badQuery(token, {
    message: `The name of a filter must be followed by a colon, got ${name}${sign}.`,
    suggestion: `${minus}${known}:${/[<>]/.test(sign) ? sign : ''}${value}`,
    others: [quote(head + (quoted ?? ''))],
  });
}

function unknownFilter(token: Token, minus: string, name: string, rest: string) {
  if (minus !== '' && /^(?:image|id)$/i.test(name)) {
    return badQuery(token, {
      message: `A minus directly before ${name}: negates nothing: only filters can be negated.`,
      suggestion: `-1:${name}${rest}`,
    });
  }
  const [suggestion, ...others] = suggestNames(name).map((other) => minus + other + rest);
  return badQuery(token, {
    message: `Unknown filter ${name}:.`,
    suggestion,
    // As text, last: it is seldom meant.
    others: [...others, quote(token.head + (token.quoted ?? ''))],
    hint: `Filters are ${FILTER_NAMES.map((known) => `${known}:`).join(', ')}, as in ${FILTER_EXAMPLES.taken}. Put text with a colon in quotation marks.`,
  });
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
