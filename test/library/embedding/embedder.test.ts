// With a FAKE encoder and the real decoders, in this process.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listImages } from '#src/library/embedding/list-images.js';
import { openEmbedder, openEmbedderWith } from '#src/library/embedding/open-embedder.js';
import type { Embedder, Embedding, EmbedInput } from '#src/library/embedding/types.js';
import { fromNameBytes, toFsPath } from '#src/runtime/fs-path.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const { dependencies, calls } = fakeDependencies({ dim: 16 });
let embedder: Embedder;
let red: Buffer;

beforeAll(async () => {
  red = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'rgb(220,30,30)' } })
    .png()
    .toBuffer();
  await mkdir(join(home, 'pictures', 'deep'), { recursive: true });
  await writeFile(join(home, 'pictures', 'red.png'), red);
  await writeFile(join(home, 'pictures', 'deep', 'broken.JPG'), 'no image');
  await writeFile(join(home, 'pictures', 'notes.txt'), 'no image either');
  await writeFile(join(home, 'pictures', '.hidden.png'), red);
  embedder = await openEmbedderWith({ model: 'fake' }, dependencies);
});
afterAll(() => embedder.close());

async function embedAll(inputs: Iterable<EmbedInput> | AsyncIterable<EmbedInput>): Promise<Embedding[]> {
  const all: Embedding[] = [];
  for await (const embedding of embedder.embed(inputs)) all.push(embedding);
  return all;
}

const norm = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const vectorOf = (embedding: Embedding | undefined) => embedding?.vector as Float32Array;

describe('an embedder', () => {
  it('needs no library, and names its model and dimension', () => {
    expect(embedder.model).toMatchObject({ name: 'fake', revision: expect.stringMatching(/^[0-9a-f]{16}$/), dim: 16 });
  });

  it('passes on where the model may come from, and what computes', async () => {
    const resolveModel = vi.fn(dependencies.resolveModel);
    const createEncoder = vi.fn(dependencies.createEncoder);
    const replaced = { ...dependencies, resolveModel, createEncoder };
    await (await openEmbedderWith({ model: 'fake', device: 'cuda', offline: true }, replaced)).close();
    expect(resolveModel).toHaveBeenCalledWith('fake', expect.objectContaining({ isOffline: true }));
    expect(createEncoder).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ device: 'cuda' }));
  });

  it('refuses a device that ONNX Runtime does not have here', async () => {
    const device = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(openEmbedder({ device })).rejects.toMatchObject({ code: 'bad-argument', details: { device } });
  });

  it('gives unit vectors of texts and images in the order of the inputs', async () => {
    const path = join(home, 'pictures', 'red.png');
    const all = await embedAll([{ bytes: red }, { text: 'blue' }, { text: 'red' }, { path }, { text: 'green' }]);
    for (const embedding of all) {
      expect(vectorOf(embedding)).toBeInstanceOf(Float32Array);
      expect(norm(vectorOf(embedding))).toBeCloseTo(1, 5);
    }
    const [bytes, blue, redText, file, green] = all.map(vectorOf) as Float32Array[];
    expect(file).toEqual(bytes);
    expect(dot(bytes as Float32Array, redText as Float32Array)).toBeGreaterThan(0.9);
    for (const other of [blue, green]) expect(dot(bytes as Float32Array, other as Float32Array)).toBeLessThan(0.9);
  });

  it('reports images that cannot be used in their places, and goes on', async () => {
    const all = await embedAll([
      { path: join(home, 'pictures', 'deep', 'broken.JPG') },
      { text: 'red' },
      { path: join(home, 'nowhere.png') },
      { bytes: new Uint8Array() },
      { bytes: red.subarray(0, 20) },
      { bytes: red },
    ]);
    expect(all.map(({ error }) => error?.code ?? null)).toEqual([
      'not-an-image',
      null,
      'path-not-found',
      'empty-file',
      expect.stringMatching(/^(damaged-image|not-an-image)$/),
      null,
    ]);
    expect(all.map(({ vector }) => vector === null)).toEqual([true, false, true, true, true, false]);
  });

  it('takes inputs as it needs them: a long list is not read ahead', async () => {
    let taken = 0;
    async function* inputs() {
      for (; taken < 5000; taken++) yield { text: `text ${taken}` };
    }
    let got = 0;
    for await (const _ of embedder.embed(inputs())) if (++got === 10) break;
    expect(taken).toBeLessThan(1000);
  });

  it('says which texts were cut', async () => {
    const all = await embedAll([{ text: 'short' }, { text: 'long '.repeat(100) }]);
    expect(all.map((one) => one.error === null && one.truncated)).toEqual([false, true]);
  });

  it('stops when it is told to', async () => {
    const stopped = embedder.embed([{ text: 'a' }], { signal: AbortSignal.abort() });
    await expect(
      (async () => {
        for await (const _ of stopped);
      })(),
    ).rejects.toMatchObject({ code: 'aborted' });
  });

  it('encodes texts in batches', async () => {
    calls.texts.length = 0;
    await embedAll(Array.from({ length: 100 }, (_, i) => ({ text: `text ${i}` })));
    expect(calls.texts).toHaveLength(100);
  });

  it('refuses a text that is none', async () => {
    await expect(embedAll([{ text: 7 as unknown as string }])).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

describe('Library.embed', () => {
  it('embeds by the model of the library, without storing anything', async () => {
    const library = await openFakeLibrary({ path: join(home, 'library') }, { dim: 16 });
    const { model, embeddings } = await library.embed([{ text: 'red' }, { bytes: red }, { bytes: red.subarray(0, 9) }]);
    expect(model).toMatchObject({ dim: 16, dtype: 'fp32' });
    expect(embeddings.map(({ vector }) => vector?.length ?? null)).toEqual([16, 16, null]);
    expect((await library.stats()).photos).toBe(0);
    await library.close();
    await expect(library.embed([])).rejects.toMatchObject({ code: 'library-closed' });
  });
});

describe('listing images', () => {
  it('gives those below a folder, by name, without hidden files and other formats', async () => {
    const listed = await listImages(home, 'pictures/');
    expect(listed).toEqual([
      { path: join(home, 'pictures', 'deep', 'broken.JPG'), name: 'pictures/deep/broken.JPG' },
      { path: join(home, 'pictures', 'red.png'), name: 'pictures/red.png' },
    ]);
  });

  it('gives files whose names are not valid UTF-8', async () => {
    const folder = join(home, 'old disk');
    await mkdir(folder);
    const name = fromNameBytes(Buffer.from('s\xf6.jpg', 'latin1'));
    await writeFile(toFsPath(join(folder, name)), '');
    expect(await listImages(home, 'old disk')).toEqual([{ path: join(folder, name), name: `old disk/${name}` }]);
  });

  it('gives a named file as it is', async () => {
    expect(await listImages(home, 'nowhere.bin')).toEqual([{ path: join(home, 'nowhere.bin'), name: 'nowhere.bin' }]);
  });
});
