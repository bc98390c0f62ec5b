// With a FAKE library: how requests become calls and failures become problem documents.
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { fakeAnswer, fakePhoto, fakeStats, makeFakeLibrary } from '../fake-library.js';

function makeApp(overrides: Partial<Library> = {}, onInternalError = vi.fn()) {
  return createApp({ library: makeFakeLibrary(overrides), onInternalError });
}

const HOME = { Host: 'localhost:7878' };
const get = (path: string, overrides: Partial<Library> = {}) => request(makeApp(overrides)).get(path).set(HOME);

describe('GET /api/v1/search', () => {
  it('passes text and limit to the library and adds links to its response', async () => {
    // An answer is its request's own: the server adds the links to it.
    const search = vi.fn(async () => structuredClone(fakeAnswer));
    const { status, body, headers } = await get('/api/v1/search?q=a%20boat&limit=5', { search });
    expect(status).toBe(200);
    expect(search).toHaveBeenCalledExactlyOnceWith('a boat', {
      limit: 5,
      allowPaths: false,
      signal: expect.any(AbortSignal),
    });
    const { links, ...result } = body.results[0];
    expect({ ...body, results: [result] }).toEqual(fakeAnswer);
    expect(links).toEqual({
      thumbnail: expect.stringMatching(/^\/api\/v1\/photos\/7\/thumbnail\?v=9f86d081884c7d65$/),
      full: '/api/v1/photos/7/full?v=9f86d081884c7d65',
      original: '/api/v1/photos/7/original',
      similar: '/api/v1/similar/7',
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('asks for 20 results when no limit is given', async () => {
    const search = vi.fn(async () => fakeAnswer);
    await get('/api/v1/search?q=boat', { search });
    expect(search).toHaveBeenCalledWith('boat', expect.objectContaining({ limit: 20 }));
  });

  it.each(['/api/v1/search', '/api/v1/search?q=', '/api/v1/search?q=%20%09+'])(
    'says empty-query to %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.code]).toEqual([400, 'empty-query']);
      expect(body.hint).toContain('q=');
    },
  );

  it.each(['0', '1001', '-1', '2.5', '1e2', '0x10', 'many', '', '%2B5', '99999999999999999999'])(
    'refuses limit=%s with a sentence that names the range',
    async (limit) => {
      const { status, body } = await get(`/api/v1/search?q=boat&limit=${limit}`);
      expect([status, body.code]).toEqual([400, 'bad-argument']);
      const got = /^-?[\d.]+$/.test(limit) ? limit : `"${decodeURIComponent(limit)}"`;
      expect(body.detail).toBe(`limit must be an integer from 1 to 1000, got ${got}.`);
    },
  );

  it('names parameters that it does not know, and those it does', async () => {
    const { status, body } = await get('/api/v1/search?q=boat&limt=5&colour=red');
    expect(status).toBe(400);
    expect(body.detail).toBe(
      'The parameters "limt", "colour" are unknown; the operation has q, limit, cursor, mode, sort, reverse, all, minRelevance, collapse, stack, exactTotal, remember, filters, language, models.',
    );
  });

  it('refuses a parameter that is given twice', async () => {
    const { status, body } = await get('/api/v1/search?q=boat&q=car');
    expect([status, body.detail]).toEqual([400, 'q must be given once, got 2 values.']);
  });

  it.each(['/api/v1/search?q=%', '/api/v1/search?q=%E0%A4%A', '/api/v1/photos/%ff', '/%c0%80'])(
    'refuses the malformed address %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.code]).toEqual([400, 'bad-argument']);
    },
  );

  it('takes text of any script', async () => {
    const search = vi.fn(async () => fakeAnswer);
    await get(`/api/v1/search?q=${encodeURIComponent('海の上の船 ⛵ 100%')}`, { search });
    expect(search).toHaveBeenCalledWith('海の上の船 ⛵ 100%', expect.anything());
  });
});

describe('GET /api/v1/similar/:id', () => {
  it('asks the library for neighbours of that photo', async () => {
    const similar = vi.fn(async () => fakeAnswer);
    const { status, body } = await get('/api/v1/similar/7?limit=3', { similar });
    expect(status).toBe(200);
    expect(similar).toHaveBeenCalledExactlyOnceWith({ id: 7 }, { limit: 3, signal: expect.any(AbortSignal) });
    expect(body.results[0].links.similar).toBe('/api/v1/similar/7');
  });

  it.each(['0', '-1', '1.5', 'abc', '007', '1e3', '9007199254740993', '%20', '..%2f..%2fetc%2fpasswd'])(
    'refuses the id %s',
    async (id) => {
      const similar = vi.fn(async () => fakeAnswer);
      const { status, body } = await get(`/api/v1/similar/${id}`, { similar });
      expect([status, body.code]).toEqual([400, 'bad-argument']);
      expect(similar).not.toHaveBeenCalled();
    },
  );

  it('does not let a query name a path', async () => {
    const { status, body } = await get('/api/v1/similar/7?path=/etc/passwd');
    expect(status).toBe(400);
    expect(body.detail).toContain('"path"');
  });
});

describe('a part of a photo', () => {
  it('is a query', async () => {
    const similar = vi.fn(async () => fakeAnswer);
    expect((await get('/api/v1/similar/7?box=0.2,0.1,0.3,0.4', { similar })).status).toBe(200);
    const box = { x: 0.2, y: 0.1, width: 0.3, height: 0.4 };
    expect(similar).toHaveBeenCalledExactlyOnceWith({ id: 7, box }, expect.anything());
  });

  it.each(['', '1', '0,0,1', '0,0,1,x', '0,0,1,1,1', '0,0,,1'])(
    'has the form x,y,width,height, not %j',
    async (box) => {
      const { status, body } = await get(`/api/v1/similar/7?box=${box}`);
      expect([status, body.code]).toEqual([400, 'bad-argument']);
      expect(body.detail).toContain('box must be x,y,width,height');
    },
  );
});

describe('GET /api/v1/photos/:id/where', () => {
  const found = {
    rows: 1,
    columns: 2,
    terms: [{ text: 'a dog', cells: [0, 1], box: { x: 0.5, y: 0, width: 0.5, height: 1 }, cosine: 0.2 }],
  };

  it('asks the library where it is', async () => {
    const where = vi.fn(async () => found);
    const { status, body } = await get('/api/v1/photos/7/where?q=a+dog&frame=2&language=de', { where });
    expect(status).toBe(200);
    expect(body).toEqual(found);
    expect(where).toHaveBeenCalledExactlyOnceWith(7, 'a dog', {
      ...{ frame: 2, language: 'de', signal: expect.any(AbortSignal) },
    });
  });

  it('needs words', async () => {
    const { status, body } = await get('/api/v1/photos/7/where');
    expect([status, body.code]).toEqual([400, 'bad-argument']);
  });
});

describe('photos, stats and health', () => {
  it('gives the metadata of a photo with its links', async () => {
    const { status, body } = await get('/api/v1/photos/7');
    expect(status).toBe(200);
    expect(body).toMatchObject(fakePhoto);
    expect(body.links.original).toBe('/api/v1/photos/7/original');
  });

  it('gives different thumbnail addresses to different contents of the same id', async () => {
    const photo = async () => ({ ...fakePhoto, contentHash: '60303ae22b998861' });
    const [one, other] = await Promise.all([get('/api/v1/photos/7'), get('/api/v1/photos/7', { photo })]);
    expect(one.body.links.thumbnail).not.toBe(other.body.links.thumbnail);
  });

  it('sends a thumbnail that browsers may cache privately and for good under the hash of its photo', async () => {
    const thumbnail = vi.fn(makeFakeLibrary().thumbnail);
    const { status, headers, body } = await get('/api/v1/photos/7/thumbnail?edge=640&v=9f86d081884c7d65', {
      thumbnail,
    });
    expect(status).toBe(200);
    expect(thumbnail).toHaveBeenCalledExactlyOnceWith(7, 640, 'webp');
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: '"9f86d081884c7d65-640-webp"',
    });
    expect([...body]).toEqual([1, 2, 3]);
  });

  it.each(['', '?v=', '?v=60303ae22b998861', '?v=x'])(
    'has a thumbnail at the address %j revalidated: it is not that of the hash',
    async (query) => {
      const { status, headers } = await get(`/api/v1/photos/7/thumbnail${query}`);
      expect([status, headers['cache-control']]).toEqual([200, 'private, max-age=0']);
    },
  );

  it('responds 304 to the ETag of a thumbnail without reading it or looking for its original', async () => {
    const thumbnail = vi.fn(makeFakeLibrary().thumbnail);
    const original = vi.fn(makeFakeLibrary().original);
    const photo = vi.fn(makeFakeLibrary().photo);
    const calls = { thumbnail, original, photo };
    const etag = '"9f86d081884c7d65-320-webp"';
    const first = await get('/api/v1/photos/7/thumbnail', calls);
    expect(first.headers['etag']).toBe(etag);
    expect(thumbnail).toHaveBeenCalledTimes(1);
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, headers, text } = await get('/api/v1/photos/7/thumbnail', calls).set('If-None-Match', sent);
      expect([sent, status, headers['etag'], text]).toEqual([sent, 304, etag, '']);
    }
    expect(thumbnail).toHaveBeenCalledTimes(1);
    expect([original.mock.calls.length, photo.mock.calls.length]).toEqual([0, 0]);
    for (const query of ['?edge=640', '?format=avif']) {
      expect((await get(`/api/v1/photos/7/thumbnail${query}`, calls).set('If-None-Match', etag)).status).toBe(200);
    }
    expect(thumbnail).toHaveBeenCalledTimes(3);
  });

  it('does not respond 304 for a photo that is gone', async () => {
    const contentHash = () => Promise.reject(new PhotoseekError('photo-not-found', 'There is no photo 7.'));
    const { status } = await get('/api/v1/photos/7/thumbnail', { contentHash }).set('If-None-Match', '*');
    expect(status).toBe(404);
  });

  it.each(['31', '2049', '"big"'])('refuses a thumbnail of edge %s', async (got) => {
    const edge = got.replaceAll('"', '');
    const { status, body } = await get(`/api/v1/photos/7/thumbnail?edge=${edge}`);
    expect([status, body.detail]).toEqual([400, `edge must be an integer from 32 to 2048, got ${got}.`]);
  });

  it('gives the stats as the library gives them', async () => {
    const { status, body } = await get('/api/v1/stats');
    expect([status, body]).toEqual([200, fakeStats]);
  });

  it('is healthy without touching the library', async () => {
    const { status, body } = await get('/health', { stats: () => Promise.reject(new Error('no')) });
    expect([status, body]).toEqual([200, { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) }]);
  });
});

