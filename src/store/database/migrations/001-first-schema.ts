import type { Migration } from './migration.js';

export const FIRST_SCHEMA: Migration = {
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
};
