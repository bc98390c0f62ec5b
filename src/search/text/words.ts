import type { Word } from '../../store/queries/text-matches.js';

/** Words of a description that say nothing about which photo it is. */
const STOP_WORDS = new Set(
  `a an and are around as at be been being by down for from has have he her his i in into is it its me my near next no not of off on onto or our
   out over she some somebody someone something that the their them there these they this those through to up us was we were which while
   who with without you your photo photos picture pictures image images photograph pic pics shot snapshot
   der die das ein eine und mit im am auf le la les un une des et avec el los las una y con de di il lo i`
    .trim()
    .split(/\s+/),
);

/** More words than this do not make a name. */
const MOST_WORDS = 24;

/** Shorter words are looked for whole: "cat" must not find a cathedral. */
const PREFIX_FROM = 5;

/** A text as names and metadata are searched with it. */
export interface TextQuery {
  /** All its words, in order. */
  all: string[];
  /** Those that must be found. Empty when the text says nothing that could stand in a name. */
  significant: Word[];
  /** Those that look like a number or a code: they may stand in the middle of a name. */
  codes: string[];
}

/**
 * The words of texts, all of which are looked for.
 * @param isLenient take words that say little, too, and any beginning of a word: the user asked for a search in text
 */
export function readWords(texts: readonly string[], isLenient: boolean): TextQuery {
  const all = texts.flatMap(splitWords).slice(0, MOST_WORDS + 1);
  if (all.length > MOST_WORDS) return { all: [], significant: [], codes: [] };
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const kept = isLenient && telling.length === 0 ? all : telling;
  return {
    all,
    significant: kept.map((text) => ({ text, isPrefix: isLenient || isCode(text) || text.length >= PREFIX_FROM })),
    codes: kept.filter((word) => word.length >= 3 && isCode(word)),
  };
}

/** As the catalogue's words are split: runs of letters and digits, without regard to case. Combining marks belong to their letters. */
export function splitWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{Co}\p{M}]+/gu) ?? [];
}

function isCode(word: string): boolean {
  return /\p{N}/u.test(word);
}
