import type { Migration } from './migration.js';

export const METADATA: Migration = {
  name: 'what metadata says about a file, and its words',
  sql: `
      -- 0: facts were never read; a file whose version is not that of the reader is read again, without encoding it again.
      ALTER TABLE file ADD COLUMN facts_version INTEGER NOT NULL DEFAULT 0;
      -- Names and times of last change of the files beside it that say something about it.
      ALTER TABLE file ADD COLUMN sidecar_stamp TEXT NOT NULL DEFAULT '';
      -- 64-bit perceptual hash of the whole picture, upright; NULL when it was not computed.
      ALTER TABLE content ADD COLUMN phash BLOB CHECK (phash IS NULL OR length(phash) = 8);

      -- All facts as JSON, and beside them what is filtered and sorted by.
      CREATE TABLE fact (
        file_id INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
        data TEXT NOT NULL,
        -- UTC where the zone is known, else as if it were: sorts, does not filter.
        taken_at_ms REAL,
        -- As the clock on the wall showed it (2019-07-04T18:03:22.120): filters.
        taken_local TEXT,
        latitude REAL,
        longitude REAL,
        city TEXT,
        country TEXT,
        camera TEXT,
        lens TEXT,
        rating INTEGER,
        is_favorite INTEGER NOT NULL DEFAULT 0
      );
      CREATE INDEX fact_taken ON fact (taken_local) WHERE taken_local IS NOT NULL;
      CREATE INDEX fact_place ON fact (latitude, longitude) WHERE latitude IS NOT NULL;
      CREATE INDEX fact_country ON fact (country, city) WHERE country IS NOT NULL;
      CREATE INDEX fact_camera ON fact (camera) WHERE camera IS NOT NULL;

      CREATE TABLE keyword (
        file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
        word TEXT NOT NULL COLLATE NOCASE,
        PRIMARY KEY (file_id, word)
      ) WITHOUT ROWID;
      CREATE INDEX keyword_word ON keyword (word);

      -- Row ids are those of file. Words are found by their beginnings, names by any three letters of them.
      CREATE VIRTUAL TABLE file_text USING fts5 (
        name, folder, title, description, keywords, people, place,
        content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
      );
      CREATE VIRTUAL TABLE file_name USING fts5 (
        name, content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
      );
      CREATE TRIGGER file_text_removed AFTER DELETE ON file BEGIN
        DELETE FROM file_text WHERE rowid = old.id;
        DELETE FROM file_name WHERE rowid = old.id;
      END;
    `,
};
