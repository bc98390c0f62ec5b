import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODELS } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { loadTokenizer } from '#src/encoder/runtime/tokenize.js';
import type { Encoder, TextTower } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { decodeFloat16 } from '#src/runtime/float16.js';
import { prepareImage } from '../support/images/prepare-image.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';

interface Reference {
  images: { file: string; embedding: string }[];
  texts: { text: string; ids?: number[]; embedding: string }[];
}

const readReference = (name: string): Reference =>
  JSON.parse(readFileSync(join(SHARED, `models/${name}-reference.json`), 'utf8'));

function readEmbedding(base64: string): Float32Array {
  const vector = new Float32Array(512);
  decodeFloat16(Buffer.from(base64, 'base64'), vector);
  return vector;
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, i) => sum + v * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe.skipIf(!HAS_SHARED).each(EMBEDDED_MODELS)('parity with the reference encoder of %s', (name) => {
  let encoder: Encoder;
  let media: MediaPool;
  beforeAll(async () => {
    encoder = createEncoder(await resolveModel(name, { cache: '', hub: '' }));
    media = new MediaPool();
  });
  afterAll(async () => {
    media.close();
    await encoder.close();
  });

  it('holds for pictures: 0.9999 where they are enlarged, 0.998 each and 0.999 in the median where they are shrunk', async () => {
    const enlarged: number[] = [];
    const shrunk: number[] = [];
    for (const { file, embedding } of readReference(name).images) {
      const path = join(SHARED, file);
      const { decoded } = await prepareImage(media, { path }, encoder.model.image);
      const [vector] = await encoder.encodeImages([decoded?.pixels as Uint8Array]);
      const { width = 0, height = 0 } = await sharp(path).metadata();
      const similarity = cosine(vector as Float32Array, readEmbedding(embedding));
      const isEnlarged = Math.min(width, height) < encoder.model.image.size;
      (isEnlarged ? enlarged : shrunk).push(similarity);
      expect.soft(similarity, file).toBeGreaterThanOrEqual(isEnlarged ? 0.9999 : 0.998);
    }
    expect(enlarged.length).toBeGreaterThan(5);
    expect(shrunk.length).toBeGreaterThan(5);
    shrunk.sort((a, b) => a - b);
    expect(shrunk[Math.floor(shrunk.length / 2)]).toBeGreaterThanOrEqual(0.999);
    // Some hundred photos of full size are decoded, which takes long beside other work.
  }, 180_000);

  it('holds for texts, the empty one, emoji and one that is too long among them', async () => {
    const { texts } = readReference(name);
    const encoded = await encoder.encodeTexts(texts.map(({ text }) => text));
    texts.forEach(({ text, embedding }, i) => {
      expect
        .soft(cosine(encoded[i]?.vector as Float32Array, readEmbedding(embedding)), text.slice(0, 60))
        .toBeGreaterThanOrEqual(0.9998);
    });
    expect(encoded.some(({ truncated }) => truncated)).toBe(true);
  });

  it('holds for texts in a process that loads the model for one query', async () => {
    const quick = createEncoder(encoder.model, { quickStart: true });
    const { texts } = readReference(name);
    const encoded = await quick.encodeTexts(texts.map(({ text }) => text));
    await quick.close();
    texts.forEach(({ text, embedding }, i) => {
      expect
        .soft(cosine(encoded[i]?.vector as Float32Array, readEmbedding(embedding)), text.slice(0, 60))
        .toBeGreaterThanOrEqual(0.9998);
    });
  });
});

describe.skipIf(!HAS_SHARED)('parity with the reference of the multilingual text tower', () => {
  it.each([false, true])(
    'token ids are the same, cosines 0.999 at least; loaded for one query: %s',
    async (quickStart) => {
      const { texts } = readReference('photoseek-mini-2-multilingual');
      const model = await resolveModel('photoseek-mini-2', { cache: '', hub: '' });
      const tower = model.texts[1] as TextTower;
      const tokenize = loadTokenizer(tower);
      for (const { text, ids } of texts) expect.soft(tokenize(text).ids, text).toEqual(ids);
      const encoder = createEncoder(model, { quickStart });
      const encoded = await encoder.encodeTexts(
        texts.map(({ text }) => text),
        tower,
      );
      await encoder.close();
      expect(texts.length).toBeGreaterThan(100);
      texts.forEach(({ text, embedding }, i) => {
        expect
          .soft(cosine(encoded[i]?.vector as Float32Array, readEmbedding(embedding)), text.slice(0, 60))
          .toBeGreaterThanOrEqual(0.999);
      });
    },
  );
});
