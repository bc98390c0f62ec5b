import { productsOf } from '../../insight/evaluation/products-of.js';
import { listNearest, rankQuery, summarise } from '../../insight/evaluation/rank-metrics.js';
import type { EmbeddedImage, EmbedTexts } from './inputs.js';
import type { Caption } from './read-captions.js';
import type { CaptionScores, Miss } from './types.js';

/** Misses of one language in a report. */
const MAX_MISSES = 300;

/** Images shown for a miss. */
const FOUND = 5;

/** Ranks the images for each caption, and the captions for each image, one language after the other. */
export async function evaluateCaptions(
  candidates: readonly EmbeddedImage[],
  captions: readonly Caption[],
  embedTexts: EmbedTexts,
): Promise<CaptionScores[]> {
  const languages = [...new Set(captions.map(({ language }) => language))];
  const scores: CaptionScores[] = [];
  for (const language of languages) {
    const own = captions.filter((caption) => caption.language === language);
    // Of a file that captions half of the images, the others are candidates all the same.
    const vectors = await embedTexts(own.map(({ text }) => text));
    scores.push({ language, ...rankCaptions(candidates, own, vectors) });
  }
  return scores;
}

function rankCaptions(candidates: readonly EmbeddedImage[], captions: readonly Caption[], vectors: Float32Array[]) {
  const indexOf = new Map(candidates.map(({ image }, i) => [image.name, i]));
  const nameOf = (index: number) => (candidates[index] as EmbeddedImage).image.name;
  const images = productsOf(candidates.map(({ vector }) => vector));
  const misses: (Miss & { vector: Float32Array })[] = [];
  const toImage = captions.map(({ image, text }, i) => {
    const vector = vectors[i] as Float32Array;
    const ranked = rankQuery(images.multiply(vector), [indexOf.get(image) as number]);
    if (ranked.firstRank > 10) misses.push({ caption: text, image, rank: ranked.firstRank, found: [], vector });
    return ranked;
  });
  misses.sort((a, b) => b.rank - a.rank);
  const captionsOf = new Map<string, number[]>();
  for (const [i, { image }] of captions.entries()) captionsOf.set(image, [...(captionsOf.get(image) ?? []), i]);
  const texts = productsOf(vectors);
  const toText = [...captionsOf].map(([name, own]) => {
    const { vector } = candidates[indexOf.get(name) as number] as EmbeddedImage;
    return rankQuery(texts.multiply(vector), own);
  });
  return {
    images: captionsOf.size,
    captions: captions.length,
    textToImage: summarise(toImage),
    imageToText: summarise(toText),
    misses: misses.slice(0, MAX_MISSES).map(({ vector, ...miss }) => ({
      ...miss,
      found: listNearest(images.multiply(vector), FOUND).map(nameOf),
    })),
    missed: misses.length,
  };
}
