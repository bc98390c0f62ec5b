import { isEvident } from '../../dist/insight/tags/classify-tags.js';

/** How strongly offsets are drawn to 0: the inverse variance of their prior. Of 1, 3 and 10 it makes little difference. */
const STRENGTH = 3;

/** A term that is said of many photos here may be on few of another library; one that is said of none may be on many. */
const LEAST_OFFSET = -0.5;
const MOST_OFFSET = 2;

const STEPS = 400;
const RATE = 0.05;

/**
 * Fits the probability that a term stands in one of a photo's captions: a logistic function of its z-score, of one slope and intercept for all terms,
 * and an offset of each term, which has a normal prior: a term that is never said, or is often near to photos that do not show it, needs to be nearer.
 * @param {{ vector: Float32Array, said: boolean[] }[]} photos photos, and drawn images whose terms are known
 * @param {Float32Array} data vectors of the terms
 * @param {{ name: string }[]} terms
 */
export function fitOffsets(photos, data, terms) {
  const scores = photos.map(({ vector }) => toScores(vector, data, terms.length));
  // Slope, intercept, and the offsets.
  const values = new Float64Array(terms.length + 2);
  values[0] = 1.4;
  values[1] = -5;
  minimise(values, STEPS, RATE, (gradient) => {
    photos.forEach(({ said }, photo) => {
      for (let term = 0; term < terms.length; term++) {
        const z = scores[photo][term];
        const error = 1 / (1 + Math.exp(-(values[0] * z + values[1] + values[term + 2]))) - (said[term] ? 1 : 0);
        gradient[0] += error * z;
        gradient[1] += error;
        gradient[term + 2] += error;
      }
    });
    for (let i = 2; i < values.length; i++) gradient[i] += STRENGTH * values[i];
  });
  const round = (value) => Math.round(100 * value) / 100;
  const share = (term) => photos.filter(({ said }) => said[term]).length / photos.length;
  for (let i = 2; i < values.length; i++) values[i] = Math.max(LEAST_OFFSET, Math.min(MOST_OFFSET, values[i]));
  const present = terms.flatMap((_, term) => (share(term) >= 0.01 ? [values[term + 2]] : []));
  return {
    about: 'Written by bench/tags.mjs --fit; see docs/tags.md.',
    slope: round(values[0]),
    intercept: round(values[1]),
    ownOffset: round(present.reduce((sum, value) => sum + value, 0) / present.length),
    offsets: Object.fromEntries(terms.map(({ name }, term) => [name, round(values[term + 2])])),
  };
}

/** A thing that was found says at most so much for a term. */
const MOST_FOUND = 2.5;

/** One that was not found never makes a term noticeably likelier than it was where nobody looked. */
const MOST_MISSING = 0.6;

/**
 * Fits what is added to a term's logit where things and text were looked for: when one of its classes was found, and when none was. Both are shared by all terms, and
 * each term's differ from these under a normal prior.
 * @param {{ vector: Float32Array, said: boolean[], isDrawn: boolean, objects: Map<string, number>, text: string }[]} photos
 * @param {object} calibration see {@link fitOffsets}
 * @param {Record<string, string[]>} classesOf by term
 */
export function fitThings(photos, data, terms, { slope, intercept, offsets }, classesOf) {
  const own = terms.flatMap(({ name }, term) => (classesOf[name] === undefined ? [] : { name, term }));
  // Drawn pages show no things: they would only teach that none are found on them.
  const isTaught = (name, { isDrawn }) => !isDrawn || classesOf[name].some((label) => label.endsWith(' text'));
  const rows = photos.map((photo) => {
    const scores = toScores(photo.vector, data, terms.length);
    return own.flatMap(({ name, term }, i) =>
      isTaught(name, photo)
        ? {
            i,
            logit: slope * scores[term] + intercept + (offsets[name] ?? 0),
            said: photo.said[term] ? 1 : 0,
            missing: isEvident(classesOf[name], photo.objects, photo.text) ? 0 : 1,
          }
        : [],
    );
  });
  // Found and missing: shared, then by term.
  const values = new Float64Array(2 + 2 * own.length);
  minimise(values, 600, 0.03, (gradient) => {
    for (const row of rows)
      for (const { i, logit, said, missing } of row) {
        const at = 2 + 2 * i + missing;
        const error = 1 / (1 + Math.exp(-(logit + values[missing] + values[at]))) - said;
        gradient[missing] += error;
        gradient[at] += error;
      }
    for (let i = 2; i < values.length; i++) gradient[i] += STRENGTH * values[i];
  });
  const round = (value) => Math.round(100 * value) / 100;
  const addedFor = (i, missing) => {
    const value = values[missing] + values[2 + 2 * i + missing];
    return round(Math.min(missing ? MOST_MISSING : MOST_FOUND, value));
  };
  return Object.fromEntries(own.map(({ name }, i) => [name, [addedFor(i, 0), addedFor(i, 1)]]));
}

/** Adam: D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. @param addGradient adds the gradient at `values` */
function minimise(values, steps, rate, addGradient) {
  const momentum = new Float64Array(values.length);
  const squares = new Float64Array(values.length);
  for (let step = 1; step <= steps; step++) {
    const gradient = new Float64Array(values.length);
    addGradient(gradient);
    for (let i = 0; i < values.length; i++) {
      momentum[i] = 0.9 * momentum[i] + 0.1 * gradient[i];
      squares[i] = 0.99 * squares[i] + 0.01 * gradient[i] ** 2;
      const first = momentum[i] / (1 - 0.9 ** step);
      const second = squares[i] / (1 - 0.99 ** step);
      values[i] -= (rate * first) / (Math.sqrt(second) + 1e-8);
    }
  }
}

function toScores(vector, data, count) {
  const cosines = Array.from({ length: count }, (_, term) => {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i] * data[term * vector.length + i];
    return sum;
  });
  const mean = cosines.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  return cosines.map((cosine) => (cosine - mean) / deviation);
}
