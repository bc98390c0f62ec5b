import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '#src/encoder/models/model-folder.js';
import type { Family } from '#src/encoder/models/registry/registry.js';
import type { ModelDescription } from '#src/encoder/types.js';
import { fromHalf } from '#src/runtime/float16.js';
import { writeFamilyModel } from '../../support/encoder/onnx/family-models.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { IS_LONG } from '../../support/runner/form.js';

const STEP = 7;

interface Reference {
  image: string;
  family: Family;
  shape: [number, number, number];
  /** Half precision, little-endian, base64. */
  data: string;
}

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
/** Twelve megapixels take seconds to paint and to decode: in the long form only. */
const isLargeImage = (image: string) => image.endsWith('4000x3000');
const references = (
  JSON.parse(readFileSync(at('test/fixtures/preprocessing/reference.json'), 'utf8')) as Reference[]
).filter(({ image }) => IS_LONG || !isLargeImage(image));

/** Edges of the images that the reference was made for, and the sizes as the families' files write them. */
const EDGES: Record<string, number> = { siglip2: 256, mobileclip: 256, 'jina-clip': 512 };

let folder: string;
const models = new Map<Family, ModelDescription>();
const media = new InProcessMedia({});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photoseek-tensors-'));
  for (const family of new Set(references.map((reference) => reference.family))) {
    const into = join(folder, family);
    writeFamilyModel({ family, dim: 8, into, imageSize: EDGES[family] ?? 224 });
    models.set(family, await readModelFolder(into));
  }
  for (const size of new Set(references.map(({ image }) => image).filter((image) => image.startsWith('painted:'))))
    await paint(size);
}, 120_000);

/** The waves of `make-reference.py`. */
async function paint(name: string): Promise<void> {
  const [width = 0, height = 0] = name.slice('painted:'.length).split('x').map(Number);
  const data = Buffer.alloc(width * height * 3);
  // Tables make twelve megapixels a second's work.
  const makeWave = (period: number) => {
    const values = Uint8Array.from({ length: 2 * period }, (_, i) => (255 * Math.min(i, 2 * period - i)) / period);
    // The remainder of a negative phase has another sign here than in Python.
    return (phase: number) => values[((phase % values.length) + values.length) % values.length] as number;
  };
  for (let c = 0; c < 3; c++) {
    const [coarse, middle, fine] = [makeWave(1500 + 400 * c), makeWave(260 + 31 * c), makeWave(17 + 2 * c)];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const sum =
          5 * coarse(x * (2 + c) + y * (5 - c)) +
          3 * middle(x * 7 - y * (3 + c) + 100000) +
          2 * fine(x * (3 + c) + y * 4);
        data[(y * width + x) * 3 + c] = sum / 10;
      }
  }
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(pathOf(name));
}

function pathOf(image: string): string {
  if (image.startsWith('sample:')) return at(`data/samples/favourites/${image.slice('sample:'.length)}`);
  return join(folder, `${image.slice('painted:'.length)}.png`);
}

/** Every seventh row and column of the tensor that a model is fed with. */
async function makeTensor(image: string, { image: spec, normalization }: ModelDescription): Promise<number[]> {
  const { decoded } = await prepareImage(media, { path: pathOf(image) }, spec);
  const pixels = decoded?.pixels as Uint8Array;
  const out: number[] = [];
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < spec.size; y += STEP)
      for (let x = 0; x < spec.size; x += STEP)
        out.push(
          ((pixels[(y * spec.size + x) * 3 + c] as number) / 255 - (normalization.mean[c] as number)) /
            (normalization.std[c] as number),
        );
  return out;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('input tensors', () => {
  it.each([...new Set(references.map(({ family }) => family))])(
    'of %s are those of Pillow and numpy: cosine at least 0.999, at 12 megapixels 0.99',
    async (family) => {
      for (const { image, data, shape } of references.filter((reference) => reference.family === family)) {
        const halves = Buffer.from(data, 'base64');
        const expected = Array.from({ length: halves.length / 2 }, (_, i) => fromHalf(halves.readUInt16LE(2 * i)));
        const actual = await makeTensor(image, models.get(family) as ModelDescription);
        expect(actual).toHaveLength(shape[0] * shape[1] * shape[2]);
        const least = isLargeImage(image) ? 0.99 : 0.999;
        expect.soft(cosine(actual, expected), `${family} ${image}`).toBeGreaterThanOrEqual(least);
      }
    },
  );
});
