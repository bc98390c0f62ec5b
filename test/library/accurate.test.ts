// Vectors of two views of each photo, by the embedded encoder: what they are, that they are made when they are asked for, and taken back.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { LibraryDependencies } from '#src/library/core.js';
import { openLibraryWith } from '#src/library/open-library.js';
import { fromHalf } from '#src/runtime/float16.js';
import { InProcessMedia } from '../support/images/in-process-media.js';
import { openRaw } from '../support/libraries/catalogues.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const IN_PROCESS: Partial<LibraryDependencies> = { createMedia: (options) => new InProcessMedia(options) };

function toVector(data: Buffer): Float32Array {
  return Float32Array.from({ length: data.length / 2 }, (_, i) => fromHalf(data.readUInt16LE(2 * i)));
}

function readVectors(folder: string): Map<string, Float32Array> {
  const rows = openRaw(folder)
    .prepare(
      'SELECT file.path, vector.data FROM vector JOIN region ON region.id = region_id JOIN file USING (content_id)',
    )
    .raw()
    .all() as [string, Buffer][];
  return new Map(rows.map(([path, data]) => [path.slice(path.lastIndexOf('/') + 1), toVector(data)]));
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

it('accurate vectors are the mean of middle and whole; photos catch up, and go back', async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  const photo = sharp(join(SAMPLES, '../animals/bison-on-prairie.jpg'));
  await photo.clone().resize(600, 300, { fit: 'cover' }).png().toFile(join(folder, 'wide.png'));
  await photo.clone().resize(400, 400, { fit: 'cover' }).png().toFile(join(folder, 'square.png'));
  const path = join(folder, '../library');
  const library = await openLibraryWith({ path }, IN_PROCESS);
  await indexPaths(library, [folder], { stages: [] });
  const plain = readVectors(path);

  await indexPaths(library, [folder], { accurate: true });
  const accurate = readVectors(path);
  expect(accurate.size).toBe(2);
  expect(accurate.get('square.png')).toEqual(plain.get('square.png'));
  const stretched = await sharp(join(folder, 'wide.png')).resize(300, 300, { fit: 'fill' }).png().toBuffer();
  const { embeddings } = await library.embed([{ bytes: stretched }]);
  const [middle, whole] = [plain.get('wide.png') as Float32Array, embeddings[0]?.vector as Float32Array];
  const mean = middle.map((value, i) => value + (whole[i] as number));
  const between = dot(mean, accurate.get('wide.png') as Float32Array) / Math.sqrt(dot(mean, mean));
  expect(between).toBeGreaterThan(0.995);
  expect(between).toBeGreaterThan(dot(middle, accurate.get('wide.png') as Float32Array));

  // It is kept with the library.
  expect(await indexPaths(library, [folder])).toMatchObject({ unchanged: 2, indexed: 0 });
  expect(readVectors(path)).toEqual(accurate);
  await indexPaths(library, [folder], { accurate: false });
  expect(readVectors(path)).toEqual(plain);
  await library.close();
});
