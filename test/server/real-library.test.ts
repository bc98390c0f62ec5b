// The whole way with nothing faked: HTTP, library, encoder, catalogue, over the sample photos.
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import type { SearchResult } from '#src/search/types/answer.js';
import { createApp } from '#src/server/app/create-app.js';
import { openSampleLibrary } from '../support/libraries/sample-library.js';

const samples = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));

let folder: string;
let library: Library;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photoseek-http-'));
  library = await openSampleLibrary(folder);
  app = createApp({ library });
}, 180_000);

afterAll(async () => {
  await library?.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => request(app).get(path).set('Host', 'localhost');

async function searchFor(words: string): Promise<(SearchResult & { links: Record<string, string> })[]> {
  const { status, body } = await get(`/api/v1/search?q=${encodeURIComponent(words)}`);
  expect(status).toBe(200);
  return body.results;
}

async function findSample(name: string) {
  const { body } = await get('/api/v1/search?q=photo&limit=1000&all=true');
  const found = body.results.find(({ path }: SearchResult) => basename(path) === name);
  expect(found).toBeDefined();
  return found as SearchResult & { links: { thumbnail: string; original: string; similar: string } };
}

describe('the server over the sample photos', { timeout: 30_000 }, () => {
  it.each([
    ['a red panda', 'red-panda.jpg'],
    ['a chicken', 'brown-chickens.jpg'],
    ['a cup of coffee', 'coffee-cup.jpg'],
  ])('finds %s first', async (words, name) => {
    const [first] = await searchFor(words);
    expect(basename(String(first?.path))).toBe(name);
  });

  it('gives results best first, as many as asked for', async () => {
    const { body } = await get('/api/v1/search?q=an%20animal&limit=7&all=true');
    const cosines = body.results.map(({ cosine }: SearchResult) => cosine);
    expect(cosines).toHaveLength(7);
    expect(cosines).toEqual([...cosines].sort((one, other) => other - one));
  });

  it('recognises an uploaded sample as identical, and first', async () => {
    const path = join(samples, 'red-panda.jpg');
    const { status, body } = await request(app)
      .post('/api/v1/search/by-image?limit=5')
      .set('Host', 'localhost')
      .attach('image', path);
    expect(status).toBe(200);
    expect(basename(body.results[0].path)).toBe('red-panda.jpg');
    expect(body.results.map(({ identical }: SearchResult) => identical)).toEqual([true, false, false, false, false]);
  });

  it('finds the same photo by a smaller copy of it, which is not identical', async () => {
    const small = await sharp(join(samples, 'red-panda.jpg')).resize(200).jpeg().toBuffer();
    const { body } = await request(app)
      .post('/api/v1/search/by-image')
      .set('Host', 'localhost')
      .attach('image', small, 'small.jpg');
    expect(basename(body.results[0].path)).toBe('red-panda.jpg');
    expect(body.results[0].identical).toBe(false);
  });

  it.each([
    ['text', Buffer.from('This is no picture.')],
    ['half a JPEG header', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ['nothing', Buffer.alloc(0)],
  ])('says 422 to %s', async (_what, bytes) => {
    const { status, body } = await request(app)
      .post('/api/v1/search/by-image')
      .set('Host', 'localhost')
      .attach('image', bytes, 'photo.jpg');
    expect([status, body.status]).toEqual([422, 422]);
    expect(body.detail).toMatch(/\w.+\.$/);
  });

  it('leaves the photo itself out of its neighbours', async () => {
    const { id, links } = await findSample('cat-face.png');
    const { body } = await get(`${links.similar}?all=true`);
    expect(body.results.length).toBeGreaterThan(5);
    expect(body.results.map((result: SearchResult) => result.id)).not.toContain(id);
  });

  it.each([320, 640])('sends a thumbnail whose longest side has at most %i pixels', async (edge) => {
    const { width, height, links } = await findSample('eiffel-tower.jpg');
    const { status, headers, body } = await get(`${links.thumbnail}&edge=${edge}`);
    expect([status, headers['content-type']]).toEqual([200, 'image/webp']);
    const metadata = await sharp(body).metadata();
    expect(metadata.format).toBe('webp');
    expect(Math.max(metadata.width, metadata.height)).toBe(Math.min(edge, Math.max(width, height)));
    expect(metadata.width / metadata.height).toBeCloseTo(width / height, 1);
    await sharp(body).raw().toBuffer();
  });

  it('sends the original byte for byte, whole or in part', async () => {
    const { links, path } = await findSample('kitten-with-yarn.jpg');
    const file = readFileSync(path);
    const whole = await get(links.original);
    expect(whole.headers['content-type']).toBe('image/jpeg');
    expect(Buffer.compare(whole.body, file)).toBe(0);
    const part = await get(links.original).set('Range', 'bytes=1000-1999');
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 1000-1999/${file.length}`);
    expect(Buffer.compare(part.body, file.subarray(1000, 2000))).toBe(0);
  });

  it('gives every photo the media type of its content', async () => {
    for (const [name, type] of [
      ['cat-face.png', 'image/png'],
      ['scarlet-macaw.webp', 'image/webp'],
    ]) {
      const { links } = await findSample(String(name));
      expect((await get(links.original)).headers['content-type']).toBe(type);
    }
  });

  it('gives metadata that agree with the file', async () => {
    const { id, path } = await findSample('cat-face.png');
    const { body } = await get(`/api/v1/photos/${id}`);
    const { width, height } = await sharp(path).metadata();
    expect(body).toMatchObject({ id, path, width, height, format: 'png', sizeBytes: (await readFile(path)).length });
  });

  it('counts the photos in its stats', async () => {
    const { body } = await get('/api/v1/stats');
    expect(body.photos).toBeGreaterThanOrEqual(25);
    expect(body.model.vectors).toBe(body.photos);
  });

  it.each(['', '/thumbnail', '/original'])('says 404 to /photos/999999%s', async (rest) => {
    const { status, body } = await get(`/api/v1/photos/999999${rest}`);
    expect([status, body.code]).toEqual([404, 'photo-not-found']);
  });

  it.each([
    ['/etc/passwd.jpg', 400, 'bad-query'],
    ['boat + ./secret.png', 400, 'bad-query'],
    ['~/holiday.webp', 400, 'bad-query'],
    ['https://example.org/a.jpg', 422, 'url-refused'],
  ])('lets no query name files of this machine, nor addresses: %s', async (words, status, code) => {
    const { status: came, body } = await get(`/api/v1/search?q=${encodeURIComponent(words)}`);
    expect([came, body.code]).toEqual([status, code]);
    const posted = await request(app)
      .post('/api/v1/search')
      .set('Host', 'localhost')
      .send({ q: words, terms: [{ id: 1 }] });
    expect([posted.status, posted.body.code]).toEqual([status, code]);
    const counted = await get(`/api/v1/facets?q=${encodeURIComponent(words)}`);
    expect([counted.status, counted.body.code]).toEqual([status, code]);
  });

  it('combines text, an image and filters', async () => {
    const image = (await sharp(join(samples, 'red-panda.jpg')).resize(300).jpeg().toBuffer()).toString('base64');
    const { status, body } = await request(app)
      .post('/api/v1/search')
      .set('Host', 'localhost')
      .send({ q: 'an animal ext:jpg', terms: [{ image, weight: 2 }], filters: '-ext:png', limit: 5 });
    expect(status).toBe(200);
    expect(basename(body.results[0].path)).toBe('red-panda.jpg');
    expect(body.results.every(({ format }: SearchResult) => format === 'jpeg')).toBe(true);
  });

  it('gives the next page by its cursor, and no result twice', async () => {
    const first = await get('/api/v1/search?q=an%20animal&limit=5&all=true');
    const second = await get(`/api/v1/search?q=an%20animal&limit=5&all=true&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.results, ...second.body.results].map(({ id }: SearchResult) => id);
    expect(new Set(ids).size).toBe(10);
    expect((await get('/api/v1/search?q=a%20car&cursor=nonsense')).status).toBe(400);
  });

  it('counts over a query', async () => {
    const all = (await get('/api/v1/facets')).body;
    const some = (await get('/api/v1/facets?q=an%20animal')).body;
    expect(all.total).toBeGreaterThan(some.total);
    expect(some.total).toBe((await get('/api/v1/search?q=an%20animal')).body.total);
  });

  it('sends AVIF to clients that accept it, and WebP to the others and where index runs store it', async () => {
    const { links } = await findSample('red-panda.jpg');
    const stored = await get(links.thumbnail).set('Accept', 'image/avif,image/webp');
    expect(stored.headers['content-type']).toBe('image/webp');
    links.thumbnail += '&edge=640';
    const avif = await get(links.thumbnail).set('Accept', 'image/avif,image/webp').buffer(true);
    expect(avif.headers['content-type']).toBe('image/avif');
    expect((await sharp(avif.body).metadata()).format).toBe('heif');
    const webp = await get(links.thumbnail).set('Accept', 'image/webp');
    expect(webp.headers['content-type']).toBe('image/webp');
    expect(avif.headers['etag']).not.toBe(webp.headers['etag']);
    expect((await get(links.thumbnail).set('If-None-Match', String(webp.headers['etag']))).status).toBe(304);
  });

  it('gives its tags with a photo', async () => {
    const { id } = await findSample('red-panda.jpg');
    const { body } = await get(`/api/v1/photos/${id}`);
    expect(body.tags.length).toBeGreaterThan(0);
  });
});
