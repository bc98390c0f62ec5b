/**
 * Libraries of made-up photos with one to many frames, written straight into the catalogue, with the plainest right answers to compare with.
 * Frames of a photo are near each other, photos stand in clusters: as frames of films do.
 */
import { createHash } from 'node:crypto';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { FileStatus } from '#src/runtime/stat-file.js';
import { Catalogue } from '#src/store/catalogue.js';
import { type EmbeddedFrame, embedStage, type FileOutcome } from '#src/store/records.js';
import { describeFakeModel, fakeDependencies, makeFakeEncoder } from '../encoder/fake-encoder.js';
import { makeHash, makeMetadataRecord } from '../libraries/catalogues.js';
import { dot, makeNear, makeRandom, makeUnit } from '../vectors/synthetic-vectors.js';

/** A photo as it was made. */
export interface MadeContent {
  id: number;
  /** The first; every twentieth photo has a second file with the same bytes. */
  paths: string[];
  year: number;
  /** Its vectors as they are stored, by frame. */
  frames: Float32Array[];
}

/** Properties of the library. */
export interface FramesLibraryOptions {
  photos: number;
  dim: number;
  /** How many frames the photo at an index has. */
  framesOf: (index: number) => number;
  seed?: number;
  /** Of the frames; default `video`. */
  kind?: 'video' | 'image';
}

const NAME = 'fake-frames';
const BATCH = 250;

/** Writes the catalogue. Photos 10, 20… are near-duplicates of the ones before them by their first frames. */
export function writeFramesCatalogue(
  folder: string,
  { photos, dim, framesOf, seed = 1, kind = 'video' }: FramesLibraryOptions,
) {
  const { revision, dtype } = describeFakeModel({ name: NAME, dim });
  const catalogue = new Catalogue(folder, { create: true });
  const space = catalogue.spaces.ensure({ name: NAME, revision, dtype, dim, subject: 'whole' });
  catalogue.setSetting('model', NAME);
  const random = makeRandom(seed);
  const centres = Array.from({ length: Math.ceil(photos / 25) }, () => makeUnit(random, dim));
  const made: MadeContent[] = [];
  let before: Float32Array | undefined;
  let outcomes: FileOutcome[] = [];
  const flush = () => {
    catalogue.files.record(outcomes);
    outcomes = [];
  };
  for (let i = 0; i < photos; i++) {
    const isTwin = i % 10 === 0 && before !== undefined;
    const own: Float32Array = isTwin
      ? makeNear(random, before as Float32Array, 0.02)
      : makeNear(random, centres[Math.floor(random() * centres.length)] as Float32Array, 0.9);
    before = own;
    const vectors = Array.from({ length: framesOf(i) }, (_, frame) => (frame === 0 ? own : makeNear(random, own, 0.4)));
    const year = 2000 + (i % 20);
    const path = `/photos/${i % 4}/${i % 3 ? 'film' : 'photo'} ${i}.${i % 7 ? 'mp4' : 'mov'}`;
    const paths = i % 20 === 0 ? [path, `/duplicates/film ${i}.mp4`] : [path];
    const metadata = (of: string) =>
      makeMetadataRecord(of, {
        takenAtMs: Date.UTC(year, 0, 1) + i * 1000,
        takenLocal: `${year}-01-01T00:00:00.000`,
        takenSource: 'exif',
        data: JSON.stringify({
          takenAt: { source: 'exif', localTime: `${year}-01-01T00:00:00.000`, precision: 'day' },
        }),
      });
    const sha256 = makeHash(i + 1);
    const [first, ...others] = paths as [string];
    const file = (of: string) => ({ path: of, sizeBytes: 1000 + i, mtimeMs: 1 });
    outcomes.push({
      kind: 'encoded',
      file: file(first),
      content: { sha256, format: 'mp4', mediaType: 'video/mp4' },
      frames: vectors.map((vector, ordinal): EmbeddedFrame => {
        const hash = Buffer.alloc(8);
        // The hashes of first frames differ in half of their bits, those of twins in none; those of other frames say nothing.
        for (let byte = 0; byte < 8; byte++) hash[byte] = ordinal > 0 ? 0 : hashByte(isTwin ? i - 1 : i, byte);
        return {
          ...{
            ordinal,
            kind,
            atMs: kind === 'video' ? ordinal * 1000 : null,
            page: null,
            label: null,
            width: 640,
            height: 480,
          },
          phash: hash,
          vectors: new Map([[space.id, vector]]),
        };
      }),
      stages: { frames: '1', metadata: '1', [embedStage(space.id)]: '1' },
      metadata: metadata(first),
    });
    for (const other of others) outcomes.push({ kind: 'reused', file: file(other), sha256, metadata: metadata(other) });
    made.push({ id: 0, paths, year, frames: [] });
    if (outcomes.length >= BATCH) flush();
  }
  flush();
  const idOf = new Map<number, MadeContent>();
  for (const content of made) {
    content.id = catalogue.files.findPhotoByPath(content.paths[0] as string) as number;
    idOf.set(content.id, content);
  }
  // As they are stored: float16 takes the last digits.
  for (let afterId = 0; ; ) {
    const { ids, data } = catalogue.vectors.listAfter(space.id, dim, afterId, 1000);
    if (ids.length === 0) break;
    afterId = ids.at(-1) as number;
    const owners = new Map(catalogue.vectors.ownersOf(ids).map(({ vectorId, photoId }) => [vectorId, photoId]));
    const parts = new Map(catalogue.vectors.locateParts(space.id, ids).map(({ vectorId, frame }) => [vectorId, frame]));
    ids.forEach((id, n) => {
      const content = idOf.get(owners.get(id) as number);
      if (content !== undefined) content.frames[parts.get(id)?.ordinal ?? 0] = data.slice(n * dim, (n + 1) * dim);
    });
  }
  catalogue.close();
  return made;
}

