/** A text that was read. */
export interface Reading {
  text: string;
  /** Mean probability of its characters, 0…1; 0 without any. */
  score: number;
}

/**
 * Decodes the output of a recogniser trained with connectionist temporal classification, greedily: the best class of each step, of equal
 * neighbours one, without blanks (class 0).
 * @param probabilities `steps` rows of one probability for each class
 * @param characters by class; that of class 0 is not used
 */
export function decodeCtc(probabilities: Float32Array, steps: number, characters: readonly string[]): Reading {
  const classes = characters.length;
  let [text, sum, kept, last] = ['', 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const start = step * classes;
    let best = 0;
    let highest = probabilities[start] as number;
    for (let i = 1; i < classes; i++) {
      const probability = probabilities[start + i] as number;
      if (probability > highest) {
        highest = probability;
        best = i;
      }
    }
    if (best !== 0 && best !== last) {
      text += characters[best];
      sum += highest;
      kept++;
    }
    last = best;
  }
  return { text, score: kept === 0 ? 0 : sum / kept };
}
