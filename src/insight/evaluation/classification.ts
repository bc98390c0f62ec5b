import { listNearest } from './rank-metrics.js';

/** How well images are told apart by the names of their classes. */
export interface ClassificationScores {
  images: number;
  /** Share of images whose class is the nearest, or among the nearest five. */
  top1: number;
  top5: number;
  /** `confusion[i][j]`: images of class i that are nearest to class j. */
  confusion: number[][];
}

/**
 * @param scores of each image with every class
 * @param labels index of the class of each image
 */
export function scoreClassification(
  scores: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
): ClassificationScores {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let first = 0;
  let five = 0;
  for (const [i, row] of scores.entries()) {
    const label = labels[i] as number;
    const nearest = listNearest(row, 5);
    const counts = confusion[label] as number[];
    const predicted = nearest[0] as number;
    counts[predicted] = (counts[predicted] as number) + 1;
    if (predicted === label) first++;
    if (nearest.includes(label)) five++;
  }
  const images = Math.max(1, scores.length);
  return { images: scores.length, top1: first / images, top5: five / images, confusion };
}
