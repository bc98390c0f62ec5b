/**
 * When two photos are duplicates. Chosen by measurement (`docs/duplicates.md` has the table): near-duplicates of 164
 * photos, against 1,039 unrelated photos.
 */

/**
 * The most bits in which the hashes of a picture and its copy may differ. Re-encoded, scaled or brightened copies differ in up to 12, copies
 * without a twentieth at one side in up to 24; of half a million pairs of different photos none differed in fewer than 14, and of those
 * that differ in up to 16 the vectors confirm none.
 */
export const MAX_HASH_BITS = 16;

/** A pair of hashes, and how alike the vectors must be to confirm it. */
const CONFIRMED_BY: readonly { bits: number; cosine: number }[] = [
  { bits: 4, cosine: 0.5 },
  { bits: 10, cosine: 0.6 },
  { bits: MAX_HASH_BITS, cosine: 0.8 },
];

/** Of an image smaller than the encoder input, the vector says little: details are missing. */
const CONFIRMED_SMALL: readonly { bits: number; cosine: number }[] = [{ bits: 6, cosine: 0 }];

/** The least cosine that confirms a difference of `bits`; more than 1 when nothing does. */
export function minNearCosine(bits: number, isSmall: boolean): number {
  const steps = isSmall ? [...CONFIRMED_SMALL, ...CONFIRMED_BY] : CONFIRMED_BY;
  return Math.min(2, ...steps.filter((step) => bits <= step.bits).map((step) => step.cosine));
}

/** Photos taken within this time of each other are likely to show the same. */
export const SAME_MOMENT_MS = 2 * 60_000;
const SAME_DAY_MS = 12 * 3_600_000;

/** The least cosine of photos of one scene, by the time between them; `null`: not known of both. */
export function minSimilarCosine(betweenMs: number | null): number {
  if (betweenMs === null) return 0.88;
  if (betweenMs <= SAME_MOMENT_MS) return 0.6;
  return betweenMs <= SAME_DAY_MS ? 0.82 : 0.92;
}

/** No pair of photos is of one scene below this, when the times do not say so. */
export const MIN_SIMILAR_COSINE = 0.82;
