import type { Filter, Query, Term } from './types.js';

/** What the query language can filter by. Other words with a colon are words. */
const FIELDS =
  /^(?:taken|in|folder|ext|camera|lens|near|country|city|keyword|person|tag|rating|size|width|height|is):/i;

const NUMBER = /^\d+(?:\.\d+)?$/;
const RADIUS = /^\d+(?:\.\d+)?\s?(?:km|mi|m)$/i;

/** A piece of text between spaces; a quoted part is one piece whatever is in it. */
interface Token {
  raw: string;
  start: number;
  end: number;
}

/**
 * Takes a query apart for showing it. Plain words stay one term; `+` and `-` that stand alone, weights (`2:"night"`), photos (`id:7`) and
 * filters (`taken:2023`, `-tag:beach`) become parts of their own. What is wrong with a query the server says.
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  const filters: Filter[] = [];
  let words: string[] = [];
  let sign = 1;
  const endWords = () => {
    const value = words.join(' ').trim();
    if (value !== '') terms.push(makeTerm(value, sign));
    words = [];
  };
  const tokens = splitTokens(text);
  for (let index = 0; index < tokens.length; index++) {
    const { raw } = tokens[index] as Token;
    if (raw === '+' || raw === '-') {
      endWords();
      sign = raw === '-' ? -1 : 1;
      continue;
    }
    const negated = raw.startsWith('-');
    const bare = negated ? raw.slice(1) : raw;
    if (FIELDS.test(bare)) {
      const radius = /^near:/i.test(bare) ? tokens[index + 1]?.raw : undefined;
      const hasRadius = radius !== undefined && RADIUS.test(radius);
      if (hasRadius) index += 1;
      filters.push({ text: hasRadius ? `${bare} ${radius}` : bare, negated });
      continue;
    }
    if (isOwnTerm(raw)) {
      endWords();
      terms.push(makeTerm(raw, sign));
      sign = 1;
      continue;
    }
    words.push(raw);
  }
  endWords();
  return { terms, filters };
}

/** `"night"`, `2:"night"`, `2:night`, `id:7`, `0.5:id:7`: a term by itself, not one word among others. */
function isOwnTerm(raw: string): boolean {
  return /^(?:\d+(?:\.\d+)?:)?(?:"|id:\d+$)/i.test(raw) || /^\d+(?:\.\d+)?:[^\d\s]/.test(raw);
}

function makeTerm(raw: string, sign: number): Term {
  const colon = raw.indexOf(':');
  const hasWeight = colon > 0 && NUMBER.test(raw.slice(0, colon)) && !/\s/.test(raw.slice(0, colon));
  const size = hasWeight ? Number(raw.slice(0, colon)) : 1;
  const rest = hasWeight ? raw.slice(colon + 1) : raw;
  const weight = sign * (size === 0 ? 1 : size);
  const id = /^id:(\d+)$/i.exec(rest)?.[1];
  if (id !== undefined) return { kind: 'id', value: Number(id), weight };
  return { kind: 'text', value: unquote(rest), weight };
}

function unquote(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replaceAll('\\"', '"')
    : text;
}

function splitTokens(text: string): Token[] {
  const found = text.matchAll(/(?:[^\s"]*"(?:\\"|[^"])*"?)+[^\s"]*|\S+/g);
  return [...found].map((match) => ({ raw: match[0], start: match.index, end: match.index + match[0].length }));
}