describe('failures', () => {
  it('are problem documents', async () => {
    const photo = () =>
      Promise.reject(new PhotoseekError('photo-not-found', 'There is no photo 7.', { hint: 'Search.' }));
    const { status, headers, body } = await get('/api/v1/photos/7', { photo });
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      type: 'urn:photoseek:problem:photo-not-found',
      title: 'Photo not found',
      status: 404,
      detail: 'There is no photo 7.',
      code: 'photo-not-found',
      hint: 'Search.',
    });
  });

  it('that are internal leak nothing and are reported with their stack', async () => {
    const failure = new Error('SQLITE_CORRUPT in /home/someone/library.db');
    const report = vi.fn();
    const app = makeApp({ stats: () => Promise.reject(failure) }, report);
    const { status, text } = await request(app).get('/api/v1/stats').set(HOME);
    expect(status).toBe(500);
    expect(JSON.parse(text).code).toBe('internal');
    expect(text).not.toMatch(/SQLITE|someone|\.[jt]s:/);
    expect(report).toHaveBeenCalledExactlyOnceWith(failure);
  });

  it('that the request caused are not reported', async () => {
    const report = vi.fn();
    await request(makeApp({}, report)).get('/api/v1/search').set(HOME);
    expect(report).not.toHaveBeenCalled();
  });

  it.each(['/nowhere', '/api/v1/nowhere', '/api/v2/search', '/api/v1/photos', '/style.css/x', '/..%2fpackage.json'])(
    'say 404 for the unknown address %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.code]).toEqual([404, 'not-found']);
    },
  );

  it.each([
    ['put', '/api/v1/search', 'GET, HEAD, POST'],
    ['patch', '/api/v1/roots', 'GET, HEAD, POST, DELETE'],
    ['post', '/docs', 'GET, HEAD'],
    ['get', '/api/v1/search/by-image', 'POST'],
    ['delete', '/api/v1/photos/7', 'GET, HEAD'],
    ['put', '/api/v1/photos/7/original', 'GET, HEAD'],
    ['options', '/api/v1/similar/7', 'GET, HEAD'],
    ['patch', '/api/v1/stats', 'GET, HEAD'],
    ['post', '/health', 'GET, HEAD'],
    ['post', '/', 'GET, HEAD'],
  ] as const)('say 405 to %s %s, with Allow', async (method, path, allow) => {
    const { status, body, headers } = await request(makeApp())[method](path).set(HOME);
    expect([status, body.code, headers['allow']]).toEqual([405, 'method-not-allowed', allow]);
  });

  it('answers HEAD like GET, without a body', async () => {
    const { status, headers, text } = await request(makeApp()).head('/api/v1/stats').set(HOME);
    expect([status, text]).toEqual([200, undefined]);
    expect(Number(headers['content-length'])).toBeGreaterThan(10);
  });
});
