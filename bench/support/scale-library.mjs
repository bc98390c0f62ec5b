/** Libraries of up to a million photos that exist only as vectors: vectors of real photos, spread by noise. */
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../../dist/index.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { makeRandom } from './corpus.mjs';
import { createSyntheticLibrary, makeOutcome, syntheticFolder } from './synthetic-library.mjs';
import { PHRASES } from './vectors.mjs';

/** A thousand captioned photos, where they are; otherwise the sample photos. */
const EVALUATION = fileURLToPath(new URL('../../../shared/eval/flickr8k-test', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../data/samples', import.meta.url));

/** Lengths of the noise: between an event and the photo it is made from, and between the photos of an event. */
const EVENT_SPREAD = 0.75;
const BURST_SPREAD = 0.45;
const PHOTOS_PER_EVENT = 20;

/** Texts that a user might ask, most of which some of the photos fulfil. */
export function readTexts(count) {
  const captions = join(EVALUATION, 'captions.tsv');
  if (!existsSync(captions)) return PHRASES.slice(0, count);
  const texts = readFileSync(captions, 'utf8')
    .split('\n')
    .flatMap((line) => line.split('\t')[1] ?? []);
  const step = Math.floor(texts.length / count);
  return Array.from({ length: count }, (_, i) => texts[i * step]);
}

/** Vectors of real photos, by the embedded model. */
async function readPhotoVectors() {
  const folder = existsSync(EVALUATION) ? EVALUATION : SAMPLES;
  const path = syntheticFolder(`scale-photos-${folder === SAMPLES ? 'samples' : 'evaluation'}`);
  const library = await openLibrary({ path });
  for await (const _ of library.index([folder], { stages: [] }));
  await library.close();
  const catalogue = new Catalogue(path, { create: false });
  const [space] = catalogue.spaces.list();
  const { ids, data } = catalogue.vectors.listAfter(space.id, space.dim, 0, 1e6);
  catalogue.close();
  return ids.map((_, i) => data.subarray(i * space.dim, (i + 1) * space.dim));
}

/** Normally distributed random numbers from uniform ones, two at a time (Box–Muller transform). */
function fillNormal(target, random) {
  for (let i = 0; i < target.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    target[i] = radius * Math.cos(angle);
    target[i + 1] = radius * Math.sin(angle);
  }
}

/** A unit vector near another one; the cosine is about 1/√(1 + spread²). */
export function makeNear(vector, spread, random) {
  const near = new Float32Array(vector.length);
  fillNormal(near, random);
  const share = spread / Math.sqrt(vector.length);
  let squares = 0;
  for (let i = 0; i < near.length; i++) {
    near[i] = vector[i] + share * near[i];
    squares += near[i] * near[i];
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < near.length; i++) near[i] /= length;
  return near;
}

/** Not indexed yet. Created once, then reused. @returns the folder of the library */
export async function makeScaleLibrary(size) {
  const path = syntheticFolder(`scale-${size}`);
  if (existsSync(path)) return path;
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const photos = await readPhotoVectors();
  const random = makeRandom(size);
  await createSyntheticLibrary(unfinished, ({ catalogue, space, stages }) => {
    let event;
    for (let from = 0; from < size; from += 1000) {
      const outcomes = Array.from({ length: Math.min(1000, size - from) }, (_, i) => {
        const n = from + i;
        if (n % PHOTOS_PER_EVENT === 0)
          event = makeNear(photos[Math.floor(random() * photos.length)], EVENT_SPREAD, random);
        const sha256 = Buffer.alloc(32);
        sha256.writeUInt32LE(n);
        const file = { path: `/nowhere/event-${Math.floor(n / 1000)}/photo-${n}.jpg`, sizeBytes: 1, mtimeMs: 1 };
        return makeOutcome({ file, sha256, vector: makeNear(event, BURST_SPREAD, random), space, stages });
      });
      catalogue.files.record(outcomes);
    }
  });
  renameSync(unfinished, path);
  return path;
}
