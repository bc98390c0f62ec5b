import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const [path, photos] = [join(home, 'library'), join(home, 'photos')];

const open = (model: string): Promise<Library> =>
  openLibraryWith({ path, model, engine: 'hnsw' }, fakeDependencies().dependencies);

/** Files, settings, vectors and tags that belong to a space. */
async function listTraces(id: number): Promise<{ files: string[]; settings: string[]; rows: number }> {
  const files = (await readdir(path)).filter((name) => name.startsWith(`graph-${id}`));
  const db = new Database(join(path, 'catalogue.db'), { readonly: true });
  const settings = db
    .prepare('SELECT key FROM setting WHERE key GLOB ? ORDER BY key')
    .pluck()
    .all(`*[-:]${id}`) as string[];
  const count = (table: string) =>
    db.prepare(`SELECT count(*) FROM ${table} WHERE space_id = ?`).pluck().get(id) as number;
  const rows = count('vector') + count('tag') + count('removed_vector');
  db.close();
  return { files: files.map((name) => name.replace(/-[0-9a-f]{12}\./, '-….')).sort(), settings, rows };
}

it('a dropped space leaves nothing behind: no settings, no rows, and no files of its graph', async () => {
  await mkdir(photos);
  for (let i = 0; i < 12; i++) await writePicture(join(photos, `${i}.png`), i, { width: 32, height: 24 });
  const first = await open('fake-a');
  await indexPaths(first, [photos]);
  await first.search('red');
  const curve = { midpoint: 0, slope: 1, cut: 0, refuse: 0 } as never;
  const half = { curve, background: { mean: 0, deviation: 1 } };
  await first.useCalibration({
    source: 'evaluation',
    measuredAtMs: 1,
    photos: 12,
    queries: 1,
    text: half,
    image: half,
  });
  await first.close();
  const second = await open('fake-b');
  await indexPaths(second, [photos]);
  await second.search('red');
  const before = await listTraces(1);
  expect(before).toMatchObject({
    files: ['graph-1-….hnsw', 'graph-1.json'],
    settings: ['background-1', 'calibration-1', 'tags:1'],
  });
  expect(before.rows).toBeGreaterThanOrEqual(12);

  await second.dropSpace(1);
  expect(await listTraces(1)).toEqual({ files: [], settings: [], rows: 0 });
  // Those of the other space stay.
  expect(await listTraces(2)).toMatchObject({
    files: ['graph-2-….hnsw', 'graph-2.json'],
    settings: ['background-2', 'tags:2'],
  });
  await second.close();
});
