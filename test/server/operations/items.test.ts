// Pictures and fields of a program over HTTP, on a real library with a fake encoder.
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { createApp } from '#src/server/app/create-app.js';
import { makePicture } from '../../support/images/random-images.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const HOST = 'localhost:7878';
const FIELDS = { price: 19.9, brand: 'Acme', inStock: true };

async function open(options: OpenOptions = {}, urlQueries = false) {
  const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library'), ...options });
  onTestFinished(() => library.close());
  const app = createApp({ library, urlQueries });
  const ask = (method: 'get' | 'put' | 'patch' | 'delete' | 'post', path: string) =>
    request(app)[method](`/api/v1/${path}`).set('Host', HOST);
  return { library, ask };
}

describe('/api/v1/items/{externalId}', () => {
  it('takes a picture as multipart or JSON, finds it, changes and removes it', async () => {
    const { ask } = await open();
    const address = `items/${encodeURIComponent('shoes/47 11')}`;
    const put = await ask('put', address)
      .attach('image', await makePicture(1), 'a.jpg')
      .field('fields', JSON.stringify(FIELDS));
    expect([put.status, put.body]).toEqual([200, { id: 1, externalId: 'shoes/47 11', created: true }]);
    const json = await ask('put', 'items/b').send({ image: (await makePicture(2)).toString('base64') });
    expect([json.status, json.body.created]).toEqual([200, true]);

    const found = await ask('post', 'search').send({ fields: { price: { below: 20 }, inStock: true } });
    expect(found.body.results).toMatchObject([{ id: 1, externalId: 'shoes/47 11', fields: FIELDS }]);
    const filtered = await ask('get', `search?filters=${encodeURIComponent('field:brand=acme')}`);
    expect(filtered.body.total).toBe(1);
    const alike = await ask('get', `${address}/similar?all=true`);
    expect(alike.body.results).toMatchObject([{ externalId: 'b' }]);

    expect((await ask('patch', address).send({ price: 25, brand: null })).status).toBe(204);
    expect((await ask('get', address)).body).toMatchObject({ id: 1, fields: { price: 25, inStock: true } });
    expect((await ask('get', 'items?limit=1&after=b')).body.items).toMatchObject([{ externalId: 'shoes/47 11' }]);
    expect((await ask('get', 'fields')).body.fields.map(({ name }: { name: string }) => name)).toEqual([
      'brand',
      'inStock',
      'price',
    ]);
    for (const _ of [1, 2]) expect((await ask('delete', address)).status).toBe(204);
    const gone = await ask('get', address);
    expect([gone.status, gone.body.code]).toEqual([404, 'photo-not-found']);
  });

  it.each([
    [{ image: Buffer.from('no picture').toString('base64') }, 422, 'not-an-image'],
    [{ fields: { a: 1 } }, 404, 'photo-not-found'],
    [{ image: 'AAAA', url: 'https://example.org/a.jpg' }, 400, 'bad-argument'],
    [{ url: 'https://example.org/a.jpg' }, 403, 'url-queries-disabled'],
    [{ fields: { a: { b: 1 } } }, 400, 'bad-argument'],
    [{ path: '/etc/passwd' }, 400, 'bad-argument'],
  ])('refuses %j', async (body, status, code) => {
    const { ask, library } = await open();
    const refused = await ask('put', 'items/a').send(body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(await library.items()).toEqual([]);
  });

  it.each([
    [
      'put',
      'items/a',
      { fields: { a: { b: 1 } } },
      'fields.a must be a number, a text, a list of texts, true or false, got an object.',
    ],
    [
      'patch',
      'items/a',
      { a: { b: 1 } },
      'a must be a number, a text, a list of texts, true, false, or null to remove the field, got an object.',
    ],
    [
      'put',
      'items/a',
      { url: 'ftp://x' },
      'url must be an address that begins with http:// or https://, got "ftp://x".',
    ],
    ['put', 'items/a', { fields: 7 }, 'fields must be an object, got 7.'],
    [
      'post',
      'search',
      { fields: { price: { min: 9, max: 4 } } },
      'The range of the field price must end at or after its beginning, got 9 to 4.',
    ],
    [
      'post',
      'search',
      { fields: { price: null } },
      'fields.price must be a value, a list of values, or one of { min, max, above, below }, { exists } and { not }, got null.',
    ],
  ] as const)(
    'says what is wrong, in words that are not of a program: %s %s %j',
    async (method, path, body, detail) => {
      const { ask } = await open();
      const refused = await ask(method, path).send(body);
      expect([refused.status, refused.body.detail]).toEqual([400, detail]);
      // JSON in hints, no calls of the library.
      expect(refused.body.hint ?? '').not.toMatch(/\w\(|\{ \w/);
      const unknown = await ask('put', 'items/none').send({ fields: { a: 1 } });
      expect(unknown.body.hint).toBe('To store one under this id, give its image, too.');
    },
  );

  it('gets an address where the server may', async () => {
    const { ask } = await open({ fetchUrl: async () => new Uint8Array(await makePicture(3)) }, true);
    const put = await ask('put', 'items/a').send({ url: 'https://example.org/a.jpg', fields: FIELDS });
    expect([put.status, put.body.created]).toEqual([200, true]);
  });

  it('needs the scope index to write, and hides other folders from a key for one', async () => {
    const folder = makeTemporaryFolder();
    const { ask, library } = await open();
    await library.put('a', { image: { bytes: new Uint8Array(await makePicture(1)) }, fields: FIELDS });
    const { secret } = await library.keys.create({ name: 'shop', scopes: ['search'] });
    const { secret: narrow } = await library.keys.create({ name: 'narrow', scopes: ['search'], folder });
    const as = (key: string, method: 'get' | 'put' | 'patch' | 'delete' | 'post', path: string) =>
      ask(method, path).set('Authorization', `Bearer ${key}`);
    expect((await as(secret, 'get', 'items/a')).status).toBe(200);
    for (const [method, path] of [
      ['put', 'items/a'],
      ['patch', 'items/a'],
      ['delete', 'items/a'],
      ['get', 'items'],
      ['get', 'fields'],
    ] as const)
      expect([path, (await as(secret, method, path)).body.code]).toEqual([path, 'insufficient-scope']);
    expect((await as(narrow, 'get', 'items/a')).status).toBe(404);
    expect((await as(narrow, 'get', 'items/a/similar')).status).toBe(404);
    const found = await as(narrow, 'post', 'search').send({ fields: { inStock: true } });
    expect(found.body.results).toEqual([]);
  });
});
