import { existsSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { countFacets } from '../../dist/search/browse/facets.js';
import { makeOverview } from '../../dist/search/browse/overview.js';
import { suggest } from '../../dist/search/browse/suggest.js';
import { parseFilters } from '../../dist/search/parse/parse-query.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { percentile } from '../support/numbers.mjs';
import { syntheticFolder } from '../support/synthetic-library.mjs';

const COUNT = 100_000;
const ROUNDS = 31;
const SPACE_ID = 1;

/** Filters with the share of the photos that pass them. */
const FILTERS = [
  ['50 %', 'taken:2005..2014'],
  ['50 %, two filters', 'taken:2005..2018 -rating:<=2'],
  ['50 %, a folder and a size', 'in:/photos size:>6MB'],
  ['5 %', 'taken:2006'],
  ['5 %, a camera and a shape', 'camera:"Maker 3" -is:square'],
  ['5 %, a place', 'near:10,10,2500km'],
  ['0.1 %', 'taken:2006 keyword:family rating:>=4'],
  ['0.1 %, a city', 'city:"City 7"'],
];

export const filtering = {
  name: 'filtering',
  about: `filters, facet counts and completions over ${COUNT} photos with metadata, 400,000 tags and 200,000 keywords (median of ${ROUNDS})`,
  async run() {
    const catalogue = new Catalogue(makeCatalogue(), { create: false });
    const context = { catalogue, tagSpaceId: SPACE_ID };
    const find = (text) => catalogue.filters.listMatching(parseFilters(text), { spaceId: SPACE_ID });
    const rows = FILTERS.map(([share, text]) => ({
      what: `${share}: ${text} (${find(text).length} photos)`,
      value: median(() => find(text)),
      unit: 'ms',
      bound: { atMost: 10 },
    }));
    const firstAt = performance.now();
    countFacets(context, null);
    rows.push({ what: 'facet counts, first call after a change', value: performance.now() - firstAt, unit: 'ms' });
    for (const [share, text] of [FILTERS[0], FILTERS[3]]) {
      const photoIds = find(text);
      const value = median(() => countFacets(context, photoIds));
      rows.push({ what: `facet counts over ${share}`, value, unit: 'ms', bound: { atMost: 50 } });
    }
    rows.push({
      what: 'facet counts over all photos',
      value: median(() => countFacets(context, null)),
      unit: 'ms',
      bound: { atMost: 50 },
    });
    const overviewAt = performance.now();
    makeOverview({ catalogue, spaces: { default: { row: { id: SPACE_ID } } } });
    rows.push({
      what: 'the overview of the start page, made once after a change',
      value: performance.now() - overviewAt,
      unit: 'ms',
      bound: { atMost: 100 },
    });
    for (const text of ['ci', 'an', 'boat tag:t', 'img_1']) {
      const value = median(() => suggest(context, text, 10));
      rows.push({ what: `completions of "${text}"`, value, unit: 'ms', bound: { atMost: 20 } });
    }
    catalogue.close();
    return rows;
  },
};

function median(work) {
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return percentile(times);
}

/** Writes the rows of an index run directly: filters need neither images nor vectors. Created once, then reused. */
function makeCatalogue() {
  const folder = syntheticFolder('filtering');
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  new Catalogue(unfinished, { create: true }).close();
  const Database = createRequire(import.meta.url)('better-sqlite3');
  const db = new Database(join(unfinished, 'catalogue.db'));
  const insert = (table, columns) =>
    db.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${columns.split(', ').fill('?').join(', ')})`);
  const content = insert('content', 'sha256, format, media_type, size_bytes');
  const frame = insert('frame', 'content_id, ordinal, kind, width, height');
  const file = insert('file', 'path, size_bytes, mtime_ms, content_id, sidecar_stamp');
  const metadata = insert(
    'metadata',
    'file_id, data, taken_at_ms, taken_local, latitude, longitude, city, country, camera, lens, rating, is_favorite',
  );
  const keyword = insert('keyword', 'file_id, word');
  const tag = insert('tag', 'content_id, space_id, name, score');
  const text = insert('file_text', 'rowid, name, folder, title, description, keywords, people, place');
  let state = 7;
  const random = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const pick = (values) => values[random(values.length)];
  db.transaction(() => {
    insert('space', 'id, name, revision, dtype, dim, subject, state').run(
      ...[SPACE_ID, 'none', 'none', 'fp32', 4, 'whole', 'active'],
    );
    for (let i = 0; i < COUNT; i++) {
      const hash = Buffer.alloc(32);
      hash.writeUInt32LE(i);
      const size = random(12e6);
      const contentId = content.run(hash, 'jpeg', 'image/jpeg', size).lastInsertRowid;
      frame.run(contentId, 0, 'image', pick([640, 3000, 4000]), pick([480, 3000, 2000]));
      const [year, city] = [2005 + random(20), random(800)];
      const day = `${year}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
      const path = `/photos/${year}/Trip ${random(50)}/IMG_${i}.${pick(['jpg', 'JPG', 'png', 'heic'])}`;
      const fileId = file.run(path, size, 1, contentId, '').lastInsertRowid;
      const people = random(3) === 0 ? [pick(['Anna Smith', 'Bob', 'Carla'])] : [];
      const keywords = [pick(['holiday', 'family', 'work', 'dog', 'cat']), `word ${random(2000)}`];
      const local = `${day}T12:00:00.${String(i % 1000).padStart(3, '0')}`;
      const [latitude, longitude] = [
        ((city * 37) % 1200) / 10 - 60 + random(20) / 100,
        ((city * 91) % 3400) / 10 - 170,
      ];
      // As long as the JSON of real metadata.
      const data = JSON.stringify({ people, keywords, title: `Photo ${i}`, description: 'x'.repeat(400) });
      const country = ['FR', 'DE', 'IT', 'US', 'JP', 'CH'][city % 6];
      const camera = random(40);
      metadata.run(
        ...[fileId, data, Date.parse(`${local}Z`), local, latitude, longitude, `City ${city}`, country],
        ...[
          `Maker ${camera % 20} Model ${camera}`,
          `EF ${10 + random(60)}mm`,
          random(3) === 0 ? random(6) : null,
          random(20) === 0 ? 1 : 0,
        ],
      );
      for (const word of keywords) keyword.run(fileId, word);
      for (let k = 0; k < 4; k++) tag.run(contentId, SPACE_ID, `tag ${random(300)}`, 0.9);
      text.run(fileId, `IMG_${i}`, `photos ${year}`, '', '', keywords.join('\n'), people.join('\n'), `City ${city}`);
    }
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(unfinished, folder);
  return folder;
}
