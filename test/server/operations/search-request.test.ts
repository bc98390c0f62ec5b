// With a FAKE library: how a query that comes as data reaches the library.
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { createApp } from '#src/server/app/create-app.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };
const ANY = expect.any(AbortSignal);
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

function spy(urlQueries = false) {
  const search = vi.fn(async () => fakeAnswer);
  const facets = vi.fn(makeFakeLibrary().facets);
  const app = createApp({ library: makeFakeLibrary({ search, facets }), urlQueries, onInternalError: vi.fn() });
  const post = (body: object | string, path = '/api/v1/search') =>
    request(app)
      .post(path)
      .set({ ...HOME, 'Content-Type': 'application/json' })
      .send(body);
  return { app, search, facets, post };
}

describe('POST /api/v1/search', () => {
  it('passes q on as text', async () => {
    const { post, search } = spy();
    const { status, body } = await post({ q: 'a boat taken:2023' });
    expect(status).toBe(200);
    expect(body.results[0].links.original).toBe('/api/v1/photos/7/original');
    expect(search).toHaveBeenCalledExactlyOnceWith('a boat taken:2023', { limit: 20, allowPaths: false, signal: ANY });
  });

  it('passes on everything a query can say', async () => {
    const { post, search } = spy();
    const options = {
      limit: 5,
      cursor: 'c',
      mode: 'text',
      sort: 'taken',
      reverse: true,
      all: true,
      minRelevance: 0.3,
      collapse: true,
    };
    const terms = [{ id: 7 }, { text: ' snow ', weight: -0.5 }, { image: PICTURE.toString('base64'), weight: 2 }];
    expect((await post({ q: 'boat', terms, filters: 'taken:2023', ...options })).status).toBe(200);
    expect(search).toHaveBeenCalledExactlyOnceWith(
      {
        text: 'boat',
        terms: [{ id: 7 }, { text: 'snow', weight: -0.5 }, { bytes: PICTURE, weight: 2 }],
        filters: 'taken:2023',
      },
      { ...options, allowPaths: false, signal: ANY },
    );
  });

  it('takes images with the query, named by terms or not', async () => {
    const { app, search } = spy();
    const [one, other] = [Buffer.from('one'), Buffer.from('other')];
    const { status } = await request(app)
      .post('/api/v1/search')
      .set(HOME)
      .field('query', JSON.stringify({ q: 'in the snow', terms: [{ upload: 1, weight: -2 }], limit: 3 }))
      .attach('image', one, 'a.jpg')
      .attach('image', other, 'b.jpg');
    expect(status).toBe(200);
    expect(search).toHaveBeenCalledExactlyOnceWith(
      { text: 'in the snow', terms: [{ bytes: other, weight: -2 }, { bytes: one }] },
      { limit: 3, allowPaths: false, signal: ANY },
    );
  });

  it('rejects files of this machine', async () => {
    const { post, search } = spy();
    expect((await post({ terms: [{ path: '/etc/passwd' }] })).status).toBe(400);
    expect(search).not.toHaveBeenCalled();
  });

  it('takes URLs only where they are allowed', async () => {
    const terms = [{ url: 'https://example.org/a.jpg' }];
    const off = spy();
    const { status, body } = await off.post({ terms });
    expect([status, body.code]).toEqual([403, 'url-queries-disabled']);
    expect(off.search).not.toHaveBeenCalled();
    const on = spy(true);
    expect((await on.post({ terms })).status).toBe(200);
    expect(on.search).toHaveBeenCalledWith({ terms }, expect.anything());
    expect((await on.post({ terms: [{ url: 'file:///etc/passwd' }] })).status).toBe(400);
  });

  it.each([
    [{}, 'empty-query', /^One of q, terms, filters and fields must not be empty\.$/],
    [{ q: '  ', terms: [], filters: ' ' }, 'empty-query', /^One of q, terms, filters and fields must not be empty\.$/],
    [{ q: 1 }, 'bad-argument', /^q must be a string, got 1\.$/],
    [{ q: 'a', limit: 0 }, 'bad-argument', /^limit must be at least 1, got 0\.$/],
    [{ q: 'a', limit: 5000 }, 'bad-argument', /^limit must be at most 1000, got 5000\.$/],
    [{ q: 'a', limit: 1.5 }, 'bad-argument', /^limit must be an integer, got 1\.5\.$/],
    [{ q: 'a', limit: null }, 'bad-argument', /^limit must be a number, got null\.$/],
    [{ q: 'a', all: 'yes' }, 'bad-argument', /^all must be a boolean, got "yes"\.$/],
    [{ q: 'x'.repeat(4001) }, 'bad-argument', /^q must have at most 4000 characters, got 4001\.$/],
    [{ q: 'a', sort: 'colour' }, 'bad-argument', /^sort must be one of relevance, taken, name, size, got "colour"\.$/],
    [{ q: 'a', limt: 5 }, 'bad-argument', /^The body has an unknown field "limt"\.$/],
    [{ terms: [{ text: '' }] }, 'bad-argument', /^terms\.0/],
    [{ terms: [{ text: 'a', weight: 0 }] }, 'bad-argument', /^terms\.0/],
    [{ terms: [{ text: 'a', weight: 101 }] }, 'bad-argument', /^terms\.0/],
    [{ terms: [{ text: 'a', id: 7 }] }, 'bad-argument', /A term must be one of/],
    [{ terms: [{ image: 'no base64!' }] }, 'bad-argument', /^terms\.0/],
    [{ terms: [{ upload: 0 }] }, 'bad-argument', /upload must be less than .* \(0\), got 0/],
    [
      { terms: Array.from({ length: 21 }, () => ({ id: 7 })) },
      'bad-argument',
      /^terms must have at most 20 entries, got 21\.$/,
    ],
    [[], 'bad-argument', /^The body must be an object, got an array\.$/],
    ['null', 'bad-argument', /^The body must be an object, got null\.$/],
    ['{"q":', 'bad-argument', /not valid JSON/],
    ['', 'empty-query', /./],
  ])('says what is wrong with %j', async (body, code, detail) => {
    const { post, search } = spy();
    const response = await post(body);
    expect([response.status, response.body.code]).toEqual([400, code]);
    expect(response.body.detail).toMatch(detail);
    expect(search).not.toHaveBeenCalled();
  });

  it('takes no other kind of body', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const { app } = spy();
      const { status, body } = await request(app)
        .post('/api/v1/search')
        .set({ ...HOME, 'Content-Type': type })
        .send('q=boat');
      expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
    }
  });

  it('takes JSON of 20 MB at most, also when it was compressed', async () => {
    const { gzipSync } = await import('node:zlib');
    const { app, post } = spy();
    const large = JSON.stringify({ q: 'x'.repeat(20 * 1024 * 1024) });
    const plain = await post(large);
    expect([plain.status, plain.body.code]).toEqual([413, 'body-too-large']);
    const sent = request(app)
      .post('/api/v1/search')
      .set({ ...HOME, 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    sent.write(gzipSync(large));
    const compressed = await sent;
    expect([compressed.status, compressed.body.code]).toEqual([413, 'body-too-large']);
  });

  it.each([
    ['a query that is no JSON', '{', undefined],
    ['a query that is wrong', '{"limit":0}', undefined],
    ['another field', '{}', 'other'],
  ])('refuses a multipart body with %s', async (_what, query, other) => {
    const { app, search } = spy();
    const sent = request(app)
      .post('/api/v1/search')
      .set(HOME)
      .field(other ?? 'query', query)
      .attach('image', PICTURE, 'a.jpg');
    const { status, body } = await sent;
    expect([status, body.code]).toEqual([400, 'bad-argument']);
    expect(search).not.toHaveBeenCalled();
  });
});

