import { scoreClassification } from '../../insight/evaluation/classification.js';
import { productsOf } from '../../insight/evaluation/products-of.js';
import { rankQuery, summarise } from '../../insight/evaluation/rank-metrics.js';
import { meanDirection } from '../../vectors/math/mean-direction.js';
import type { EmbeddedImage, EmbedTexts } from './inputs.js';
import type { ClassScores } from './types.js';

const MAX_MISSES = 300;

/**
 * Classifies images by the names of their classes, and finds the others of a class by an image.
 * @param prompts texts for a class, with `{}` for its name
 */
export async function evaluateClasses(
  members: readonly EmbeddedImage[],
  prompts: readonly string[],
  embedTexts: EmbedTexts,
): Promise<ClassScores> {
  const classes = [...new Set(members.map(({ image }) => image.label as string))].sort();
  const labels = members.map(({ image }) => classes.indexOf(image.label as string));
  const vectors = await embedClasses(classes, prompts, embedTexts);
  const toClasses = productsOf(vectors);
  const scores = members.map(({ vector }) => toClasses.multiply(vector).slice());
  const misses = members.flatMap(({ image }, i) => {
    const row = scores[i] as Float32Array;
    const predicted = row.indexOf(Math.max(...row));
    return predicted === labels[i]
      ? []
      : [{ image: image.name, label: classes[labels[i] as number] as string, predicted: classes[predicted] as string }];
  });
  const toImages = productsOf(members.map(({ vector }) => vector));
  const ranked = members.flatMap(({ vector }, i) => {
    const others = labels.flatMap((label, j) => (label === labels[i] && j !== i ? [j] : []));
    return others.length === 0 ? [] : [rankQuery(toImages.multiply(vector), others, i)];
  });
  return {
    classes,
    ...scoreClassification(scores, labels, classes.length),
    imageToImage: summarise(ranked),
    misses: misses.slice(0, MAX_MISSES),
  };
}

/** `golden_retriever` → golden retriever. */
export function toClassName(folder: string): string {
  return folder.replace(/[_-]+/g, ' ').trim();
}

/** A class is the mean of its texts' vectors, of unit length again. */
export async function embedClasses(
  classes: readonly string[],
  prompts: readonly string[],
  embedTexts: EmbedTexts,
): Promise<Float32Array[]> {
  const texts = classes.flatMap((name) => prompts.map((prompt) => prompt.replaceAll('{}', toClassName(name))));
  const vectors = await embedTexts(texts);
  return classes.map((_, i) => meanDirection(vectors.slice(i * prompts.length, (i + 1) * prompts.length)));
}
