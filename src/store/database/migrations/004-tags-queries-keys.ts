import type { Migration } from './migration.js';

export const TAGS_QUERIES_KEYS: Migration = {
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

      -- Keys of the server. The key itself is nowhere: only its SHA-256.
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
};