describe('facets', () => {
  it('are counted over everything, text, or a query as JSON', async () => {
    const { app, facets, post } = spy();
    await request(app).get('/api/v1/facets').set(HOME);
    expect(facets).toHaveBeenLastCalledWith(undefined, expect.objectContaining({ signal: ANY }));
    await request(app).get('/api/v1/facets?q=boat&filters=taken:2023').set(HOME);
    expect(facets).toHaveBeenLastCalledWith(
      'boat',
      expect.objectContaining({ filters: 'taken:2023', allowPaths: false }),
    );
    await request(app).get('/api/v1/facets?filters=taken:2023').set(HOME);
    expect(facets).toHaveBeenLastCalledWith({ filters: 'taken:2023' }, expect.anything());
    expect((await post({ terms: [{ id: 7 }] }, '/api/v1/facets')).status).toBe(200);
    expect(facets).toHaveBeenLastCalledWith({ terms: [{ id: 7 }] }, expect.anything());
  });
});

describe('lists', () => {
  const get = (path: string, overrides: Parameters<typeof makeFakeLibrary>[0]) =>
    request(createApp({ library: makeFakeLibrary(overrides) }))
      .get(path)
      .set(HOME);

  it('of suggestions take a prefix and a limit', async () => {
    const suggest = vi.fn(async () => []);
    expect((await get('/api/v1/suggest?q=a+boa&limit=5', { suggest })).body).toEqual({ suggestions: [] });
    expect(suggest).toHaveBeenCalledExactlyOnceWith('a boa', { limit: 5 });
  });

  it('of duplicates are paged, with their total size', async () => {
    const photo = fakeAnswer.results[0] as (typeof fakeAnswer.results)[0];
    const group = (n: number) => ({
      kind: 'exact' as const,
      members: [{ photo, path: `/photos/${n}.jpg`, aliases: [], cosine: 1 }],
      reason: 'first',
      reclaimableBytes: n,
    });
    const duplicates = vi.fn(async () => [5, 4, 3, 2, 1].map(group));
    const { body } = await get(
      '/api/v1/duplicates?kinds=exact,near&filters=taken:2023&compareBytes=true&limit=2&offset=1',
      {
        duplicates,
      },
    );
    expect(duplicates).toHaveBeenCalledExactlyOnceWith({
      kinds: ['exact', 'near'],
      filters: 'taken:2023',
      compareBytes: true,
      signal: ANY,
    });
    expect(body).toMatchObject({ total: 5, reclaimableBytes: 15 });
    expect(body.groups.map((each: { reclaimableBytes: number }) => each.reclaimableBytes)).toEqual([4, 3]);
    expect(body.groups[0].members[0].photo.links.thumbnail).toContain('/photos/7/');
    expect((await get('/api/v1/duplicates?kinds=exact,same', { duplicates })).body.code).toBe('bad-argument');
  });

  it('of failures are given page by page', async () => {
    const failures = async () =>
      ['a', 'b', 'c'].map((path) => ({ path, code: 'damaged-image' as const, message: 'It is torn.' }));
    const { body } = await get('/api/v1/failures?limit=1&offset=2', { failures });
    expect(body).toEqual({ total: 3, failures: [{ path: 'c', code: 'damaged-image', message: 'It is torn.' }] });
  });
});

