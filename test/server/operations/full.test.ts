// With a FAKE library that names a real file: a photo in full size, and the page at wrong addresses.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createApp } from '#src/server/app/create-app.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { fakePhoto, makeFakeLibrary } from '../fake-library.js';

const path = join(makeTemporaryFolder(), 'a.jpg');
writeFileSync(path, 'the file');

function getFull(photo: Partial<typeof fakePhoto>, query: object = {}, headers: Record<string, string> = {}) {
  const library = makeFakeLibrary({
    photo: async () => ({ ...fakePhoto, ...photo }),
    original: async () => ({ path, mediaType: 'image/jpeg', sizeBytes: 8 }),
    fullSize: async () => ({ bytes: Buffer.from('made of it'), mediaType: 'image/jpeg' }),
  });
  const asked = request(createApp({ library })).get('/api/v1/photos/7/full').query(query);
  return asked.set({ Host: 'localhost', ...headers }).buffer(true);
}

describe('GET /api/v1/photos/:id/full', () => {
  it('is the file where browsers show its format, in ranges, too', async () => {
    expect(String((await getFull({ format: 'jpeg' })).body)).toBe('the file');
    const { status, body } = await getFull({ format: 'webp' }, {}, { Range: 'bytes=4-7' });
    expect([status, String(body)]).toEqual([206, 'file']);
  });

  it.each([
    ['heic', {}],
    ['tiff', {}],
    ['dng', {}],
    ['jpeg', { width: 20_000, height: 10_000 }],
  ])('is made of a %s %j', async (format, size) => {
    const { body, headers } = await getFull({ format, ...size });
    expect([String(body), headers['content-type']]).toEqual(['made of it', 'image/jpeg']);
    const { status } = await getFull({ format, ...size }, {}, { 'If-None-Match': headers['etag'] as string });
    expect(status).toBe(304);
  });

  it.each(['jpeg', 'tiff'])('may be cached for good under its content hash only: %s', async (format) => {
    const cache = async (query: object) => (await getFull({ format }, query)).headers['cache-control'];
    expect(await cache({ v: fakePhoto.contentHash })).toBe('private, max-age=31536000, immutable');
    expect(await cache({ v: 'another' })).toBe('private, no-cache');
  });
});

describe('a wrong address', () => {
  const app = createApp({ library: makeFakeLibrary() });
  const get = (address: string, accept: string) => request(app).get(address).set({ Host: 'localhost', Accept: accept });
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

  it.each(['/api/v1/nothing', '/api/v1/photos/0x/thumbnail', '/assets/old.js'])(
    'of programs is a problem, for browsers too: %s',
    async (address) => {
      const { status, headers } = await get(address, BROWSER);
      expect([status >= 400, headers['content-type']]).toEqual([true, 'application/problem+json; charset=utf-8']);
    },
  );

  it.each(['*/*', 'application/json'])('is a problem for a client that accepts %s', async (accept) => {
    const { status, body } = await get('/holiday', accept);
    expect([status, body.code]).toEqual([404, 'not-found']);
  });
});
