import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { percentile } from '../support/numbers.mjs';
import { openIndexed } from '../support/open-indexed.mjs';
import { createIndexedLibrary, makeOutcome, syntheticFolder } from '../support/synthetic-library.mjs';
import { makePhotoLikeVectors, PHRASES } from '../support/vectors.mjs';

/** Frames of one content in the library of many frames. */
const FRAMES = 10;
const QUERIES = 200;

export const frames = {
  name: 'frames',
  about: `library.search without text encoding, limit 20: the same vectors as frames of few contents (${FRAMES} each) and as photos of one frame; queries alternate`,
  async run({ isQuick }) {
    const contents = isQuick ? 2000 : 20_000;
    const libraries = [];
    for (const frameCount of [1, FRAMES]) {
      const path = await makeFrameLibrary((contents * FRAMES) / frameCount, frameCount);
      const library = await openIndexed(path);
      libraries.push({ library, label: `${(contents * FRAMES) / frameCount} × ${frameCount}`, times: [] });
    }
    for (let i = 0; i < QUERIES + 20; i++) {
      for (const { library, times } of libraries) {
        const { tookMs, timings, results } = await library.search(PHRASES[(i * 7) % PHRASES.length], {
          mode: 'vector',
        });
        if (new Set(results.map(({ id }) => id)).size !== 20) throw new Error('a page does not hold 20 photos');
        if (i >= 20) times.push(tookMs - timings.encodeMs);
      }
    }
    for (const { library } of libraries) await library.close();
    const rows = libraries.map(({ label, times }) => ({
      what: `${label} frames: p50`,
      value: percentile(times),
      unit: 'ms',
    }));
    const [single, many] = rows.map(({ value }) => value);
    rows.push({
      what: `${FRAMES} frames a content over one, p50`,
      value: many / single,
      unit: '',
      bound: { atMost: 1.25 },
    });
    return rows;
  },
};

/** A library of contents with the same number of frames each. All libraries of as many vectors hold the same vectors. */
async function makeFrameLibrary(contents, frameCount) {
  const path = syntheticFolder(`library-${contents}-contents-${frameCount}-frames`);
  if (existsSync(path)) return path;
  const vectors = await makePhotoLikeVectors(contents * frameCount, 5);
  await createIndexedLibrary(path, ({ catalogue, space, stages }) => {
    for (let from = 0; from < contents; from += 1000) {
      const outcomes = Array.from({ length: Math.min(1000, contents - from) }, (_, i) =>
        makeContent({ number: from + i, frameCount, vectors, space, stages }),
      );
      catalogue.files.record(outcomes);
    }
  });
  return path;
}

function makeContent({ number, frameCount, vectors, space, stages }) {
  const sha256 = Buffer.alloc(32);
  sha256.writeUInt32LE(number);
  const file = { path: `/nowhere/content-${number}.jpg`, sizeBytes: 1, mtimeMs: 1 };
  const outcome = makeOutcome({ file, sha256, vector: vectors[number * frameCount], space, stages });
  if (frameCount === 1) return outcome;
  const [frame] = outcome.frames;
  return {
    ...outcome,
    frames: Array.from({ length: frameCount }, (_, ordinal) => ({
      ...frame,
      ordinal,
      kind: 'video',
      atMs: ordinal * 1000,
      vectors: new Map([[space.id, vectors[number * frameCount + ordinal]]]),
    })),
  };
}
