import { createRequire } from 'node:module';
import { join } from 'node:path';
import { KEPT_CELLS } from '../../dist/detect/cells/cell-grid.js';
import { versionOfCells } from '../../dist/detect/cells/cell-version.js';
import { packCells } from '../../dist/store/pack-cells.js';
import { makeRandom } from '../support/corpus.mjs';
import { percentile } from '../support/numbers.mjs';
import { openIndexed } from '../support/open-indexed.mjs';
import { makeSyntheticLibrary } from './searching.mjs';

const Database = createRequire(import.meta.url)('better-sqlite3');
const SIZES = [10_000, 100_000];
const DIM = 512;
const NAMES =
  'dog,cat,horse,boy,girl,woman,man,crowd,bicycle,car,boat,train,tree,flower,cake,house,bridge,bird,ball,guitar'
    .split(',')
    .flatMap((name) => [name, `red ${name}`, `small ${name}`, `old ${name}`]);

export const regions = {
  name: 'regions',
  about: `library.search by ${NAMES.length} names of things, without text encoding, synthetic vectors, limit 20: without regions, with regions that are read for the first time, and again`,
  async run({ isQuick }) {
    const rows = [];
    for (const size of isQuick ? SIZES.slice(0, 1) : SIZES) {
      const path = await makeSyntheticLibrary(size, 'library-regions');
      change(path, (db) => db.exec('DELETE FROM frame_cells'));
      const without = await openIndexed(path);
      await ask(without);
      // The least of two rounds each: what else the machine does is not to be measured.
      const plain = least(await ask(without), await ask(without));
      await without.close();
      change(path, addCells);
      const library = await openIndexed(path);
      // Encodes the names.
      for (const name of NAMES) await library.embed([{ text: name }]);
      await library.search('a description that is too long to be a name', { mode: 'vector' });
      const before = process.memoryUsage();
      const first = await ask(library);
      const again = least(await ask(library), await ask(library));
      const after = process.memoryUsage();
      await library.close();
      const row = (what, times) =>
        rows.push({ what: `${size} photos, ${what}: p50`, value: percentile(times), unit: 'ms' });
      row('without regions', plain);
      row('with regions, read for the first time', first);
      row('with regions, again', again);
      const held = after.external + after.arrayBuffers - before.external - before.arrayBuffers;
      rows.push({ what: `${size} photos, memory beside the heap`, value: held / 2 ** 20, unit: 'MiB' });
    }
    return rows;
  },
};

async function ask(library) {
  const times = [];
  for (const name of NAMES) {
    const { tookMs, timings } = await library.search(name, { mode: 'vector' });
    times.push(tookMs - timings.encodeMs);
  }
  return times;
}

function least(one, other) {
  return one.map((ms, i) => Math.min(ms, other[i]));
}

function change(path, write) {
  const db = new Database(join(path, 'catalogue.db'));
  db.transaction(() => write(db))();
  db.close();
}

/** Random cells for every frame: how near they are makes no difference to the time. */
function addCells(db) {
  const random = makeRandom(5);
  const versions = db
    .prepare('SELECT revision FROM space')
    .all()
    .map(({ revision }) => versionOfCells(revision));
  const cells = Array.from({ length: 50 }, () =>
    packCells(
      KEPT_CELLS.map(() => ({
        values: Int8Array.from({ length: DIM }, () => Math.round((random() * 2 - 1) * 127)),
        scale: 1 / (73 * Math.sqrt(DIM)),
      })),
    ),
  );
  const add = db.prepare('INSERT INTO frame_cells (frame_id, content_id, version, cells) VALUES (?, ?, ?, ?)');
  for (const { id, content_id: contentId } of db.prepare('SELECT id, content_id FROM frame').all())
    add.run(id, contentId, versions[0], cells[id % cells.length]);
}
