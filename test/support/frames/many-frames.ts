/** Contents with many frames, and what a catalogue that holds them must answer, by brute force. */
import { expect } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import { type EmbeddedFrame, embedStage, type FileOutcome } from '#src/store/records.js';
import { makeHash } from '../libraries/catalogues.js';

/** A made-up content. Its files lie below `/f/FOLDER/`. */
export interface MadeContent {
  number: number;
  /** Key frames; 1: a photo. */
  frames: number;
  /** At least one. */
  folders: readonly number[];
  width: number;
  rating: number | null;
}

export const SPACE = 1;

export function pathsOf({ number, folders }: MadeContent): string[] {
  return folders.map((folder, i) => `/f/${folder}/${number}-${i}.jpg`);
}

/** Differs between all frames of up to 64 of one content; float16 holds it exactly. */
export function vectorOf(content: number, ordinal: number): Float32Array {
  return Float32Array.of(content % 1024, Math.floor(content / 1024), ordinal, 1);
}

export function toOutcomes(content: MadeContent): FileOutcome[] {
  const sha256 = makeHash(content.number);
  const [first, ...others] = pathsOf(content).map((path) => ({ path, sizeBytes: content.number + 1, mtimeMs: 1 }));
  const isFilm = content.frames > 1;
  const frames = Array.from(
    { length: content.frames },
    (_, ordinal): EmbeddedFrame => ({
      ordinal,
      kind: isFilm ? 'video' : 'image',
      atMs: isFilm ? ordinal * 1000 : null,
      page: null,
      label: null,
      width: content.width + ordinal,
      height: 100,
      phash: Buffer.alloc(8, ordinal),
      vectors: new Map([[SPACE, vectorOf(content.number, ordinal)]]),
    }),
  );
  return [
    {
      kind: 'encoded',
      file: first as NonNullable<typeof first>,
      content: { sha256, format: isFilm ? 'mp4' : 'jpeg', mediaType: 'x/y' },
      frames,
      stages: { frames: '1', [embedStage(SPACE)]: '1' },
    },
    ...others.map((file): FileOutcome => ({ kind: 'reused', file, sha256 })),
  ];
}

const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

/** Compares every answer about contents, frames and vectors with what the contents are. */
export function expectToHold(catalogue: Catalogue, contents: readonly MadeContent[]): void {
  const { counts, files, vectors, filters, order, duplicates, checks, spaces } = catalogue;
  const photoOf = new Map(
    contents.map((content) => [content.number, files.findPhotoByPath(pathsOf(content)[0] as string) as number]),
  );
  const photo = (content: MadeContent) => photoOf.get(content.number) as number;
  const isIn = (folder: number) => (content: MadeContent) => content.folders.includes(folder);
  const countFrames = (some: readonly MadeContent[]) => some.reduce((sum, { frames }) => sum + frames, 0);

  expect(counts.photos()).toBe(contents.length);
  expect(counts.files()).toBe(contents.reduce((sum, { folders }) => sum + folders.length, 0));
  expect(vectors.count(SPACE)).toBe(countFrames(contents));
  expect([spaces.isComplete(SPACE), spaces.countMissing(SPACE)]).toEqual([true, 0]);
  for (const folder of [0, 1, 2]) {
    const inside = contents.filter(isIn(folder));
    expect(counts.photos({ folder: `/f/${folder}` })).toBe(inside.length);
    expect(vectors.countIn(SPACE, { folder: `/f/${folder}` })).toBe(countFrames(inside));
  }

  // Vectors in pages, each once, and their owners.
  const owners = new Map<number, { content: number; ordinal: number }>();
  for (let after = 0; ; ) {
    const { ids, data } = vectors.listAfter(SPACE, 4, after, 997);
    ids.forEach((id, i) => {
      const [low, high, ordinal] = data.subarray(4 * i, 4 * i + 3) as unknown as [number, number, number];
      expect(owners.has(id) || id <= after).toBe(false);
      owners.set(id, { content: low + 1024 * high, ordinal });
    });
    if (ids.length < 997) break;
    after = ids.at(-1) as number;
  }
  const ids = [...owners.keys()];
  expect(ids).toHaveLength(countFrames(contents));
  expect(vectors.ownersOf(ids).map(({ vectorId, photoId }) => [vectorId, photoId])).toEqual(
    ids.map((id) => [id, photoOf.get(owners.get(id)?.content as number)]),
  );
  // Contents of one frame are images; where the vector of a whole image lies is not listed.
  const framesOf = new Map(contents.map(({ number, frames }) => [number, frames]));
  const isOfFilm = (id: number) => (framesOf.get(owners.get(id)?.content as number) as number) > 1;
  const located = vectors.locateParts(SPACE, ids).map(({ vectorId, frame, region, box }) => {
    return [vectorId, frame.ordinal, region, box];
  });
  expect(located).toEqual(ids.filter(isOfFilm).map((id) => [id, owners.get(id)?.ordinal, 'whole', null]));
  const listed = order.listVectors(SPACE, 0);
  expect(listed.vectorIds).toEqual(sorted(ids));
  expect(listed.photoIds).toEqual(sorted(ids).map((id) => photoOf.get(owners.get(id)?.content as number)));
  const some = contents.filter((_, i) => i % 3 === 0);
  const isSome = new Set(some.map(({ number }) => number));
  expect(sorted(vectors.idsOfPhotos(some.map(photo), SPACE))).toEqual(
    sorted(ids.filter((id) => isSome.has(owners.get(id)?.content as number))),
  );
  for (const content of some.slice(0, 50)) {
    expect(vectors.ofPhoto(photo(content), SPACE, 4)).toEqual(vectorOf(content.number, 0));
    expect(files.getPhoto(photo(content))).toMatchObject({ width: content.width, height: 100 });
  }

  // Filters see photos by their first frame.
  const match = (min: number, folder?: string) => [
    ...filters.listMatching([{ condition: { field: 'width', range: { min, max: null } }, negated: false }], {
      scope: { folder },
      spaceId: SPACE,
    }),
  ];
  for (const min of [100, 105, 110]) {
    const wide = contents.filter(({ width }) => width >= min);
    expect(match(min)).toEqual(sorted(wide.map(photo)));
    expect(match(min, '/f/1')).toEqual(sorted(wide.filter(isIn(1)).map(photo)));
  }
  expect([...filters.listMatching([], { spaceId: SPACE })]).toEqual(sorted(contents.map(photo)));
  expect(sorted(order.listKeys(undefined, undefined).map(({ photoId }) => photoId))).toEqual(
    sorted(contents.map(photo)),
  );

  // One row of duplicates a content, in pages.
  const rows = [];
  for (let after = 0; ; ) {
    const page = duplicates.listAfter(SPACE, after, 501);
    rows.push(...page);
    if (page.length < 501) break;
    after = page.at(-1)?.id as number;
  }
  expect(rows.map(({ id }) => id)).toEqual(sorted(contents.map(photo)));
  const made = new Map(contents.map((content) => [photo(content), content]));
  for (const { id, vectorId, phash, width, files: count } of rows) {
    const content = made.get(id) as MadeContent;
    expect([width, count, phash?.[0]]).toEqual([content.width, content.folders.length, 0]);
    expect(owners.get(vectorId as number)).toEqual({ content: content.number, ordinal: 0 });
  }
  expect(checks.countLooseRows()).toEqual({ contents: 0, frameless: 0, regionless: 0, vectorless: 0 });
  expect(checks.compareFilters().wrong).toBe(0);
  expect(checks.findDanglingRows()).toEqual(new Map());
}
