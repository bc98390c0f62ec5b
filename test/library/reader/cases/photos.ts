/** The contract of single photos: what they state, what is inside of them, and their images. */
import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type Cases, idOf, NO_ID } from '../given.js';
import { ARTICLES, BOX, FILM } from '../shelf.js';

export const photo: Cases = (given) => {
  it('has its files, its size and what they state', async () => {
    const { library, shelf } = given();
    const found = await library.photo(await idOf(library, 'sunset'));
    expect(found).toMatchObject({
      ...{ path: shelf.at('sunset'), otherPaths: [], kind: 'image', frames: 1, format: 'png', width: 60, height: 40 },
      sizeBytes: (await stat(shelf.at('sunset'))).size,
      metadata: {
        ...{
          title: 'Sunset drive',
          isFavorite: true,
          people: ['Anna Smith'],
          gps: { latitude: 41.9, longitude: 12.5 },
        },
        takenAt: { localTime: expect.stringMatching(/^2019-05-04T/), source: 'takeout' },
      },
    });
    expect(found).not.toHaveProperty('externalId');
    expect(await library.photo(await idOf(library, 'meadow'))).toMatchObject({
      metadata: {
        rating: 4,
        keywords: ['holiday', 'grass'],
        camera: { model: 'Canon EOS 5D' },
        takenAt: { localTime: expect.stringMatching(/^2020-08-15T/) },
      },
    });
  });

  it('is one for files with the same bytes', async () => {
    const { library, shelf } = given();
    const { path, otherPaths } = await library.photo(await idOf(library, 'sea'));
    expect([path, otherPaths]).toEqual([shelf.at('seaAgain'), [shelf.at('sea')]]);
  });

  it('is found by its external id, with its fields', async () => {
    const { library } = given();
    const id = await idOf(library, 'sku-2');
    const found = await library.photo({ externalId: 'sku-2' });
    expect(found).toMatchObject({ id, externalId: 'sku-2', fields: ARTICLES['sku-2'] });
    expect(await library.photo(id)).toEqual(found);
    await expect(library.photo({ externalId: 'sku' })).rejects.toMatchObject({ code: 'photo-not-found' });
  });
};

export const contentHash: Cases = (given) => {
  it('is that of the photo, and changes with its bytes only', async () => {
    const { library } = given();
    const id = await idOf(library, 'night');
    const hash = await library.contentHash(id);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect((await library.photo(id)).contentHash).toBe(hash);
  });
};

export const frames: Cases = (given) => {
  it('are one of a photo, and the pages of a document', async () => {
    const { library } = given();
    expect(await library.frames(await idOf(library, 'sunset'))).toEqual([
      { ordinal: 0, kind: 'image', atMs: null, page: null, label: null, width: 60, height: 40 },
    ]);
    expect(await library.frames(await idOf(library, 'report'))).toMatchObject([
      { ordinal: 0, kind: 'page', page: 1 },
      { ordinal: 1, kind: 'page', page: 2 },
    ]);
  });
};

export const regions: Cases = (given) => {
  it('are the things and faces in a photo, with their boxes', async () => {
    const { library } = given();
    const id = await idOf(library, 'meadow');
    const dog = { frame: 0, kind: 'object', label: 'dog', score: 0.8, box: BOX };
    expect(await library.regions(id)).toEqual([dog]);
    expect(await library.regions(id, 0)).toEqual([dog]);
    expect(await library.regions(id, 1)).toEqual([]);
    expect(await library.regions(await idOf(library, 'sea'))).toEqual([]);
    const kinds = (await library.regions(await idOf(library, 'sunset'))).map(({ kind }) => kind);
    expect(kinds).toEqual(['object', 'face', 'face']);
  });
};

