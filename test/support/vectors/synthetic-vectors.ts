/** Unit vectors without an encoder: seeded, so that every run sees the same ones. */
import type { Neighbours } from '#src/vectors/port.js';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A vector without a direction that is likelier than another. */
export function makeUnit(random: Random, dim: number): Float32Array {
  const vector = new Float32Array(dim);
  for (let i = 0; i < dim; i++) vector[i] = gaussian(random);
  return normalise(vector);
}

export function makeUnits(random: Random, dim: number, count: number): Float32Array[] {
  return Array.from({ length: count }, () => makeUnit(random, dim));
}

/** @param spread length of the noise; the cosine with `centre` becomes about 1/√(1 + spread²) */
export function makeNear(random: Random, centre: Float32Array, spread: number): Float32Array {
  const noise = makeUnit(random, centre.length);
  return normalise(centre.map((value, i) => value + spread * (noise[i] as number)));
}

/**
 * Vectors of groups (the same scene) within themes, ten groups each, all leaning to one side as the vectors of a CLIP do. The cosine is
 * about 0.56 within a group, 0.41 within a theme, 0.22 elsewhere: groups of one theme overlap a little.
 */
export function makeClustered(random: Random, dim: number, clusters: number, perCluster: number): Float32Array[] {
  const lean = makeUnit(random, dim);
  const themes = makeUnits(random, dim, Math.ceil(clusters / 10)).map((theme) =>
    normalise(theme.map((value, i) => value + 0.8 * (lean[i] as number))),
  );
  const centres = Array.from({ length: clusters }, (_, i) =>
    makeNear(random, themes[i % themes.length] as Float32Array, 0.6),
  );
  const vectors = Array.from({ length: clusters * perCluster }, (_, i) =>
    makeNear(random, centres[i % clusters] as Float32Array, 0.88),
  );
  return shuffle(random, vectors);
}

export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}

/** One after the other in one block, as indexes take them. */
export function joinVectors(vectors: readonly Float32Array[]): Float32Array {
  const dim = vectors[0]?.length ?? 0;
  const joined = new Float32Array(vectors.length * dim);
  vectors.forEach((vector, i) => {
    joined.set(vector, i * dim);
  });
  return joined;
}

/** The right answer, found the plainest way. */
export function findNearest(vectors: ReadonlyMap<number, Float32Array>, query: Float32Array, k: number): Neighbours {
  const all = [...vectors].map(([id, vector]) => ({ id, cosine: dot(vector, query) }));
  all.sort((a, b) => b.cosine - a.cosine || a.id - b.id);
  const best = all.slice(0, k);
  return { ids: best.map(({ id }) => id), cosines: best.map(({ cosine }) => cosine) };
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

/** Normally distributed (Box and Muller). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
