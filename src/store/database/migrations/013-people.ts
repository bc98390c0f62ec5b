import type { Migration } from './migration.js';

/**
 * Faces with their vectors, the people they are grouped by, and what users have decided about them. Decisions name a face by its content and its box:
 * they outlast the region, which a better detector replaces.
 */
export const PEOPLE: Migration = {
  name: 'faces, people, decisions about faces',
  sql: `
    -- Ids are never used again: links and scripts name people by them.
    CREATE TABLE person (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- NULL: not named yet.
      name TEXT CHECK (name <> ''),
      is_hidden INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1))
    );

    CREATE TABLE face (
      region_id INTEGER PRIMARY KEY REFERENCES region (id) ON DELETE CASCADE,
      -- 1024 float16 numbers of L2 norm 1, little-endian.
      vector BLOB NOT NULL CHECK (length(vector) = 2048),
      -- Height in pixels of the original, times the score: what it shows of a person.
      quality REAL NOT NULL,
      -- NULL: not grouped yet, or decided to be no face.
      person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
      is_grouped INTEGER NOT NULL DEFAULT 0 CHECK (is_grouped IN (0, 1))
    );
    CREATE INDEX face_waiting ON face (is_grouped) WHERE is_grouped = 0;
    CREATE INDEX face_person ON face (person_id);

    CREATE TABLE face_decision (
      id INTEGER PRIMARY KEY,
      sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
      -- Of the frame.
      ordinal INTEGER NOT NULL,
      -- Shares of the upright frame.
      x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('is', 'is-not', 'no-face')),
      -- NULL for 'no-face' alone.
      person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
      CHECK ((verdict = 'no-face') = (person_id IS NULL))
    );
    CREATE INDEX face_decision_content ON face_decision (sha256, ordinal);
    CREATE INDEX face_decision_person ON face_decision (person_id);
  `,
};
