import { describe, expect, it } from 'vitest';
import { CloseVectors } from '#src/insight/duplicates/close-vectors.js';
import { dot } from '#src/vectors/math/dot-product.js';
import { makeRandom } from '../../support/vectors/synthetic-vectors.js';

const random = makeRandom(11);
const toUnit = (vector: Float32Array) => vector.map((value) => value / Math.sqrt(dot(vector, vector)));
const makeUnit = (dim: number) => toUnit(Float32Array.from({ length: dim }, () => random() + random() - 1));

/** Unit vectors around some centres, at distances from none to far. */
function makeVectors(dim: number, count: number): Float32Array[] {
  const centres = Array.from({ length: Math.ceil(count / 20) }, () => makeUnit(dim));
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % centres.length] as Float32Array;
    const noise = makeUnit(dim);
    const share = 1.5 * random();
    return toUnit(centre.map((value, n) => value + share * (noise[n] as number)));
  });
}

async function searchAll(vectors: readonly Float32Array[], cosine: number, most: number) {
  const dim = (vectors[0] as Float32Array).length;
  const close = new CloseVectors(dim, vectors.length, vectors.slice(0, 200), most);
  vectors.forEach((vector, position) => {
    close.write(position, vector);
  });
  const found: (number[] | undefined)[] = [];
  for (let from = 0; from < vectors.length; from += CloseVectors.QUERIES) {
    const positions = [...vectors.keys()].slice(from, from + CloseVectors.QUERIES);
    found.push(...(await close.search(positions, cosine, () => undefined)));
  }
  return found;
}

describe('close vectors', () => {
  it.each([512, 200, 50])('of %i numbers: none is missed, none is far', async (dim) => {
    const vectors = makeVectors(dim, 601);
    const found = await searchAll(vectors, 0.82, 500);
    let pairs = 0;
    for (const [i, vector] of vectors.entries()) {
      const listed = new Set(found[i]);
      for (let j = i; j < vectors.length; j++) {
        const cosine = dot(vector, vectors[j] as Float32Array);
        if (cosine >= 0.82) pairs++;
        if (cosine >= 0.82 !== listed.has(j)) expect(cosine).toBeCloseTo(0.8185, 2);
        if (cosine >= 0.82) expect(listed.has(j)).toBe(true);
      }
    }
    expect(pairs).toBeGreaterThan(2 * vectors.length);
  });

  it('that are more than can be listed are told', async () => {
    const vectors = [
      ...Array.from({ length: 40 }, () => makeUnit(64)),
      ...Array.from({ length: 20 }, () => makeUnit(64).fill(0.125)),
    ];
    const found = await searchAll(vectors, 0.82, 15);
    expect(found[0]).toEqual([0]);
    expect(found[40]).toBeUndefined();
  });
});
