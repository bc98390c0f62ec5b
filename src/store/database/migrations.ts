import type { Database } from 'better-sqlite3';

/**
 * The catalogue's layout, as numbered steps. A step that was released is never edited; a change is a new step. The number of steps
 * done is the file's `user_version`.
 */
export const MIGRATIONS: readonly { name: string; sql: string }[] = [
  {
    name: 'first layout',
    sql: `
      CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

      CREATE TABLE model (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        revision TEXT NOT NULL,
        dtype TEXT NOT NULL,
        dim INTEGER NOT NULL,
        UNIQUE (revision, dtype)
      );

      -- What the user asked to index.
      CREATE TABLE root (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, added_at_ms INTEGER NOT NULL);

      -- Distinct bytes. Ids are never used again: they are the ids of photos that users and links keep.
      CREATE TABLE content (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
        format TEXT NOT NULL,
        media_type TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL
      );

      -- A path seen under a root: either it has a content, or a failure says why not.
      CREATE TABLE file (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        size_bytes INTEGER NOT NULL,
        mtime_ms REAL NOT NULL,
        content_id INTEGER REFERENCES content (id),
        failure_code TEXT,
        failure_message TEXT,
        CHECK ((content_id IS NULL) = (failure_code IS NOT NULL))
      );
      CREATE INDEX file_content ON file (content_id) WHERE content_id IS NOT NULL;
      CREATE INDEX file_failure ON file (failure_code) WHERE failure_code IS NOT NULL;

      -- One picture inside a content; a photo has one.
      CREATE TABLE frame (
        id INTEGER PRIMARY KEY,
        content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
        at_ms INTEGER NOT NULL DEFAULT 0,
        UNIQUE (content_id, at_ms)
      );

      -- A frame as one model sees it: dim float16 numbers of L2 norm 1. The id is its label in the graph and is never used again.
      CREATE TABLE vector (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        frame_id INTEGER NOT NULL REFERENCES frame (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
        data BLOB NOT NULL,
        UNIQUE (frame_id, model_id)
      );
      CREATE INDEX vector_model ON vector (model_id, id);

      -- What a graph that was saved earlier must forget.
      CREATE TABLE removed_vector (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        vector_id INTEGER NOT NULL,
        model_id INTEGER NOT NULL
      );
      CREATE TRIGGER vector_removed AFTER DELETE ON vector BEGIN
        INSERT INTO removed_vector (vector_id, model_id) VALUES (old.id, old.model_id);
      END;
    `,
  },
  {
    name: 'what is passed over under a root',
    sql: `ALTER TABLE root ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';`,
  },
  {
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
  },
  {
    name: 'tags, recent queries, keys',
    sql: `
      -- What a vocabulary's words say of a photo, computed from its vector.
      CREATE TABLE tag (
        content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        -- 0…1
        score REAL NOT NULL,
        PRIMARY KEY (content_id, model_id, name)
      ) WITHOUT ROWID;
      CREATE INDEX tag_name ON tag (model_id, name, score);

      CREATE TABLE recent_query (text TEXT PRIMARY KEY, used_at_ms INTEGER NOT NULL, uses INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;

      -- Who may ask the server. The key itself is nowhere: only its SHA-256.
      CREATE TABLE api_key (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        -- Space-separated: search index admin.
        scopes TEXT NOT NULL,
        -- Only photos below this folder; NULL: all.
        folder TEXT,
        created_at_ms INTEGER NOT NULL,
        last_used_at_ms INTEGER,
        revoked_at_ms INTEGER
      );
    `,
  },
  {
    name: 'what filters ask, in one narrow row a file',
    sql: `
      -- Folders that hold files, with the separator at their end.
      CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);

      -- A copy, kept by the triggers below, of what filters and counts ask of a file that has a content. The facts' own rows are some
      -- ten times as wide: reading 100,000 of them takes longer than a search may take. Names without regard to the case of A to Z.
      CREATE TABLE filter_row (
        file_id INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
        content_id INTEGER NOT NULL,
        folder_id INTEGER NOT NULL REFERENCES folder (id),
        ext TEXT NOT NULL COLLATE NOCASE,
        taken_local TEXT,
        rating INTEGER,
        is_favorite INTEGER NOT NULL,
        country TEXT,
        city TEXT COLLATE NOCASE,
        camera TEXT COLLATE NOCASE,
        lens TEXT COLLATE NOCASE,
        latitude REAL,
        longitude REAL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL
      );

      -- The folder is what remains when everything behind the last separator is taken off, the extension what is behind the last dot.
      CREATE VIEW filter_source AS
        SELECT file.id AS file_id, content_id, folder.id AS folder_id, replace(file.path, rtrim(file.path, replace(file.path, '.', '')), '') AS ext,
               taken_local, rating, coalesce(is_favorite, 0) AS is_favorite, country, city, camera, lens, latitude, longitude,
               width, height, file.size_bytes
        FROM file JOIN content ON content.id = file.content_id
        JOIN folder ON folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', ''))
        LEFT JOIN fact ON fact.file_id = file.id;
      INSERT OR IGNORE INTO folder (path)
        SELECT rtrim(path, replace(replace(path, '/', ''), '\\', '')) FROM file WHERE content_id IS NOT NULL;
      INSERT INTO filter_row SELECT * FROM filter_source;

      -- Everything, so that the rows themselves are never read; a stretch of time is a stretch of it.
      CREATE INDEX filter_row_taken ON filter_row (
        taken_local, content_id, folder_id, ext, rating, is_favorite, country, city, camera, lens, latitude, longitude, width, height,
        size_bytes
      );
      CREATE INDEX filter_row_content ON filter_row (content_id);
      CREATE INDEX filter_row_folder ON filter_row (folder_id, content_id);
      CREATE INDEX filter_row_place ON filter_row (country, city, content_id) WHERE country IS NOT NULL;
      CREATE INDEX filter_row_camera ON filter_row (camera, content_id) WHERE camera IS NOT NULL;
      DROP INDEX fact_taken;
      DROP INDEX fact_place;
      DROP INDEX fact_country;
      DROP INDEX fact_camera;

      -- Nothing here is OR IGNORE or OR REPLACE: how the statement that fires a trigger meets conflicts would count instead.
      CREATE TRIGGER filter_row_of_new_file AFTER INSERT ON file BEGIN
        INSERT INTO folder (path)
          SELECT rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')) AS path
          WHERE new.content_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')));
        INSERT INTO filter_row SELECT * FROM filter_source WHERE file_id = new.id;
      END;
      CREATE TRIGGER filter_row_of_file AFTER UPDATE OF content_id, size_bytes ON file BEGIN
        DELETE FROM filter_row WHERE file_id = new.id;
        INSERT INTO folder (path)
          SELECT rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')) AS path
          WHERE new.content_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')));
        INSERT INTO filter_row SELECT * FROM filter_source WHERE file_id = new.id;
      END;
      CREATE TRIGGER filter_row_of_new_fact AFTER INSERT ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
        WHERE file_id = new.file_id;
      END;
      CREATE TRIGGER filter_row_of_fact AFTER UPDATE ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
        WHERE file_id = new.file_id;
      END;
      CREATE TRIGGER filter_row_without_fact AFTER DELETE ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL)
        WHERE file_id = old.file_id;
      END;
      CREATE TRIGGER filter_row_of_content AFTER UPDATE OF width, height ON content BEGIN
        UPDATE filter_row SET width = new.width, height = new.height WHERE content_id = new.id;
      END;
      -- Names of folders are private: they go with their last photo.
      CREATE TRIGGER filter_row_removed AFTER DELETE ON filter_row BEGIN
        DELETE FROM folder WHERE id = old.folder_id AND NOT EXISTS (SELECT 1 FROM filter_row WHERE folder_id = old.folder_id);
      END;
    `,
  },
];

/** The layout this version of the program writes. */
export const FORMAT_VERSION = MIGRATIONS.length;

/** Brings a catalogue to {@link FORMAT_VERSION}, one transaction a step. */
export function migrate(db: Database): void {
  for (let step = db.pragma('user_version', { simple: true }) as number; step < FORMAT_VERSION; step++) {
    db.transaction(() => {
      // Another process may have been faster; the version is read again under the write lock.
      if ((db.pragma('user_version', { simple: true }) as number) !== step) return;
      db.exec((MIGRATIONS[step] as { sql: string }).sql);
      db.pragma(`user_version = ${step + 1}`);
    }).immediate();
  }
}
