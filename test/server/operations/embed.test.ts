// The contract of POST /api/v1/embed, with a FAKE encoder behind the real library and decoders, in this process.
import { join } from 'node:path';
import sharp from 'sharp';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { EmbedResponseSchema } from '#src/server/operations/embed/schema.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };
let library: Library;
let red: Buffer;
const post = (body: object, app = createApp({ library })) => request(app).post('/api/v1/embed').set(HOME).send(body);

beforeAll(async () => {
  library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library') }, { dim: 16 });
  red = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'rgb(220,30,30)' } })
    .png()
    .toBuffer();
});
afterAll(() => library.close());

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

describe('POST /api/v1/embed', () => {
  it('gives unit vectors of texts and images, with model and dimension', async () => {
    const image = red.toString('base64');
    const { status, body } = await post({ texts: ['red', 'blue'], images: [image] });
    expect([status, EmbedResponseSchema.safeParse(body).error?.issues]).toEqual([200, undefined]);
    expect(body.model).toMatchObject({ dtype: 'fp32', dim: 16, revision: expect.any(String) });
    const [redText, blue, photo] = [...body.texts, ...body.images].map(({ vector }) => vector);
    for (const vector of [redText, blue, photo]) {
      expect(vector).toHaveLength(16);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
    }
    expect(dot(photo, redText)).toBeGreaterThan(dot(photo, blue));
  });

  it('gives the same numbers in base64', async () => {
    const numbers = (await post({ texts: ['a boat'] })).body.texts[0].vector;
    const { vector } = (await post({ texts: ['a boat'], encoding: 'base64' })).body.texts[0];
    const bytes = Buffer.from(vector, 'base64');
    expect(Array.from({ length: 16 }, (_, i) => bytes.readFloatLE(i * 4))).toEqual([...Float32Array.from(numbers)]);
  });

  it('reports an image that cannot be used in its place', async () => {
    const { status, body } = await post({
      images: [Buffer.from('no image').toString('base64'), red.toString('base64')],
    });
    expect(status).toBe(200);
    expect(body.images[0]).toMatchObject({
      vector: null,
      error: { code: 'not-an-image', message: expect.any(String) },
    });
    expect(body.images[1]).toMatchObject({ error: null });
  });

  it('takes images as multipart, before those of the JSON', async () => {
    const { status, body } = await request(createApp({ library }))
      .post('/api/v1/embed')
      .set(HOME)
      .attach('image', red, 'red.png')
      .attach('image', Buffer.from('no image'), 'bad.png')
      .field('query', JSON.stringify({ texts: ['red'], images: [red.toString('base64')] }));
    expect([status, body.texts.length, body.images.length]).toEqual([200, 1, 3]);
    expect(body.images[1].error.code).toBe('not-an-image');
    expect(body.images[0].vector).toEqual(body.images[2].vector);
  });

  it.each<[string, object, RegExp]>([
    ['nothing', {}, /at least one text or image/],
    ['an empty text', { texts: [''] }, /texts/],
    ['too many texts', { texts: Array(257).fill('a') }, /texts/],
    ['a text that is too long', { texts: ['a'.repeat(4001)] }, /texts/],
    ['too many images', { images: Array(33).fill('AAAA') }, /images/],
    ['an image that is not base64', { images: ['?'] }, /base64/],
    ['an unknown encoding', { texts: ['a'], encoding: 'f64' }, /encoding/],
    ['an unknown field', { text: 'a' }, /text/],
  ])('refuses %s', async (_, given, message) => {
    const { status, body } = await post(given);
    expect([status, body.code, body.detail]).toEqual([400, 'bad-argument', expect.stringMatching(message)]);
  });

  it('requires the scope embed, and lets a key with that scope do nothing else', async () => {
    const { secret: searching } = await library.keys.create({ name: 'searching' });
    const made = await library.keys.create({ name: 'embedding', scopes: ['embed'] });
    const app = createApp({ library });
    const bearer = (secret: string) => ({ ...HOME, Authorization: `Bearer ${secret}` });
    const refused = await request(app)
      .post('/api/v1/embed')
      .set(bearer(searching))
      .send({ texts: ['a'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient-scope']);
    expect(
      (
        await request(app)
          .post('/api/v1/embed')
          .set(bearer(made.secret))
          .send({ texts: ['a'] })
      ).status,
    ).toBe(200);
    const search = await request(app).get('/api/v1/search?q=a').set(bearer(made.secret));
    expect([search.status, search.body.code]).toEqual([403, 'insufficient-scope']);
    for (const { id } of await library.keys.list()) await library.keys.revoke(id);
  });

  it('works on two requests at a time', async () => {
    let running = 0;
    let most = 0;
    const app = createApp({
      library: makeFakeLibrary({
        embed: async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          return { model: { name: 'fake', revision: '1', dtype: 'fp32', dim: 1 }, embeddings: [] };
        },
      }),
    });
    await Promise.all(Array.from({ length: 8 }, () => post({ texts: ['a'] }, app)));
    expect(most).toBe(2);
  });
});
