/**
 * How much a detected thing counts beside the encoder's relevance. Of the weights from 0.1 to 0.9, the smallest within a hundredth of the best mean average
 * precision on one half of 1,000 captioned photos (.667, the encoder alone .633); on the other half it has .801 instead of .778
 * (`node bench/things.mjs`). A small weight also bounds what a detector does that takes a macaque for a dog.
 */
const WEIGHT = 0.5;

/** Things that are less sure find no photo by themselves; of those that are, a caption names four of five. */
export const GOOD_SCORE = 0.5;

/**
 * The relevance of a photo by its vector and by a thing in it, taken as independent reasons.
 * @param relevance 0…1, by the vector
 * @param score 0…1, of the surest thing
 */
export function joinRelevance(relevance: number, score: number): number {
  return 1 - (1 - relevance) * (1 - WEIGHT * score);
}
