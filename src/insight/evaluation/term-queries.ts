/** The captions of an image. */
export type Captions = readonly string[];

/** A term, and which images it is said of. */
export interface TermQuery {
  text: string;
  /** For each image: 1 its captions say it, 0 they do not, −1 only one of several does. */
  truth: Int8Array;
}

const MIN_IMAGES = 3;

/** A word that is said of more images than this says how captions are written, not what is in them. */
const MAX_SHARE = 0.2;

/** The most frequent terms. */
const MAX_TERMS = 150;

/**
 * Queries whose answers captions know: the terms of a vocabulary that stand in them, or, where there are too few (another language), the words
 * that stand in them. An image answers when at least two of its captions say it, or its only one does.
 */
export function makeTermQueries(captions: readonly Captions[], vocabulary: readonly string[]): TermQuery[] {
  const words = captions.map((texts) => texts.map(toWords));
  const fromVocabulary = pickFrequent(vocabulary.map((term) => label(term, words)));
  if (fromVocabulary.length >= 10) return fromVocabulary;
  const counts = new Map<string, number>();
  for (const texts of words)
    for (const word of new Set(texts.flatMap((text) => [...text]))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = MAX_SHARE * captions.length;
  const candidates = [...counts].filter(([word, count]) => count >= MIN_IMAGES && count <= most && isLong(word));
  candidates.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return pickFrequent(candidates.slice(0, 3 * MAX_TERMS).map(([word]) => label(word, words)));
}

function pickFrequent(queries: readonly TermQuery[]): TermQuery[] {
  const counted = queries.map((query) => ({
    query,
    count: query.truth.reduce((sum, is) => sum + Number(is === 1), 0),
  }));
  const enough = counted.filter(({ query, count }) => count >= MIN_IMAGES && count <= 0.5 * query.truth.length);
  return enough
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_TERMS)
    .map(({ query }) => query);
}

/** Latin words of one or two letters mean little; one Chinese character may be a word. */
function isLong(word: string): boolean {
  return word.length >= (/^\p{Script=Latin}+$/u.test(word) ? 3 : 1);
}

function label(term: string, words: readonly (readonly ReadonlySet<string>[])[]): TermQuery {
  const parts = [...toWords(term)];
  const truth = Int8Array.from(words, (texts) => {
    const saying = texts.filter((text) => parts.every((part) => text.has(part))).length;
    if (saying === 0) return 0;
    return saying >= Math.min(2, texts.length) ? 1 : -1;
  });
  return { text: term, truth };
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Words in lower case, English plurals as singulars. */
function toWords(text: string): Set<string> {
  const words = [...segmenter.segment(text.toLowerCase())].filter(({ isWordLike }) => isWordLike);
  return new Set(words.map(({ segment }) => toSingular(segment)));
}

const IRREGULAR: Readonly<Record<string, string>> = {
  ...{ men: 'man', women: 'woman', children: 'child', people: 'person', leaves: 'leaf' },
};

function toSingular(word: string): string {
  if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word] as string;
  if (/^[a-z]{3,}ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/^[a-z]+(ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2);
  return /^[a-z]*[a-rt-z]{3}s$/.test(word) ? word.slice(0, -1) : word;
}
