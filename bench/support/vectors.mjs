import { makeRandom } from './corpus.mjs';

/** Normally distributed numbers from evenly distributed ones (Box–Muller). */
function makeNormal(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function toUnit(vector) {
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}

/**
 * Unit vectors in clusters, as photos of the same things make them. Members of a cluster have a cosine of about 0.5 with each other.
 * @returns {(count: number) => Float32Array[]}
 */
export function makeClusteredVectors(dim, clusters, seed) {
  const random = makeRandom(seed);
  const normal = makeNormal(random);
  const direction = () => toUnit(Float32Array.from({ length: dim }, normal));
  const centres = Array.from({ length: clusters }, direction);
  return (count) =>
    Array.from({ length: count }, () => {
      const centre = centres[Math.floor(random() * clusters)];
      const noise = direction();
      return toUnit(centre.map((x, i) => x + noise[i]));
    });
}
