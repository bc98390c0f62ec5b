import type { Migration } from './migration.js';

/**
 * Ids and fields that programs give to files (docs/adr/0011). They are columns of `file`, so that they go with it and stay when its content
 * changes; `field_value` is derived from them and makes filters fast.
 */
export const EXTERNAL_IDS_AND_FIELDS: Migration = {
  name: 'external ids and fields',
  sql: `
    ALTER TABLE file ADD COLUMN external_id TEXT;
    -- A JSON object; NULL: none.
    ALTER TABLE file ADD COLUMN fields TEXT;
    CREATE UNIQUE INDEX file_external_id ON file (external_id) WHERE external_id IS NOT NULL;

    CREATE TABLE field (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- Written as in its first use.
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      type TEXT NOT NULL CHECK (type IN ('number', 'string', 'boolean'))
    );

    -- A number, the comparison key of a text, 0 or 1; several rows for several texts.
    CREATE TABLE field_value (
      field_id INTEGER NOT NULL REFERENCES field (id) ON DELETE CASCADE,
      key NOT NULL,
      file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
      PRIMARY KEY (field_id, key, file_id)
    ) WITHOUT ROWID;
    CREATE INDEX field_value_file ON field_value (file_id);
  `,
};
