import { PhotoseekError } from '../../errors.js';
import type { AskedTerm } from '../read-query.js';
import type { SearchParts } from '../search-parts.js';
import { type QueryPicture, understandPicture } from './query-picture.js';

/** A query as a direction. */
export interface EmbeddedQuery {
  /** Unit length. */
  vector: Float32Array;
  /** Every term is a picture: cosines between pictures mean something else than those between words and pictures. */
  isPicture: boolean;
  /** Something is subtracted. */
  isDifference: boolean;
  /** A text was longer than the model can see. */
  truncated: boolean;
  pictures: QueryPicture[];
}

/** A sum this much shorter than its terms has no direction left that would mean anything. */
const CANCELLED_OUT = 1e-3;

/**
 * The weighted sum of the terms, of unit length again: so a score stays a cosine.
 * @throws PhotoseekError `bad-query` when the terms cancel each other out; those of `understandPicture`
 */
export async function embedQuery(
  parts: SearchParts,
  terms: readonly AskedTerm[],
  signal: AbortSignal | undefined,
): Promise<EmbeddedQuery> {
  const embedded = await Promise.all(
    terms.map(async ({ source, weight }) =>
      'text' in source
        ? { weight, ...(await parts.texts.get(source.text)), picture: undefined }
        : toWeighted(weight, 'picture' in source ? source.picture : await understandPicture(parts, source, signal)),
    ),
  );
  return {
    vector: addUp(embedded),
    isPicture: embedded.every(({ picture }) => picture !== undefined),
    isDifference: embedded.some(({ weight }) => weight < 0),
    truncated: embedded.some(({ truncated }) => truncated),
    pictures: embedded.flatMap(({ picture }) => picture ?? []),
  };
}

function toWeighted(weight: number, picture: QueryPicture) {
  return { weight, vector: picture.vector, truncated: false, picture };
}

function addUp(weighted: readonly { weight: number; vector: Float32Array }[]): Float32Array {
  const sum = new Float64Array(weighted[0]?.vector.length ?? 0);
  let weights = 0;
  for (const { weight, vector } of weighted) {
    weights += Math.abs(weight);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  }
  let squares = 0;
  for (const value of sum) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > CANCELLED_OUT * weights)) {
    throw new PhotoseekError('bad-query', 'The terms of the query cancel each other out.', {
      hint: 'Subtract something else than what is added, or less of it.',
    });
  }
  const vector = new Float32Array(sum.length);
  for (let i = 0; i < sum.length; i++) vector[i] = (sum[i] as number) / length;
  return vector;
}
