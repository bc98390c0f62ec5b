import type { Migration } from './migration.js';

/** The number of the epoch that goes on. */
const NOW = '(SELECT max(id) FROM publication_epoch)';

/**
 * Puts contents into the epoch that goes on. Not by REPLACE or ON CONFLICT: the statement that fires a trigger may have another way with conflicts.
 * @param ids a query with the column `id`
 */
const note = (ids: string) => `
      INSERT INTO publication_change (content_id, epoch) SELECT DISTINCT id, ${NOW} FROM (${ids})
        WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM publication_change WHERE content_id = id);
      UPDATE publication_change SET epoch = ${NOW} WHERE content_id IN (${ids}) AND epoch <> ${NOW};`;

const OWN = (row: string) => `SELECT ${row}.content_id AS id`;
const OF_FILE = (row: string) => `SELECT content_id AS id FROM file WHERE id = ${row}.file_id`;
const OF_FRAME = (row: string) => `SELECT content_id AS id FROM frame WHERE id = ${row}.frame_id`;
const OF_REGION = (row: string) => `SELECT content_id AS id FROM region WHERE id = ${row}.region_id`;
const OF_PERSON = (row: string) =>
  `SELECT region.content_id AS id FROM face CROSS JOIN region ON region.id = face.region_id WHERE face.person_id = ${row}.id`;

/** A table, the contents of its rows, columns whose change counts, and rows that count. A row that goes along with its content needs no trigger of its own. */
type Source = [
  table: string,
  contents: (row: string) => string,
  columns?: string | undefined,
  rows?: (row: string) => string,
];

const SOURCES: readonly Source[] = [
  ['file', OWN, 'path, size_bytes, mtime_ms, content_id, external_id, fields'],
  ['metadata', OF_FILE],
  ['keyword', OF_FILE],
  ['frame', OWN],
  ['region', OWN, undefined, (row) => `${row}.kind <> 'whole'`],
  ['face', OF_REGION, 'quality, person_id, is_grouped'],
  ['person', OF_PERSON, 'name, is_hidden'],
  ['frame_text', OF_FRAME],
  ['vector', OF_REGION],
  ['tag', OWN],
  ['picture_kind', OWN],
  ['stage_done', OWN, undefined, (row) => `${row}.stage = 'frames'`],
  ['content', (row) => `SELECT ${row}.id AS id`, 'sha256, format, media_type, defect, looks'],
];

/** What notes changes of the rows of a table. */
export function makeTriggers([table, contents, columns, rows]: Source): string {
  const make = (event: string, name: string, given: readonly string[]) => {
    const counts = rows === undefined ? '' : `AND (${given.map(rows).join(' OR ')})`;
    return `
    CREATE TRIGGER publication_change_of_${name}_${table} AFTER ${event} ON ${table}
    WHEN EXISTS (SELECT 1 FROM publication_epoch) ${counts} BEGIN ${note(given.map(contents).join(' UNION ALL '))}
    END;`;
  };
  return [
    make('INSERT', 'new', ['new']),
    make(columns === undefined ? 'UPDATE' : `UPDATE OF ${columns}`, 'changed', ['old', 'new']),
    make('DELETE', 'removed', ['old']),
  ].join('');
}

/**
 * Which contents have changed since they were published (docs/adr/0019-published-libraries.md). Before the first pass over the library there is no epoch, and
 * nothing is noted.
 */
export const PUBLICATION_CHANGES: Migration = {
  name: 'changes of contents since they were published',
  sql: `
    -- A pass ends the epoch that goes on. The token tells a catalogue from another one that has come from the same backup.
    CREATE TABLE publication_epoch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      token TEXT NOT NULL
    );
    -- The last epoch in which something that is published of a content has changed; also of contents that are gone.
    CREATE TABLE publication_change (
      content_id INTEGER PRIMARY KEY,
      epoch INTEGER NOT NULL
    );
    CREATE INDEX publication_change_epoch ON publication_change (epoch);
    ${SOURCES.map(makeTriggers).join('\n')}
  `,
};