describe('the format of a thumbnail', () => {
  it.each([
    [undefined, 640, '', 'webp'],
    ['image/avif,image/webp,*/*', 640, '', 'avif'],
    ['image/webp,image/*,*/*;q=0.8', 640, '', 'webp'],
    ['image/avif;q=0, image/webp', 640, '', 'webp'],
    ['image/avif;q=0.5', 640, '', 'avif'],
    ['image/avif', 640, '&format=webp', 'webp'],
    [undefined, 640, '&format=avif', 'avif'],
    // Index runs have stored that one.
    ['image/avif,image/webp,*/*', 320, '', 'webp'],
    ['image/avif', 320, '&format=avif', 'avif'],
  ])('for Accept: %s, edge %s and "%s" is %s', async (accept, edge, more, format) => {
    const thumbnail = vi.fn(makeFakeLibrary().thumbnail);
    const app = createApp({ library: makeFakeLibrary({ thumbnail }) });
    const asked = request(app).get(`/api/v1/photos/7/thumbnail?edge=${edge}${more}`).set(HOME);
    const { headers } = await (accept === undefined ? asked : asked.set('Accept', accept));
    expect(thumbnail).toHaveBeenCalledExactlyOnceWith(7, edge, format);
    expect(headers['vary']).toContain('Accept');
  });
});

describe('a query that cannot be read', () => {
  it('comes back with what may stand in its place', async () => {
    const search = vi.fn(async (query: unknown) => {
      parseQuery(typeof query === 'string' ? query : '');
      return fakeAnswer;
    });
    const app = createApp({ library: makeFakeLibrary({ search: search as never }) });
    const { status, body } = await request(app).get('/api/v1/search?q=a+dog+camra:nikon').set(HOME);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'bad-query',
      detail: 'Unknown filter camra:.',
      query: 'a dog camra:nikon',
      suggestions: ['a dog camera:nikon', 'a dog "camra:nikon"'],
    });
  });
});
