import type { Word } from '../../store/queries/text-matches.js';

/** Terms that carry no information about which photo is meant. */
const STOP_WORDS = new Set(
  `a an and are around as at be been being by down for from has have he her his i in into is it its me my near next no not of off on onto or our
   out over she some somebody someone something that the their them there these they this those through to up us was we were which while
   who with without you your photo photos picture pictures image images photograph pic pics shot snapshot
   der die das ein eine und mit im am auf le la les un une des et avec el los las una y con de di il lo i`
    .trim()
    .split(/\s+/),
);

/** A longer query is a description, not a name: no text is searched. */
const MAX_TERMS = 24;

/** Shorter terms match whole tokens only: "cat" must not find a cathedral. */
const MIN_PREFIX_LENGTH = 5;

/** A text as full-text search looks for it. */
export interface TextQuery {
  /** All its terms, in order. */
  all: string[];
  /** Those that must be found. Empty when all are stop words. */
  significant: Word[];
  /** Those with digits, such as numbers and codes: they may stand in the middle of a name. */
  codes: string[];
}

/**
 * The terms of texts, all of which are looked for.
 * @param isLenient use stop words where there are no others, and match the beginnings of tokens: the user asked for a text search
 */
export function readTerms(texts: readonly string[], isLenient: boolean): TextQuery {
  const all = texts.flatMap(splitTerms).slice(0, MAX_TERMS + 1);
  if (all.length > MAX_TERMS) return { all: [], significant: [], codes: [] };
  const informative = all.filter((term) => !STOP_WORDS.has(term));
  const significant = isLenient && informative.length === 0 ? all : informative;
  return {
    all,
    significant: significant.map((text) => ({
      text,
      isPrefix: isLenient || isCode(text) || text.length >= MIN_PREFIX_LENGTH,
    })),
    codes: significant.filter((term) => term.length >= 3 && isCode(term)),
  };
}

/** The words of all alternatives, for the fields that have some of them. */
export function joinTextTerms(texts: readonly (TextQuery | undefined)[]): TextQuery | undefined {
  const [first, ...others] = texts.flatMap((text) => text ?? []);
  return first && { ...first, significant: [first, ...others].flatMap(({ significant }) => significant) };
}

/** Tokenised like the full-text index: runs of letters and digits, without regard to case. Combining marks belong to their letters. */
export function splitTerms(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{Co}\p{M}]+/gu) ?? [];
}

function isCode(term: string): boolean {
  return /\p{N}/u.test(term);
}
