import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import type { Encoder } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { copyModel, cosine, OFFLINE } from '../support/encoder/models.js';
import { createRandom } from '../support/images/random-images.js';
import { startNode } from '../support/processes/run-command.js';
import { COMMAND } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const SQUARE_BYTES = 260 * 260 * 3;

function makeSquare(seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: SQUARE_BYTES }, () => random() * 256);
}

describe('an encoder', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, OFFLINE));
  });
  afterAll(() => encoder.close());

  it('gives vectors of length 1, in the order of the pictures, whatever the batch', async () => {
    const vectors = await encoder.encodeImages([makeSquare(1), makeSquare(2), makeSquare(3)]);
    expect(vectors.map((vector) => vector.length)).toEqual([512, 512, 512]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    const [second] = await encoder.encodeImages([makeSquare(2)]);
    expect(cosine(second, vectors[1])).toBeCloseTo(1, 5);
    expect(cosine(second, vectors[0])).toBeLessThan(0.999);
  });

  it('answers many batches at once, each with its own vectors', async () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const batches = await Promise.all(seeds.map((seed) => encoder.encodeImages([makeSquare(seed)])));
    const [together] = await Promise.all([encoder.encodeImages(seeds.map(makeSquare))]);
    batches.forEach(([vector], i) => {
      expect(cosine(vector, together?.[i])).toBeCloseTo(1, 5);
    });
  });

  it('takes the pictures over', async () => {
    const square = makeSquare(1);
    await encoder.encodeImages([square]);
    expect(square).toHaveLength(0);
  });

  it('gives nothing for nothing', async () => {
    expect(await encoder.encodeImages([])).toEqual([]);
    expect(await encoder.encodeTexts([])).toEqual([]);
  });

  it('throws encoder-failed for a picture of another size, and works on', async () => {
    await expect(encoder.encodeImages([new Uint8Array(100)])).rejects.toMatchObject({
      code: 'encoder-failed',
      message: expect.stringContaining('260'),
    });
    expect(await encoder.encodeImages([makeSquare(1)])).toHaveLength(1);
  });

  it('says which texts were cut', async () => {
    const encoded = await encoder.encodeTexts(['a dog', 'dog '.repeat(300)]);
    expect(encoded.map(({ truncated }) => truncated)).toEqual([false, true]);
  });

  it('answers a text while pictures are being encoded', async () => {
    const order: string[] = [];
    await encoder.encodeTexts(['loaded']);
    await encoder.encodeImages([makeSquare(0)]);
    await Promise.all([
      ...[1, 2, 3, 4].map((seed) =>
        encoder.encodeImages([1, 2, 3, 4].map((i) => makeSquare(seed * i))).then(() => order.push('pictures')),
      ),
      encoder.encodeTexts(['a dog']).then(() => order.push('text')),
    ]);
    expect(order.indexOf('text')).toBeLessThan(4);
  });
});

describe('an encoder that cannot work', () => {
  it.each(['vision', 'text'] as const)(
    'throws model-invalid when the weights for %s are damaged, each time',
    async (half) => {
      const folder = await copyModel(makeTemporaryFolder());
      await writeFile(join(folder, `onnx/${half}_model.onnx`), 'not a model');
      const encoder = createEncoder(await resolveModel(folder, OFFLINE));
      const encode = () => (half === 'text' ? encoder.encodeTexts(['a dog']) : encoder.encodeImages([makeSquare(1)]));
      await expect(encode()).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining(folder) });
      await expect(encode()).rejects.toMatchObject({ code: 'model-invalid' });
      await encoder.close();
    },
  );

  it('throws model-invalid when the weights give other vectors than the configuration says', async () => {
    const folder = await copyModel(makeTemporaryFolder());
    await writeFile(join(folder, 'config.json'), '{"model_type": "clip", "projection_dim": 256}');
    const encoder = createEncoder(await resolveModel(folder, OFFLINE));
    await expect(encoder.encodeTexts(['a dog'])).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/256.*512/),
    });
    await encoder.close();
  });

  it.each([false, true])('throws encoder-failed after close (for one query: %s)', async (quickStart) => {
    const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, OFFLINE), { quickStart });
    const inFlight = encoder.encodeTexts(['a dog']);
    const outcome = expect(inFlight).rejects.toMatchObject({ code: 'encoder-failed' });
    await encoder.close();
    await outcome;
    await expect(encoder.encodeTexts(['a cat'])).rejects.toMatchObject({ code: 'encoder-failed' });
  });

  it('does not keep its process alive while it has nothing to do', async () => {
    const toUrl = (file: string) => JSON.stringify(pathToFileURL(join(COMMAND, '../encoder', file)).href);
    const script = `
      const [{ resolveModel }, { createEncoder }] = await Promise.all([import(${toUrl('models/resolve-model.js')}), import(${toUrl('worker-encoder.js')})]);
      const encoder = createEncoder(await resolveModel('photoseek-mini-2', { cache: '', hub: '' }));
      const [{ vector }] = await encoder.encodeTexts(['a dog']);
      console.log(vector.length);`;
    const { code, stdout, stderr } = await startNode(['--input-type=module', '-e', script]).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '512\n', stderr: '' });
  });
});
