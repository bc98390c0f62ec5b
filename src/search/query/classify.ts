import type { Filter } from '../../model/filter.js';
import { BadValue, badQuery, type Span } from './bad-query.js';
import { FILTER_EXAMPLES, FILTER_NAMES, findFilterName, suggestName } from './filter-names.js';
import { type FilterContext, parseFilter } from './parse-filter.js';
import type { Token } from './tokenize.js';
import type { QueryTerm } from './types.js';

/** What a token is, by itself. */
export type Item =
  | { kind: 'word'; text: string; isOperator: boolean }
  /** Words that begin a term of their own. With `isClosed` it ends there, too. */
  | { kind: 'weighted'; text: string; weight: number; isClosed: boolean }
  | { kind: 'term'; term: QueryTerm }
  | { kind: 'filter'; filter: Filter };

const MAX_WEIGHT = 100;

/** Endings of names of pictures. */
const PICTURE =
  /\.(?:jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|svg|hei[cf]|hif|bmp|jp2|j2k|jxl|psd|p[bgpn]m|mpo|dng|cr[23w]|crw|nef|nrw|arw|srw|raf|orf|rw2|pef|3fr|iiq|erf|dcr)$/i;
const PATH_START = /^(?:\.{1,2}[\\/]|~[\\/]|\/|[a-z]:[\\/])/i;

const isPicturePath = (text: string) => PATH_START.test(text) && PICTURE.test(text);
const isAddress = (text: string) => /^https?:\/\//i.test(text);

/**
 * Reads a token.
 * @throws PhotoseekError `bad-query`
 */
export function classify(token: Token, context: FilterContext): Item {
  const { head, quoted } = token;
  const weighted = /^([-+]?)(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}):(.*)$/s.exec(head);
  if (weighted !== null) {
    const [, sign, digits, rest = ''] = weighted;
    // 10:30 and 16:9 are words; so is "3:" with nothing behind.
    if (quoted !== null || /^\p{L}/u.test(rest) || isPicturePath(rest)) {
      const weight = readWeight(token, Number(digits)) * (sign === '-' ? -1 : 1);
      return classifyWeighted({ ...token, head: rest }, weight);
    }
  }
  const term = readTerm(token, 1);
  if (term !== undefined) return { kind: 'term', term };
  const filter = readFilter(token, context);
  if (filter !== undefined) return { kind: 'filter', filter };
  const text = head + (quoted ?? '');
  return { kind: 'word', text: tidy(text), isOperator: quoted === null && (text === '+' || text === '-') };
}

function classifyWeighted(token: Token, weight: number): Item {
  const term = readTerm(token, weight);
  if (term !== undefined) return { kind: 'term', term };
  const name = /^-?([a-z]{2,}):/i.exec(token.head)?.[1];
  if (name !== undefined && findFilterName(name) !== undefined) {
    throw badQuery(token, {
      message: 'Only what is looked for has a weight; a filter has none.',
      suggestion: token.head + (token.quoted === null ? '' : `"${token.quoted}"`),
    });
  }
  const text = tidy(token.head + (token.quoted ?? ''));
  if (text === '')
    throw badQuery(token, { message: 'A weight needs words or a picture behind it.', hint: 'For example: 2:"night"' });
  return { kind: 'weighted', text, weight, isClosed: token.quoted !== null };
}

/** To four digits after the point. */
function readWeight(span: Span, value: number): number {
  const weight = Math.round(value * 1e4) / 1e4;
  if (weight > 0 && weight <= MAX_WEIGHT) return weight;
  throw badQuery(span, {
    message: `A weight is more than 0 and at most ${MAX_WEIGHT}.`,
    hint: 'For example: 2:"night" or 0.5:"fence". Words are plain in quotation marks.',
  });
}

/** A picture or a photo. */
function readTerm(token: Token, weight: number): QueryTerm | undefined {
  const { head, quoted, isArgument } = token;
  const named = /^(image|id):(.*)$/is.exec(head);
  if (named !== null) {
    const value = (named[2] ?? '') + (quoted ?? '');
    return named[1]?.toLowerCase() === 'id' ? readId(token, value, weight) : readImage(token, value, weight);
  }
  const text = quoted === null ? head : isArgument && head === '' ? quoted : undefined;
  if (text === undefined) return undefined;
  if (isPicturePath(text)) return { kind: 'path', value: text, weight };
  return quoted === null && isAddress(text) ? readAddress(token, text, weight) : undefined;
}

function readImage(span: Span, value: string, weight: number): QueryTerm {
  if (value.trim() === '') {
    throw badQuery(span, {
      message: 'image: needs a file or an address behind the colon.',
      hint: 'For example: image:"my cat.jpg"',
    });
  }
  return isAddress(value) ? readAddress(span, value, weight) : { kind: 'path', value, weight };
}

function readAddress(span: Span, value: string, weight: number): QueryTerm {
  if (URL.canParse(value)) return { kind: 'url', value: new URL(value).href, weight };
  throw badQuery(span, {
    message: `${JSON.stringify(value)} is no address of a picture.`,
    hint: 'Words are plain in quotation marks.',
  });
}

function readId(span: Span, value: string, weight: number): QueryTerm {
  const id = Number(value);
  if (/^\d{1,16}$/.test(value) && Number.isSafeInteger(id) && id > 0) return { kind: 'id', value: String(id), weight };
  throw badQuery(span, { message: 'id: needs the number of a photo.', hint: 'For example: id:42' });
}

function readFilter(token: Token, context: FilterContext): Filter | undefined {
  const { head, quoted } = token;
  const [, minus, name, rest = ''] = /^(-?)([a-z]{2,}):(.*)$/is.exec(head) ?? [];
  if (name === undefined) return undefined;
  const value = rest + (quoted ?? '');
  const field = findFilterName(name);
  if (field === undefined) {
    // "note: to self", "std::vector" and "ftp://…" are words.
    if (value === '' || value.startsWith(':') || value.startsWith('//')) return undefined;
    throw unknownFilter(
      token,
      `${minus}`,
      name,
      head.slice(head.indexOf(':')) + (quoted === null ? '' : `"${quoted}"`),
    );
  }
  try {
    return { condition: parseFilter(field, value, context), negated: minus === '-' };
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const { message, suggestion, hint } = error.complaint;
    throw badQuery(token, {
      message,
      hint,
      suggestion: suggestion === undefined ? undefined : `${minus}${field}:${suggestion}`,
    });
  }
}

function unknownFilter(token: Token, minus: string, name: string, rest: string) {
  const suggestion = suggestName(name);
  return badQuery(token, {
    message: `There is no filter ${name}:.`,
    suggestion: suggestion === undefined ? undefined : `${minus}${suggestion}${rest}`,
    hint: `Filters are ${FILTER_NAMES.map((known) => `${known}:`).join(', ')}, as in ${FILTER_EXAMPLES.taken}. Words with a colon inside are plain in quotation marks.`,
  });
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
