import { isListOfSingle } from './alternatives.js';
import type { Item } from './classify.js';
import { readNegations } from './negations.js';
import { isPlainText } from './print-query.js';
import type { QueryTerm } from './types.js';

/** The weight of `-fence`: of those measured, the one that leaves the fewest fences among the first photos and keeps them good; see `docs/relevance.md`. */
export const WITHOUT_WEIGHT = -0.5;

type Part = Exclude<Item, { kind: 'filter' | 'without' }>;

/**
 * Joins the items of a query to terms: words side by side are one; a sign counts only between two. Text behind a minus is subtracted from each
 * alternative.
 */
export function joinTerms(written: readonly Item[]): QueryTerm[] {
  const items = readNegations(written);
  const parts = items.filter((item): item is Part => item.kind !== 'filter' && item.kind !== 'without');
  const without = items.flatMap((item): QueryTerm[] =>
    item.kind === 'without' ? [{ kind: 'text', value: item.text, weight: WITHOUT_WEIGHT }] : [],
  );
  const alternatives = splitParts(parts).map(joinAlternative);
  if (without.length > 0) {
    if (alternatives.length === 0) return without;
    for (const alternative of alternatives) alternative.push(...without.map((term) => ({ ...term })));
  }
  const terms = alternatives.flatMap((alternative, i) =>
    alternative.map((term, at) => (i > 0 && at === 0 ? { ...term, or: true as const } : term)),
  );
  return terms.length === 1 ? terms.map((term) => noteQuotation(term, parts)) : terms;
}

/** Quotation marks that change nothing but that names are no names are remembered; others say what the text is anyway. */
function noteQuotation(term: QueryTerm, parts: readonly Part[]): QueryTerm {
  const [only, ...others] = parts.filter((part) => part.kind !== 'word' || part.text !== '');
  const isQuotation = only?.kind === 'word' && only.isQuoted === true && !only.isByShell && others.length === 0;
  return isQuotation && isPlainText(term.value) ? { ...term, isQuoted: true } : term;
}

/** The parts of each alternative. A sign at the beginning or the end, or beside another sign, is a word like any other. */
function splitParts(parts: readonly Part[]): Part[][] {
  if (parts.length === 0) return [];
  const isWord = (part: Part) => part.kind === 'word' && part.or !== undefined;
  const isSingle = isListOfSingle(parts, isWord) && parts.every((part) => part.kind !== 'word' || !part.isOperator);
  const split: Part[][] = [[]];
  parts.forEach((part, i) => {
    const isBetween = split.at(-1)?.length !== 0 && isTerm(parts[i - 1]) && isTerm(parts[i + 1]);
    if (part.kind === 'word' && isBetween && (isSingle ? part.or !== undefined : part.or === 'sign')) split.push([]);
    else split.at(-1)?.push(part);
  });
  return split;
}

/** Whether a part is neither missing nor a sign. */
function isTerm(part: Part | undefined): boolean {
  return part !== undefined && !(part.kind === 'word' && (part.isOperator || part.or === 'sign' || part.text === ''));
}

function joinAlternative(parts: readonly Part[]): QueryTerm[] {
  const terms: QueryTerm[] = [];
  let open: QueryTerm | undefined;
  let sign = 1;
  parts.forEach((item, i) => {
    if (item.kind === 'word' && item.isOperator && isBetween(parts, i, terms.length > 0)) {
      sign = item.text === '-' ? -1 : 1;
      open = undefined;
      return;
    }
    if (item.kind === 'word') {
      if (item.text === '') return;
      if (open === undefined) {
        open = { kind: 'text', value: item.text, weight: sign };
        terms.push(open);
      } else open.value += ` ${item.text}`;
    } else if (item.kind === 'weighted') {
      const term: QueryTerm = { kind: 'text', value: item.text, weight: sign * item.weight };
      terms.push(term);
      open = item.isClosed ? undefined : term;
    } else {
      terms.push({ ...item.term, weight: sign * item.term.weight });
      open = undefined;
    }
    sign = 1;
  });
  return terms;
}

function isBetween(parts: readonly Part[], at: number, hasLeft: boolean): boolean {
  const next = parts[at + 1];
  return hasLeft && next !== undefined && !(next.kind === 'word' && (next.isOperator || next.text === ''));
}
