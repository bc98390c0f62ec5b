/**
 * Libraries whose duplicates are looked for: rows, vectors and small images, without files. Vectors are clustered like those of photos; a copy has
 * nearly the vector and the hash of its original.
 */
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { openLibraryWith } from '../../dist/library/open-library.js';
import { benchFolder, makeRandom } from './corpus.mjs';
import { createSyntheticLibrary, makeOutcome, syntheticFolder } from './synthetic-library.mjs';
import { makePhotoLikeVectors } from './vectors.mjs';

const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));
/** Photos whose small images a library repeats. */
const SOURCES = 36;
/** Cosine of a copy or of another photo of a burst with its original. */
const NEAR = { copy: 0.97, burst: 0.9 };

const crop = (share, left, top) => (open, width, height) =>
  open().extract({
    ...{ left: Math.floor(left * (1 - share) * width), top: Math.floor(top * (1 - share) * height) },
    ...{ width: Math.floor(share * width), height: Math.floor(share * height) },
  });

/** Pictures made of one photo; all of those named copy are one image. */
const PICTURES = {
  original: { kind: 'original', make: (open) => open() },
  smaller: { kind: 'copy', make: (open, width) => open().resize(width >> 1) },
  brighter: { kind: 'copy', make: (open) => open().linear(1.2, 0) },
  cropped: { kind: 'copy', make: crop(0.95, 0.5, 0.5) },
  cornered: { kind: 'copy', make: crop(0.95, 0, 0) },
  'burst-1': { kind: 'burst', make: crop(0.75, 0, 0) },
  'burst-2': { kind: 'burst', make: crop(0.75, 1, 0) },
  'burst-3': { kind: 'burst', make: crop(0.75, 0, 1) },
  'burst-4': { kind: 'burst', make: crop(0.75, 1, 1) },
  'burst-5': { kind: 'burst', make: crop(0.8, 0.5, 0.3) },
};

/** Forms of a library: of how many photos one has the other pictures beside it, and which they are. */
export const FORMS = {
  usual: { every: 100, pictures: ['original', 'smaller', 'cropped'] },
  hard: { every: 10, pictures: Object.keys(PICTURES) },
};

/**
 * Makes a library once.
 * @param {keyof typeof FORMS} form
 * @param {number} size photos
 * @returns {Promise<string>} its folder
 */
export async function makeDuplicateLibrary(form, size) {
  const path = syntheticFolder(`duplicates-${form}-${size}`);
  if (existsSync(path)) return path;
  const unfinished = `${path}.unfinished`;
  const { every, pictures } = FORMS[form];
  const small = await makeSmallImages();
  const random = makeRandom(7);
  const centres = await makePhotoLikeVectors(size, 5);
  const hashes = [];
  await createSyntheticLibrary(unfinished, async ({ catalogue, space, stages }) => {
    for (let from = 0; from < size; from += 1000) {
      const outcomes = [];
      for (let i = from; i < Math.min(size, from + 1000); i++) {
        const place = i % every;
        const name = place < pictures.length ? pictures[place] : undefined;
        const kind = name === undefined ? 'original' : PICTURES[name].kind;
        const original = i - place;
        const vector = kind === 'original' ? centres[i] : move(centres[original], NEAR[kind], random);
        hashes[i] = kind === 'original' ? makeHash(random) : flip(hashes[original], kind === 'copy' ? 3 : 6, random);
        const sha256 = createHash('sha256').update(`${form} ${i}`).digest();
        if (name !== undefined) link(small.get(`${name}-${(original / every) % SOURCES}`), unfinished, sha256);
        const file = { path: pathOf(i), sizeBytes: sizeOf(i), mtimeMs: 1 };
        const outcome = { file, sha256, vector, space, stages, phash: hashes[i], width: 4000, height: 3000 };
        outcomes.push(makeOutcome(outcome));
      }
      catalogue.files.record(outcomes);
    }
  });
  renameSync(unfinished, path);
  return path;
}

/** The copies that near groups should hold: of each photo with other pictures beside it, those of the same image. */
export function listCopies(form, size) {
  const { every, pictures } = FORMS[form];
  const copies = [];
  for (let original = 0; original < size; original += every)
    for (const [place, name] of pictures.entries())
      if (PICTURES[name].kind === 'copy' && original + place < size)
        copies.push([original, original + place].map(pathOf));
  return copies;
}

/** Opens such a library. Each photo counts as there, as it was indexed. */
export function openDuplicateLibrary(path) {
  return openLibraryWith(
    { path },
    {
      statFile: async (file) => {
        const number = Number(/(\d+)\.jpg$/.exec(file)[1]);
        const times = { mtimeMs: 1, ctimeNs: 0n };
        return { ...times, sizeBytes: sizeOf(number), device: 1n, inode: BigInt(number) + 1n, links: 1 };
      },
    },
  );
}

const pathOf = (number) => `/photos/${number}.jpg`;
const sizeOf = (number) => 1_000_000 - (number % 100_000);

/** The small images of all pictures of the sources, by name and number of the source. */
async function makeSmallImages() {
  const folder = benchFolder('small-images');
  const names = readdirSync(SAMPLES).filter((name) => !name.endsWith('.md'));
  const found = new Map();
  mkdirSync(folder, { recursive: true });
  for (let source = 0; source < SOURCES; source++) {
    const image = sharp(join(SAMPLES, names[source])).autoOrient().flatten({ background: 'white' }).removeAlpha();
    const { data, info } = await image.resize(640, 640, { fit: 'inside' }).raw().toBuffer({ resolveWithObject: true });
    const open = () => sharp(data, { raw: info });
    for (const [name, { make }] of Object.entries(PICTURES)) {
      const file = join(folder, `${name}-${source}.webp`);
      found.set(`${name}-${source}`, file);
      if (existsSync(file)) continue;
      const jpeg = await make(open, info.width, info.height).jpeg({ quality: 80 }).toBuffer();
      writeFileSync(file, await sharp(jpeg).resize(320, 320, { fit: 'inside' }).webp().toBuffer());
    }
  }
  return found;
}

/** Puts a small image where the library caches that of a photo. */
function link(file, library, sha256) {
  const name = sha256.toString('hex').slice(0, 16);
  const folder = join(library, 'thumbnails', 'by-content', name.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  linkSync(file, join(folder, `${name}-0-320.webp`));
}

function move(vector, cosine, random) {
  const noise = Float32Array.from(vector, () => random() + random() + random() - 1.5);
  const along = noise.reduce((sum, x, i) => sum + x * vector[i], 0);
  const across = noise.map((x, i) => x - along * vector[i]);
  const length = Math.hypot(...across);
  return vector.map((x, i) => cosine * x + (Math.sqrt(1 - cosine ** 2) * across[i]) / length);
}

const makeHash = (random) => Uint8Array.from({ length: 8 }, () => Math.floor(256 * random()));

function flip(hash, bits, random) {
  const flipped = Uint8Array.from(hash);
  for (let i = 0; i < bits; i++) {
    const bit = Math.floor(64 * random());
    flipped[bit >> 3] ^= 1 << (bit & 7);
  }
  return flipped;
}
