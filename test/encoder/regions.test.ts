// The second output of the image tower: vectors of regions, by the nodes that lie beside its file.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL, EMBEDDED_MODELS } from '#src/encoder/models/embedded-model.js';
import { REGIONS_FILE } from '#src/encoder/models/model-files.js';
import { readModelFolder } from '#src/encoder/models/model-folder.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import type { Encoder } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { copyModel, cosine, OFFLINE } from '../support/encoder/models.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** Vectors of the image that `makeReference` draws, as ONNX Runtime computed them in Python, in the first eight of their 512 numbers. */
const REFERENCE = JSON.parse(
  readFileSync(new URL('../fixtures/models/photoseek-mini-2-regions.json', import.meta.url), 'utf8'),
) as { image: number[]; cells: Record<string, number[]>; sum: number };

/** Of before there were regions: libraries that are there have them. */
const REVISIONS: Record<string, string> = {
  'photoseek-mini': '125561d6493a637f',
  'photoseek-mini-2': 'a74968d06c4f4d40',
};

const SIDE = 260;

function makeReference(): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [channel, x, y] = [i % 3, Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return (7 * x + 13 * y + 29 * channel + ((x * y) % 17)) % 256;
  });
}

const encoders: Encoder[] = [];
afterAll(() => Promise.all(encoders.map((encoder) => encoder.close())));

async function open(name: string): Promise<Encoder> {
  const encoder = createEncoder(await resolveModel(name, OFFLINE));
  encoders.push(encoder);
  return encoder;
}

describe('vectors of regions', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await open(EMBEDDED_MODEL);
  });

  it('are those of the reference, 81 of length 1 for an image', async () => {
    const [cells = []] = (await encoder.encodeRegions?.([makeReference()])) ?? [];
    expect(cells).toHaveLength(81);
    for (const [cell, numbers] of Object.entries(REFERENCE.cells))
      numbers.forEach((number, i) => {
        expect(cells[Number(cell)]?.[i]).toBeCloseTo(number, 5);
      });
    for (const cell of cells) expect(Math.hypot(...cell)).toBeCloseTo(1, 5);
    const sum = cells.reduce((all, cell) => all + cell.reduce((one, number) => one + number, 0), 0);
    expect(sum).toBeCloseTo(REFERENCE.sum, 3);
  });

  it('do not change the vector of the image', async () => {
    const [image] = await encoder.encodeImages([makeReference()]);
    REFERENCE.image.forEach((number, i) => {
      expect(image?.[i]).toBeCloseTo(number, 5);
    });
  });

  it('come in the order of the images, whatever is asked at once', async () => {
    const grey = () => new Uint8Array(SIDE * SIDE * 3).fill(128);
    const [[one, two] = [], [alone] = []] = (await Promise.all([
      encoder.encodeRegions?.([grey(), makeReference()]),
      encoder.encodeRegions?.([makeReference()]),
    ])) as Float32Array[][][];
    expect(cosine(two?.[40], alone?.[40])).toBeCloseTo(1, 5);
    expect(cosine(one?.[40], alone?.[40])).toBeLessThan(0.9);
    expect(await encoder.encodeRegions?.([])).toEqual([]);
  });
});

describe('the files for regions', () => {
  it.each(EMBEDDED_MODELS)('leave the revision of %s as it was', async (name) => {
    const model = await resolveModel(name, OFFLINE);
    expect(model.files.regions).toBe(join(model.folder, REGIONS_FILE));
    expect(model.revision).toBe(REVISIONS[name]);
    const encoder = await open(name);
    expect((await encoder.encodeRegions?.([makeReference()]))?.[0]).toHaveLength(81);
  });

  it('are not needed', async () => {
    const folder = await copyModel(makeTemporaryFolder());
    await rm(join(folder, REGIONS_FILE));
    const model = await readModelFolder(folder);
    expect(model).toMatchObject({ revision: REVISIONS['photoseek-mini'] });
    expect(createEncoder(model).encodeRegions).toBeUndefined();
  });
});