export const original: Cases = (given) => {
  it('is a file that is there', async () => {
    const { library, shelf } = given();
    const size = (await stat(shelf.at('paris'))).size;
    expect(await library.original(await idOf(library, 'paris'))).toEqual({
      ...{ path: shelf.at('paris'), mediaType: 'image/png', sizeBytes: size },
    });
    const { path } = await library.original(await idOf(library, 'sea'));
    expect([shelf.at('sea'), shelf.at('seaAgain')]).toContain(path);
  });
};

export const motion: Cases = (given) => {
  it('is the film of a live photo', async () => {
    const { library } = given();
    const { path, offset, length, mediaType } = await library.motion(await idOf(library, 'live'));
    expect(mediaType).toBe('video/mp4');
    expect((await readFile(path)).subarray(offset, offset + length).equals(FILM)).toBe(true);
    await expect(library.motion(await idOf(library, 'sea'))).rejects.toMatchObject({ code: 'photo-not-found' });
  });
};

export const sidecars: Cases = (given) => {
  it('are the files beside the original', async () => {
    const { library, shelf } = given();
    const found = await library.sidecars(await idOf(library, 'meadow'));
    expect([...found].sort()).toEqual([`${shelf.at('meadow')}.json`, `${shelf.at('meadow')}.xmp`]);
    expect(await library.sidecars(await idOf(library, 'stone'))).toEqual([]);
  });
};

const measure = async ({ bytes, mediaType }: { bytes: Uint8Array; mediaType: string }) => {
  const { width, height, format, pages } = await sharp(bytes, { animated: true }).metadata();
  return { width, height, format, mediaType, ...(pages !== undefined && pages > 1 && { pages }) };
};

export const thumbnail: Cases = (given) => {
  it('is a small upright WebP, and never larger than the photo', async () => {
    const { library } = given();
    const id = await idOf(library, 'sea');
    const size = { width: 200, height: 100, format: 'webp', mediaType: 'image/webp' };
    expect(await measure(await library.thumbnail(id))).toEqual(size);
    expect(await measure(await library.thumbnail(id, 32))).toEqual({ ...size, width: 32, height: 16 });
    expect(await library.thumbnail(id, 320, 'avif')).toMatchObject({ mediaType: 'image/avif' });
  });

  it('is there for each frame, and not for one that is not there', async () => {
    const { library } = given();
    const id = await idOf(library, 'report');
    const [first, second] = [await library.thumbnail(id, 320, 'webp', 0), await library.thumbnail(id, 320, 'webp', 1)];
    expect(Buffer.from(first.bytes).equals(second.bytes)).toBe(false);
    await expect(library.thumbnail(id, 320, 'webp', 2)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.thumbnail(id, 31)).rejects.toMatchObject({ code: 'bad-argument' });
  });
};

export const fullSize: Cases = (given) => {
  it('is a JPEG of the size of the photo, or of a frame', async () => {
    const { library } = given();
    expect(await measure(await library.fullSize(await idOf(library, 'paris')))).toEqual({
      ...{ width: 40, height: 62, format: 'jpeg', mediaType: 'image/jpeg' },
    });
    expect((await library.fullSize(await idOf(library, 'report'), 1)).mediaType).toBe('image/jpeg');
    await expect(library.fullSize(await idOf(library, 'paris'), 4)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
};

export const preview: Cases = (given) => {
  it('is pixels, or a PNG, of the very edge', async () => {
    const { library } = given();
    const id = await idOf(library, 'sea');
    const { width, height, data } = await library.preview(id, 50);
    expect([width, height, data.length]).toEqual([50, 25, 50 * 25 * 4]);
    expect(await measure(await library.preview(id, 50, 'png'))).toMatchObject({ width: 50, height: 25, format: 'png' });
  });
};

export const animatedPreview: Cases = (given) => {
  it('shows the frames in turn', async () => {
    const { library } = given();
    expect(await measure(await library.animatedPreview(await idOf(library, 'report')))).toMatchObject({
      format: 'webp',
      pages: 2,
    });
    expect((await library.animatedPreview(await idOf(library, 'sea'))).mediaType).toBe('image/webp');
    await expect(library.animatedPreview(NO_ID)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
};
