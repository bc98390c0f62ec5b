import { PhotoseekError } from '../../errors.js';
import type { SearchContext } from '../context.js';
import type { AskedTerm, EmbeddedQuery, QueryImage, Reading } from '../model.js';
import type { Space } from '../spaces/space.js';
import type { QueryLanguage } from '../types/answer.js';
import { nameEmoji } from './name-emoji.js';
import { embedImage } from './query-image.js';
import { listUnknownToAll } from './unknown-to-all.js';

/** A weighted sum that is shorter than this share of its terms has no direction left that would mean anything. */
const CANCELLED_OUT = 1e-3;

interface EmbeddedTerm {
  weight: number;
  /** By space id. */
  vectors: ReadonlyMap<number, Float32Array>;
  image: QueryImage | undefined;
  truncatedAt: readonly number[];
  unknownWords: readonly string[];
  languages: readonly QueryLanguage[];
  /** By space id, where there are several. */
  readings: ReadonlyMap<number, readonly Reading[]>;
}

/**
 * The weighted sum of the terms in each space, of unit length again: so a score stays a cosine.
 * @param language of the texts; `undefined`: it is recognised
 * @throws PhotoseekError `bad-query` when the terms cancel each other out; those of `embedImage`
 */
export async function embedQuery(
  context: SearchContext,
  spaces: readonly Space[],
  terms: readonly AskedTerm[],
  language: string | undefined,
  signal: AbortSignal | undefined,
): Promise<EmbeddedQuery> {
  const embedded = await Promise.all(
    terms.map(async ({ source, weight }): Promise<EmbeddedTerm> => {
      if ('text' in source)
        return { weight, image: undefined, ...(await embedText(spaces, nameEmoji(source.text), language)) };
      const image = 'image' in source ? source.image : await embedImage(context, spaces, source, signal);
      const { vectors } = image;
      return { weight, image, vectors, truncatedAt: [], unknownWords: [], languages: [], readings: new Map() };
    }),
  );
  const answering = spaces.filter(({ row }) => embedded.every(({ vectors }) => vectors.has(row.id)));
  const [first] = embedded;
  return {
    vectors: new Map(answering.map(({ row }) => [row.id, addUp(embedded, row.id)])),
    readings: embedded.length === 1 && first !== undefined && first.weight > 0 ? first.readings : new Map(),
    isImage: embedded.every(({ image }) => image !== undefined),
    isDifference: embedded.some(({ weight }) => weight < 0),
    truncatedAt: embedded.flatMap(({ truncatedAt }) => truncatedAt),
    unknownWords: embedded.flatMap(({ unknownWords }) => unknownWords),
    language: joinLanguages(embedded.flatMap(({ languages }) => languages)),
    images: embedded.flatMap(({ image }) => image ?? []),
  };
}

async function embedText(spaces: readonly Space[], text: string, language: string | undefined) {
  const encoded = await Promise.all(
    spaces.map(async (space) => ({ space, ...(await space.texts.get(text, language)) })),
  );
  return {
    vectors: new Map(encoded.map(({ space, vector }) => [space.row.id, vector])),
    unknownWords: listUnknownToAll(encoded),
    truncatedAt: encoded.flatMap(({ truncated, maxTokens }) => (truncated ? maxTokens : [])),
    languages: encoded.flatMap((one) => one.language ?? []),
    readings: new Map(
      encoded.flatMap(({ space, readings }) => (readings === undefined ? [] : [[space.row.id, readings] as const])),
    ),
  };
}

/** What is to be said about the texts and images of all alternatives; directions are those of the first. */
export function joinEmbedded(alternatives: readonly EmbeddedQuery[]): EmbeddedQuery | undefined {
  const [first, ...others] = alternatives;
  if (first === undefined || others.length === 0) return first;
  return {
    ...first,
    truncatedAt: alternatives.flatMap(({ truncatedAt }) => truncatedAt),
    unknownWords: alternatives.flatMap(({ unknownWords }) => unknownWords),
    language: joinLanguages(alternatives.flatMap(({ language }) => language ?? [])),
    images: alternatives.flatMap(({ images }) => images),
  };
}

/** Of all terms and spaces. */
function joinLanguages(languages: readonly QueryLanguage[]): QueryLanguage | null {
  if (languages.length === 0) return null;
  return {
    codes: [...new Set(languages.flatMap(({ codes }) => codes))],
    towers: [...new Set(languages.flatMap(({ towers }) => towers))],
  };
}

/** A vector of unit length; `undefined`: it is shorter than `least`, and has no direction. */
function toUnit(vector: Float32Array | Float64Array, least: number): Float32Array | undefined {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] as number) * (vector[i] as number);
  const length = Math.sqrt(squares);
  if (!(length > least)) return undefined;
  const unit = new Float32Array(vector.length);
  for (let i = 0; i < vector.length; i++) unit[i] = (vector[i] as number) / length;
  return unit;
}

function addUp(terms: readonly EmbeddedTerm[], spaceId: number): Float32Array {
  const [first, other] = terms;
  const only = other === undefined ? first?.vectors.get(spaceId) : undefined;
  // Most queries have one term: nothing is added up.
  const alone = only !== undefined && first?.weight === 1 ? toUnit(only, CANCELLED_OUT) : undefined;
  if (alone !== undefined) return alone;
  const vectors = terms.map((term) => term.vectors.get(spaceId) as Float32Array);
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  let weights = 0;
  terms.forEach(({ weight }, term) => {
    const vector = vectors[term] as Float32Array;
    weights += Math.abs(weight);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  });
  const unit = toUnit(sum, CANCELLED_OUT * weights);
  if (unit === undefined) {
    throw new PhotoseekError('bad-query', 'The terms of the query cancel each other out.', {
      hint: 'Subtract something else than what is added, or less of it.',
    });
  }
  return unit;
}
