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

/**
 * The most bits in which the hash of a turned copy may differ from that of the original when that is turned: up to 6 in re-encoded ones. Less than for
 * others, because seven turns are tried and the vectors do not confirm any.
 */
export const MAX_TURNED_BITS = 10;

/**
 * The share of an image's detailed blocks that have to agree with another's for both to be one. Of 143 photos and 13 copies of each (the samples, and
 * a fifth of one half of the evaluation photos) 99 % have 0.74 or more, also the copies of a quarter the size; of 607 pairs of different photos with the
 * closest hashes none has more than 0.08, and of pages of one layout none more than 0.53: forms share what is printed on them.
 */
export const MIN_AGREEING = 0.65;

/**
 * The same share for pages, which have the lines of their layout in common. Of fifty drawn pages of each of ten kinds, pairs of different spreadsheets have
 * up to 0.70 and of receipts 0.69; copies a quarter the size, compressed, brightened or cropped by a twentieth have 0.83 or more where the crop is placed.
 */
export const MIN_AGREEING_PAGES = 0.77;

/**
 * With enough details, the largest differences of colour and, on the mean, of hue, of 255: a red and a blue balloon of one shape are two images. Of 160
 * copies (cropped, brightened, compressed) none differ by more than 25 and 17, of icons that differ by their colour 31 of 34 pairs differ by more.
 */
export const MAX_RECOLOURED = 40;
export const MAX_RECOLOURED_HUE = 18;

/** Without enough details: the largest difference of colour, of 255, and its largest share of the brightness. Fog and a thunderstorm differ by 0.12. */
export const MAX_COLOUR_DIFFERENCE = 8;
export const MAX_RELATIVE_DIFFERENCE = 0.08;

/**
 * Without enough details: by which factor the exposures may differ where the brightness varies by at least `MIN_SPREAD` of 255, as on a sky; and where it
 * does not, because a plain colour of another brightness is another one.
 */
export const MIN_SPREAD = 8;
export const MAX_EXPOSURE = 2;
export const MAX_PLAIN_EXPOSURE = 1.06;

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

/**
 * An image is a page from this z-score on, and may be a surface: see `createImageKinds`. Of 70 drawn pages of ten kinds all have 2.4 or more, of 1,000
 * photos 1 % have 1.8; of 23 drawn surfaces all have 1.8 or more, of the photos 9 % have 1.6, but those show details.
 */
export const MIN_PAGE_DEVIATIONS = 1.8;
export const MIN_SURFACE_DEVIATIONS = 1.6;

/** No pair of photos is of one scene below this, when the times do not say so. */
export const MIN_SIMILAR_COSINE = 0.82;

/** Films are as long when they differ by less than this: encoding anew pads the sound by some frames. */
export const MAX_DURATION_MS = 500;
export const MAX_DURATION_SHARE = 0.01;

/** The least mean cosine of the frames of two files and those most like them. It only chooses which are looked at: pictures at several places decide. */
export const MIN_SEQUENCE_COSINE = 0.75;

/** Of the places at which two files are compared, so many must show something: films that are black for long are not one. */
export const ENOUGH_PICTURES = 2;
