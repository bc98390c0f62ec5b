import { cp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { SearchResult } from '#src/search/types/answer.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const sample = (name: string) => join(SAMPLES, name);
const names = (results: readonly SearchResult[]) => results.map(({ path }) => basename(path));

let library: Library;
let photos: number;
beforeAll(async () => {
  library = await openSampleLibrary(home, {}, IN_PROCESS);
  photos = (await library.stats()).photos;
});
afterAll(() => library.close());

async function findId(name: string): Promise<number> {
  const { results } = await library.search('a photo', { limit: 1000, all: true });
  const found = results.find(({ path }) => basename(path) === name);
  expect(found, name).toBeDefined();
  return found?.id as number;
}

describe('search', () => {
  it.each([
    ['a cup of coffee', 'coffee-cup.jpg'],
    ['a bridge at night', 'suspension-bridge-at-night.jpg'],
    ['a red panda', 'red-panda.jpg'],
    ['horses', 'horses-on-grassland.jpg'],
    ['a crab', 'red-crab-on-rock.jpg'],
    ['a castle', 'neuschwanstein-castle.jpg'],
    ['a pyramid in the desert', 'pyramid-in-desert.jpg'],
    ['an orchestra', 'orchestra-on-stage.jpg'],
    ['boats', 'boats-in-nagasaki.jpg'],
    ['a stream in a forest', 'forest-stream.jpg'],
    ['a photographer with a tripod', 'photographer-with-tripod.jpg'],
    ['paint brushes', 'paint-brushes.jpg'],
  ])('finds %s, clearly before anything else', async (words, name) => {
    const { results } = await library.search(words, { limit: 2, all: true });
    expect(names(results)[0]).toBe(name);
    const [first, second] = results as [SearchResult, SearchResult];
    expect(Number(first.cosine) - Number(second.cosine)).toBeGreaterThan(0.05);
  });

  it.each([
    ['cats', ['kitten-with-yarn.jpg', 'cat-face.png']],
    ['a dog', ['german-shepherd-dog.jpg', 'two-spaniels-at-window.jpg']],
  ])('finds all %s before anything else', async (words, expected) => {
    const { results } = await library.search(words, { limit: expected.length, all: true });
    expect(names(results).sort()).toEqual([...expected].sort());
  });

  it('lets others run between queries that are known already', async () => {
    await library.search('a red barn');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    for (let i = 0; i < 50; i++) await library.search('a red barn');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('gives results best first, each photo once, with metadata that are true', async () => {
    const { results, query, notices, tookMs, timings } = await library.search('a mountain', {
      limit: 1000,
      all: true,
      mode: 'vector',
    });
    expect([query, notices]).toEqual(['a mountain', []]);
    expect(results).toHaveLength(photos);
    expect(new Set(results.map(({ id }) => id)).size).toBe(photos);
    const cosines = results.map(({ cosine }) => Number(cosine));
    expect(cosines).toEqual([...cosines].sort((a, b) => b - a));
    expect(cosines.every((cosine) => cosine >= -1 && cosine <= 1)).toBe(true);
    const cat = results.find(({ path }) => path === sample('cat-face.png'));
    const { width, height } = await sharp(sample('cat-face.png')).metadata();
    const { size, mtimeMs } = await stat(sample('cat-face.png'));
    expect(cat).toMatchObject({ format: 'png', width, height, sizeBytes: size, modifiedAtMs: mtimeMs, otherPaths: [] });
    expect(results.some(({ identical }) => identical)).toBe(false);
    const { encodeMs, retrieveMs, presentMs } = timings;
    expect(tookMs).toBeCloseTo(encodeMs + retrieveMs + presentMs, 0);
  });

  it('gives the same to the same words, with blanks around them or not', async () => {
    const strip = ({ results }: { results: SearchResult[] }) => results.map(({ id, cosine }) => [id, cosine]);
    const once = strip(await library.search('a dog'));
    expect(strip(await library.search('a dog'))).toEqual(once);
    expect(strip(await library.search('  a dog\n'))).toEqual(once);
  });

  it.each(['', ' ', '\n\t'])('throws empty-query for %j', async (text) => {
    await expect(library.search(text)).rejects.toMatchObject({
      code: 'empty-query',
      kind: 'usage',
      hint: expect.stringContaining('a dog on the beach'),
    });
  });

  it.each([0, -1, 1001, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5' as never])(
    'throws bad-argument for the limit %s',
    async (limit) => {
      for (const answer of [library.search('a dog', { limit }), library.similar({ id: 1 }, { limit })])
        await expect(answer).rejects.toMatchObject({
          code: 'bad-argument',
          message: expect.stringContaining(`1 to 1000, got ${limit === ('5' as never) ? '"5"' : limit}.`),
        });
    },
  );

  it('gives 20 results when no limit is given, one for the limit 1, and all for a larger one than there are photos', async () => {
    expect((await library.search('a dog', { all: true })).results).toHaveLength(20);
    expect((await library.search('a dog', { limit: 1, all: true })).results).toHaveLength(1);
    expect((await library.search('a dog', { limit: 1000, all: true })).results).toHaveLength(photos);
  });

  it('says that a long query was cut, and answers it', async () => {
    const { results, notices } = await library.search('a dog that runs along the beach '.repeat(100), { limit: 3 });
    expect(notices[0]).toEqual({ code: 'query-truncated', message: expect.stringContaining('128 tokens') });
    expect(results).toHaveLength(3);
  });

  it('takes emoji, other scripts and control characters', async () => {
    for (const text of ['🐕', '犬', 'собака', '\u0000\u001b[31m', '%_"\'; DROP TABLE file; --', '../../etc/passwd'])
      expect.soft((await library.search(text, { limit: 2, all: true })).results, text).toHaveLength(2);
  });

  it('throws aborted when its signal fired before or meanwhile', async () => {
    await expect(library.search('a dog', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const stop = new AbortController();
    const answer = library.search('a dog', { signal: stop.signal });
    stop.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    const similar = library.similar({ path: sample('red-panda.jpg') }, { signal: AbortSignal.abort() });
    await expect(similar).rejects.toMatchObject({ code: 'aborted' });
  });

  it('says that a library without photos is empty, and how to change that', async () => {
    const empty = await openLibraryWith({ path: join(home, 'empty') }, IN_PROCESS);
    const notices = [{ code: 'library-empty', message: expect.stringContaining('photoseek index') }];
    expect(await empty.search('a dog')).toMatchObject({ results: [], notices });
    expect(await empty.similar({ path: sample('red-panda.jpg') })).toMatchObject({ results: [], notices });
    await empty.close();
  });
});

describe('similar', () => {
  it('by id leaves the photo itself out and finds its kind', async () => {
    const id = await findId('cat-face.png');
    const { results, query } = await library.similar({ id }, { limit: 1000, all: true });
    expect(query).toBe(sample('cat-face.png'));
    expect(results).toHaveLength(photos - 1);
    expect(results.map((result) => result.id)).not.toContain(id);
    expect(names(results)[0]).toBe('kitten-with-yarn.jpg');
  });

  it.each([999_999, -1, 0, 1.5, Number.NaN])('throws photo-not-found for the id %d', async (id) => {
    await expect(library.similar({ id })).rejects.toMatchObject({ code: 'photo-not-found', details: { id } });
    await expect(library.photo(id)).rejects.toMatchObject({ code: 'photo-not-found', kind: 'not-found' });
  });

  it('gives exactly as many as asked for, though the photo itself is left out', async () => {
    const id = await findId('cat-face.png');
    expect((await library.similar({ id }, { limit: 5, all: true })).results).toHaveLength(5);
    expect((await library.similar({ path: sample('cat-face.png') }, { limit: 1, all: true })).results).toHaveLength(1);
  });

  it('gives the same by the path of a file of the library, also by another spelling of it', async () => {
    const expected = (await library.similar({ id: await findId('red-panda.jpg') })).results;
    const linked = join(home, 'linked.jpg');
    await symlink(sample('red-panda.jpg'), linked);
    await symlink(SAMPLES, join(home, 'samples'));
    for (const path of [
      sample('red-panda.jpg'),
      linked,
      join(home, 'samples', 'red-panda.jpg'),
      `${SAMPLES}/../${basename(SAMPLES)}//red-panda.jpg`,
    ])
      expect.soft((await library.similar({ path })).results, path).toEqual(expected);
  });

  it('by the bytes of a photo of the library puts that one first, as identical', async () => {
    const bytes = await readFile(sample('red-panda.jpg'));
    const { results, query } = await library.similar({ bytes });
    expect(results[0]).toMatchObject({ path: sample('red-panda.jpg'), identical: true, cosine: 1 });
    expect(results.slice(1).some(({ identical }) => identical)).toBe(false);
    expect(names(results).filter((name) => name === 'red-panda.jpg')).toHaveLength(1);
    expect(query).toBe('picture');
  });

  it('by a file outside the library that holds the same bytes puts the photo first, as identical', async () => {
    await cp(sample('red-panda.jpg'), join(home, 'outside.jpg'));
    const { results } = await library.similar({ path: join(home, 'outside.jpg') });
    expect(results[0]).toMatchObject({ path: sample('red-panda.jpg'), identical: true, cosine: 1 });
  });

  it('by a smaller copy outside the library finds the photo first, which is not identical', async () => {
    const bytes = await sharp(sample('red-panda.jpg')).resize(200).jpeg().toBuffer();
    const [first] = (await library.similar({ bytes })).results;
    expect(first).toMatchObject({ path: sample('red-panda.jpg'), identical: false });
  });

  it('throws path-not-found for a path that is not there', async () => {
    for (const path of [join(home, 'nothing.jpg'), `${sample('red-panda.jpg')}/below`, ''])
      await expect
        .soft(library.similar({ path }), path)
        .rejects.toMatchObject({ code: 'path-not-found', kind: 'not-found' });
  });

  it('throws a media code for what is no picture', async () => {
    await writeFile(join(home, 'letter.jpg'), 'Dear reader');
    await writeFile(join(home, 'nothing-in-it.jpg'), '');
    const cut = (await makePicture(1, { width: 500, height: 500 })).subarray(0, 250);
    await expect(library.similar({ path: join(home, 'letter.jpg') })).rejects.toMatchObject({ code: 'not-an-image' });
    await expect(library.similar({ path: join(home, 'nothing-in-it.jpg') })).rejects.toMatchObject({
      code: 'empty-file',
    });
    await expect(library.similar({ path: home })).rejects.toMatchObject({ code: 'unreadable' });
    await expect(library.similar({ bytes: cut })).rejects.toMatchObject({ code: 'damaged-image' });
    await expect(library.similar({ bytes: Buffer.from('text') })).rejects.toMatchObject({ code: 'not-an-image' });
    await expect(library.similar({ bytes: new Uint8Array() })).rejects.toMatchObject({ code: 'empty-file' });
  });
});

describe('files that changed since they were indexed', () => {
  const folder = join(home, 'photos');
  const at = (name: string) => join(folder, name);
  let other: Library;
  beforeAll(async () => {
    await cp(SAMPLES, folder, {
      recursive: true,
      filter: (path) => path === SAMPLES || /(cat|dog|kitten|panda|castle)/.test(basename(path)),
    });
    await cp(at('red-panda.jpg'), at('red-panda again.jpg'));
    other = await openLibraryWith({ path: join(home, 'library-2'), threads: 1 }, IN_PROCESS);
    await indexPaths(other, [folder]);
  });
  afterAll(() => other.close());

  it('come first, as identical, when they hold the same bytes as the query', async () => {
    const { results } = await other.similar({ path: at('red-panda.jpg') });
    expect(results[0]).toMatchObject({ path: at('red-panda again.jpg'), otherPaths: [], identical: true, cosine: 1 });
    expect(results.map(({ path }) => path)).not.toContain(at('red-panda.jpg'));
    const [byOther] = (await other.similar({ path: at('red-panda again.jpg') })).results;
    expect(byOther).toMatchObject({ path: at('red-panda.jpg'), identical: true });
  });

  it('are encoded anew when they are the query, and their old content is no answer', async () => {
    await cp(at('kitten-with-yarn.jpg'), join(home, 'kitten.jpg'));
    await writeFile(at('german-shepherd-dog.jpg'), await sharp(sample('cat-face.png')).resize(300).jpeg().toBuffer());
    const { results } = await other.similar({ path: at('german-shepherd-dog.jpg') }, { all: true });
    expect(names(results).slice(0, 2)).toEqual(['cat-face.png', 'kitten-with-yarn.jpg']);
    expect(names(results)).not.toContain('german-shepherd-dog.jpg');
  });

  it('have no original until they are indexed again; a cached thumbnail shows what was indexed', async () => {
    const { results } = await other.search('a castle', { limit: 1 });
    const { id, path } = results[0] as SearchResult;
    expect(await other.original(id)).toEqual({ path, mediaType: 'image/jpeg', sizeBytes: (await stat(path)).size });
    expect((await other.thumbnail(id)).mediaType).toBe('image/webp');

    await writePicture(path, 77);
    await expect(other.original(id)).rejects.toMatchObject({
      code: 'original-missing',
      hint: expect.any(String),
      details: { id },
    });
    expect((await other.thumbnail(id)).mediaType).toBe('image/webp');
    await expect(other.thumbnail(id, 640)).rejects.toMatchObject({ code: 'original-missing', kind: 'not-found' });

    await rm(path);
    await expect(other.original(id)).rejects.toMatchObject({ code: 'original-missing' });
    expect(await other.photo(id)).toMatchObject({ id, path });
    await indexPaths(other, [folder]);
    await expect(other.original(id)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('have an original as long as one of their copies is there', async () => {
    const { results } = await other.search('a red panda', { limit: 1 });
    const { id, path, otherPaths } = results[0] as SearchResult;
    expect([path, otherPaths]).toEqual([at('red-panda again.jpg'), [at('red-panda.jpg')]]);
    await rm(path);
    expect((await other.original(id)).path).toBe(at('red-panda.jpg'));
  });
});
