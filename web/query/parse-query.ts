import { splitTokens, type Token } from './tokens.js';
import type { Filter, Query, Term } from './types.js';

/** What the query language can filter by. Other words with a colon are for the server to judge. */
const FILTER =
  /^(-?)((?:taken|date|in|folder|ext|camera|lens|near|country|city|keywords?|person|people|tags?|rating|size|width|height|is):.*)$/is;

const WEIGHT = /^([-+]?)(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}):(.*)$/s;
const RADIUS = /^\d+(?:\.\d+)?\s?(?:km|mi|m)$/i;
const ADDRESS = /^(?:image:)?(https?:\/\/\S+)$/i;

/**
 * Takes a query apart for showing it, as `docs/query-language.md` says: words side by side are one term, a sign between spaces begins the
 * next, `2:"night"` has a weight, `id:7` is a photo, `taken:2023` a filter. What is wrong with a query the server says.
 */
export function parseQuery(text: string): Query {
  const tokens = splitTokens(text);
  const terms: Term[] = [];
  const filters: Filter[] = [];
  let sign = 1;
  /** The words that still can go on. */
  let open: { value: string; weight: number } | undefined;
  const close = () => {
    const value = open?.value.trim() ?? '';
    if (open !== undefined && value !== '') terms.push({ kind: 'text', value, weight: open.weight });
    open = undefined;
  };
  const add = (part: Part) => {
    if (part.kind !== 'text') {
      close();
      terms.push({ ...part, weight: sign * part.weight });
    } else if (part.begins || open === undefined) {
      close();
      open = { value: part.value, weight: sign * part.weight };
      if (part.ends) close();
    } else open.value += ` ${part.value}`;
    sign = 1;
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const filter = readFilter(token, tokens[index + 1]);
    if (filter !== undefined) {
      filters.push({ text: filter.text, negated: filter.negated });
      index += filter.tookNext ? 1 : 0;
    } else if (isSign(token) && (open !== undefined || terms.length > 0) && hasTermAfter(tokens, index)) {
      close();
      sign = token.raw === '-' ? -1 : 1;
    } else add(readPart(token));
  }
  close();
  return { terms, filters };
}

/** A token of what is looked for. */
type Part =
  | { kind: 'id'; value: number; weight: number }
  | { kind: 'url'; value: string; weight: number }
  /** Words that begin a term of their own, end it, or are among others. */
  | { kind: 'text'; value: string; weight: number; begins: boolean; ends: boolean };

function readPart({ head, quoted }: Token): Part {
  const [, sign = '', digits = '', rest = ''] = WEIGHT.exec(head) ?? [];
  // 10:30 and 16:9 are words.
  const isWeighted = digits !== '' && Number(digits) > 0 && (quoted !== null || /^\p{L}/u.test(rest));
  const bare = isWeighted ? rest : head;
  const weight = isWeighted ? Number(digits) * (sign === '-' ? -1 : 1) : 1;
  const id = quoted === null ? /^id:([1-9]\d{0,15})$/i.exec(bare)?.[1] : undefined;
  if (id !== undefined) return { kind: 'id', value: Number(id), weight };
  const address = ADDRESS.exec(bare + (quoted ?? ''))?.[1];
  if (address !== undefined && (quoted === null || bare !== '')) return { kind: 'url', value: address, weight };
  return {
    kind: 'text',
    value: bare + (quoted ?? ''),
    weight,
    begins: isWeighted,
    ends: isWeighted && quoted !== null,
  };
}

function readFilter(token: Token, next: Token | undefined) {
  const [, minus, text] = FILTER.exec(token.head) ?? [];
  if (text === undefined) return undefined;
  const raw = minus === '-' ? token.raw.slice(1) : token.raw;
  // near:"Paris" 30km is one filter in two pieces.
  const tookNext =
    /^near:/i.test(text) && next !== undefined && RADIUS.test(next.raw) && !/\d\s?(?:km|mi|m)"?$/i.test(raw);
  return { text: tookNext ? `${raw} ${next.raw}` : raw, negated: minus === '-', tookNext };
}

function isSign({ raw }: Token): boolean {
  return raw === '+' || raw === '-';
}

/** A sign counts only between two terms. */
function hasTermAfter(tokens: readonly Token[], at: number): boolean {
  const next = tokens.slice(at + 1).find((token) => !FILTER.test(token.head));
  return next !== undefined && !isSign(next);
}