/** Hashes of different photos differ in about half of their bits: no two of 20,000 are alike by chance. */
function hashByte(index: number, byte: number): number {
  return createHash('sha256').update(String(index)).digest()[byte] as number;
}

function listFiles(folder: string): { path: string; sizeBytes: number; mtimeMs: number }[] {
  const catalogue = new Catalogue(folder, { create: false });
  const files = catalogue.files.listUnder('/');
  catalogue.close();
  return files.map(({ path, sizeBytes, mtimeMs }) => ({ path, sizeBytes, mtimeMs }));
}

/** The hashes of the contents of which two are near-duplicates. */
export function listTwinHashes(photos: number): Uint8Array[] {
  return Array.from({ length: photos }, (_, i) => i)
    .filter((i) => (i % 10 === 0 && i > 0) || (i % 10 === 9 && i + 1 < photos))
    .map((i) => makeHash(i + 1));
}

/** Opens such a library. `embed` gives the vector of a text. */
export async function openFramesLibrary(
  path: string,
  dim: number,
  oneShot = true,
): Promise<{ library: Library; embed: (text: string) => Promise<Float32Array> }> {
  const { dependencies } = fakeDependencies({ name: NAME, dim });
  // There are no files: each photo counts as there, as it was indexed.
  const files = new Map(listFiles(path).map((file, i) => [file.path, { ...file, inode: BigInt(i + 1) }]));
  const statFile = async (of: string): Promise<FileStatus | undefined> => {
    const file = files.get(of);
    return file === undefined ? undefined : { ...file, device: 1n, ctimeNs: 0n, links: 1 };
  };
  const library = await openLibraryWith({ path, oneShot }, { ...dependencies, statFile });
  const encoder = makeFakeEncoder(describeFakeModel({ name: NAME, dim }));
  const embed = async (text: string) => (await encoder.encodeTexts([text]))[0]?.vector as Float32Array;
  return { library, embed };
}

/** The best frame of each photo by comparing with every one, best first. */
export function rankByComparing(contents: readonly MadeContent[], query: Float32Array) {
  return contents
    .map((content) => {
      const cosines = content.frames.map((frame) => dot(frame, query));
      const cosine = Math.max(...cosines);
      return { content, cosine, ordinal: cosines.indexOf(cosine) };
    })
    .sort((a, b) => b.cosine - a.cosine || a.content.id - b.content.id);
}
