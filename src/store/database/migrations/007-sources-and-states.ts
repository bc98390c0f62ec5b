import type { Migration } from './migration.js';

/**
 * The source of each date, so that counting them reads one narrow index instead of all metadata. A date that is known in part stands in
 * `taken_local` as far as it is known (`1975-06`); the next index run reads the dates anew.
 */
export const SOURCES_AND_STATES: Migration = {
  name: 'sources of dates, times of status change, defects',
  sql: `
    ALTER TABLE metadata ADD COLUMN taken_source TEXT;
    UPDATE metadata SET taken_source = data ->> '$.takenAt.source' WHERE json_valid(data);
    CREATE INDEX metadata_source ON metadata (taken_source);

    -- Time of the last change of the file's status, in milliseconds since 1970; NULL: not recorded yet.
    ALTER TABLE file ADD COLUMN ctime_ms REAL;
    -- Damage that the decoder went on after (truncated); NULL: none.
    ALTER TABLE content ADD COLUMN defect TEXT;
  `,
};
