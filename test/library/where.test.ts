// Where something is in a picture, and searches with a part of one: by the embedded encoder, over the photos that ship.
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { SearchResult } from '#src/search/types/answer.js';
import { toPoint } from '../../bench/support/places.mjs';
import { TOY_MODEL_FOLDER } from '../support/encoder/models.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const names = (results: readonly SearchResult[]) => results.map(({ path }) => basename(path));

let library: Library;
beforeAll(async () => {
  library = await openSampleLibrary(home, {}, IN_PROCESS);
});
afterAll(() => library.close());

async function findId(name: string): Promise<number> {
  const { results } = await library.search('a photo', { limit: 1000, all: true });
  return results.find(({ path }) => basename(path) === name)?.id as number;
}

describe('where', () => {
  it('looks for each term by itself, and not for what is subtracted', async () => {
    const path = join(SAMPLES, 'wine-and-drum.jpg');
    const { terms, rows, columns } = await library.where(
      { path },
      '"a glass of wine" + 2:"a drum" - "a cat" taken:2020',
    );
    expect(terms.map(({ text }) => text)).toEqual(['a glass of wine', 'a drum']);
    for (const { cells, box } of terms) {
      expect(cells).toHaveLength(rows * columns);
      expect([Math.min(...cells), Math.max(...cells)]).toEqual([0, 1]);
      expect(box.x + box.width).toBeLessThanOrEqual(1);
    }
    const [alone] = (await library.where({ path }, 'a drum')).terms;
    expect(alone).toEqual(terms[1]);
  });

  it('says the same of a photo of the library, and gives what was looked at', async () => {
    const name = 'coffee-cup.jpg';
    const byId = await library.where(await findId(name), 'a cup', { withImage: true });
    const { image, ...found } = byId;
    expect(await library.where({ path: join(SAMPLES, name) }, 'a cup')).toEqual(found);
    expect(Math.min(image?.width ?? 0, image?.height ?? 0)).toBe(520);
    expect(await library.where(await findId(name), 'eine Tasse', { frame: 0, language: 'de' })).toMatchObject({
      terms: [{ text: 'eine Tasse' }],
    });
  });

  it('sees the sides of a wide picture', async () => {
    const parts = ['red-crab-on-rock.jpg', 'neuschwanstein-castle.jpg', 'kingfisher-on-branch.jpg'];
    const squares = await Promise.all(parts.map((name) => sharp(join(SAMPLES, name)).resize(400, 400).toBuffer()));
    const bytes = await sharp({ create: { width: 1200, height: 400, channels: 3, background: '#000' } })
      .composite(squares.map((input, i) => ({ input, left: i * 400, top: 0 })))
      .png()
      .toBuffer();
    const where = await library.where({ bytes }, 'a crab + a castle + a bird');
    const thirds = where.terms.map(({ cells }) => Math.floor(toPoint(cells, where).x * 3));
    expect(thirds).toEqual([0, 1, 2]);
  });

  it('refuses what it cannot look for', async () => {
    const id = await findId('coffee-cup.jpg');
    await expect(library.where(id, '')).rejects.toMatchObject({ code: 'empty-query' });
    await expect(library.where(id, 'taken:2020')).rejects.toMatchObject({ code: 'bad-query' });
    await expect(library.where(99_999, 'a dog')).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.where(id, 'a dog', { frame: 3 })).rejects.toMatchObject({ code: 'photo-not-found' });
    const path = join(SAMPLES, 'coffee-cup.jpg');
    await expect(library.where({ path }, 'a dog', { frame: 3 })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(library.where({ path: `${path}.gone` }, 'a dog')).rejects.toMatchObject({ code: 'path-not-found' });
    await expect(library.where({ bytes: new Uint8Array(9) }, 'a dog')).rejects.toMatchObject({ kind: 'media' });
    await expect(library.where(id, 'a dog', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('asks models without regions with many small squares', async () => {
    const other = await openLibraryWith({ path: join(home, 'toy'), model: TOY_MODEL_FOLDER }, IN_PROCESS);
    try {
      const { terms, rows, columns } = await other.where({ path: join(SAMPLES, 'coffee-cup.jpg') }, 'a dog + a cat');
      for (const { cells } of terms) {
        expect(cells).toHaveLength(rows * columns);
        expect([Math.min(...cells), Math.max(...cells)]).toEqual([0, 1]);
      }
    } finally {
      await other.close();
    }
  });
});

describe('similar to a part', () => {
  it('finds what the part shows, and not the photo that it is of', async () => {
    // Two photos beside each other: as a whole neither, each half is one of them.
    const [left, right] = await Promise.all(
      ['red-panda.jpg', 'suspension-bridge-at-night.jpg'].map((name) =>
        sharp(join(SAMPLES, name)).resize(400, 400).toBuffer(),
      ),
    );
    const bytes = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#000' } })
      .composite([
        { input: left as Buffer, left: 0, top: 0 },
        { input: right as Buffer, left: 400, top: 0 },
      ])
      .png()
      .toBuffer();
    const of = async (x: number) =>
      names((await library.similar({ bytes, box: { x, y: 0, width: 0.5, height: 1 } }, { limit: 1 })).results);
    expect(await of(0)).toEqual(['red-panda.jpg']);
    expect(await of(0.5)).toEqual(['suspension-bridge-at-night.jpg']);
  });

  it('takes a photo of the library, by id and by path', async () => {
    const id = await findId('guitar-and-drums.jpg');
    const box = { x: 0.1, y: 0.1, width: 0.5, height: 0.8 };
    const [byId, byPath, whole] = await Promise.all([
      library.similar({ id, box }, { limit: 5, all: true }),
      library.similar({ path: join(SAMPLES, 'guitar-and-drums.jpg'), box }, { limit: 5, all: true }),
      library.similar({ id }, { limit: 5, all: true }),
    ]);
    expect(byId.results.map(({ id: one }) => one)).not.toContain(id);
    expect(byPath.results.map(({ cosine }) => cosine)).toEqual(byId.results.map(({ cosine }) => cosine));
    expect(whole.results.map(({ cosine }) => cosine)).not.toEqual(byId.results.map(({ cosine }) => cosine));
  });
});
