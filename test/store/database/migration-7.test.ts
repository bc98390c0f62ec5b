import { describe, expect, it } from 'vitest';
import { nextFolder, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';
import { makeOldCatalogue } from '../../support/libraries/old-catalogue.js';

describe('a library of schema 6', () => {
  it('gets the source of each date, also beside metadata that are damaged, and counts by it', () => {
    const folder = nextFolder();
    const old = makeOldCatalogue(folder, 6);
    const dates = ['{"takenAt":{"source":"exif"}}', '{"takenAt":{"source":"exif"}}', '{"takenAt":{"source":"mtime"}}'];
    for (const [i, data] of [...dates, '{"takenAt":null}', 'no JSON'].entries()) {
      const hash = Buffer.alloc(32, i);
      old
        .prepare("INSERT INTO content (id, sha256, format, media_type, size_bytes) VALUES (?, ?, '', '', 1)")
        .run(i, hash);
      old
        .prepare('INSERT INTO file (id, path, size_bytes, mtime_ms, content_id) VALUES (?, ?, 1, 1, ?)')
        .run(i, `/${i % 2 ? 'odd' : 'even'}/${i}.jpg`, i);
      old.prepare('INSERT INTO metadata (file_id, data) VALUES (?, ?)').run(i, data);
    }
    old.close();
    const { counts } = openCatalogue(folder);
    expect(counts.dateSources()).toEqual({ exif: 2, none: 2, mtime: 1 });
    expect(counts.dateSources({ folder: '/even' })).toEqual({ exif: 1, mtime: 1, none: 1 });
    const plan = openRaw(folder)
      .prepare('EXPLAIN QUERY PLAN SELECT taken_source, count(*) FROM metadata GROUP BY taken_source')
      .all();
    expect(JSON.stringify(plan)).toContain('COVERING INDEX metadata_source');
  });
});
