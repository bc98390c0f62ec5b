import type { Database } from 'better-sqlite3';
import { isSensitive } from '../../model/sensitive/is-sensitive.js';
import { prepareWords } from '../prepare-words.js';
import { FIRST_SCHEMA } from './migrations/001-first-schema.js';
import { ROOT_RULES } from './migrations/002-root-rules.js';
import { METADATA } from './migrations/003-metadata.js';
import { TAGS_QUERIES_KEYS } from './migrations/004-tags-queries-keys.js';
import { FILTER_ROWS } from './migrations/005-filter-rows.js';
import { FRAMES_REGIONS_SPACES } from './migrations/006-frames-regions-spaces.js';
import { SOURCES_AND_STATES } from './migrations/007-sources-and-states.js';
import { EXTERNAL_IDS_AND_FIELDS } from './migrations/008-external-ids-and-fields.js';
import { KINDS_AND_TRAITS } from './migrations/009-kinds-and-traits.js';
import { FRAME_TEXTS } from './migrations/010-frame-texts.js';
import { REGIONS_AND_LOOKS } from './migrations/011-regions-and-looks.js';
import { SENSITIVE_TEXTS } from './migrations/012-sensitive-texts.js';
import { PEOPLE } from './migrations/013-people.js';
import { SENSITIVE_TEXTS_AGAIN } from './migrations/014-sensitive-texts-again.js';
import { CELLS } from './migrations/015-cells.js';
import { KINDS_OF_PICTURES } from './migrations/016-kinds-of-pictures.js';
import { PUBLICATION_CHANGES } from './migrations/017-publication-changes.js';
import { SHARP_S } from './migrations/018-sharp-s.js';
import { COLOURS_OF_THINGS } from './migrations/019-colours-of-things.js';
import { DECISIONS_ARE_PUBLISHED } from './migrations/020-decisions-are-published.js';
import type { Migration } from './migrations/migration.js';

/** The catalogue's schema as numbered steps. The number of steps done is the file's `user_version`. */
export const MIGRATIONS: readonly Migration[] = [
  FIRST_SCHEMA,
  ROOT_RULES,
  METADATA,
  TAGS_QUERIES_KEYS,
  FILTER_ROWS,
  FRAMES_REGIONS_SPACES,
  SOURCES_AND_STATES,
  EXTERNAL_IDS_AND_FIELDS,
  KINDS_AND_TRAITS,
  FRAME_TEXTS,
  REGIONS_AND_LOOKS,
  SENSITIVE_TEXTS,
  PEOPLE,
  SENSITIVE_TEXTS_AGAIN,
  CELLS,
  KINDS_OF_PICTURES,
  PUBLICATION_CHANGES,
  SHARP_S,
  COLOURS_OF_THINGS,
  DECISIONS_ARE_PUBLISHED,
];

/** The schema version that this version of the program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Page cache during a migration, in KiB: with the default of 2 MB, pages are written to the log several times. */
const CACHE_KIB = 65_536;

/**
 * Brings a catalogue to {@link SCHEMA_VERSION} in one transaction: after a crash it has the old schema or the new one. Foreign keys are off
 * meanwhile, because SQLite deletes the rows that refer to a table when that is dropped.
 */
export function migrate(db: Database): void {
  if (readVersion(db) >= SCHEMA_VERSION) return;
  const foreignKeys = db.pragma('foreign_keys', { simple: true }) as number;
  const cacheSize = db.pragma('cache_size', { simple: true }) as number;
  // Of migrations that look at stored texts.
  db.function('is_sensitive_text', { deterministic: true }, (text) => Number(isSensitive(String(text))));
  db.function('prepare_words', { deterministic: true }, (text) => prepareWords(String(text)));
  db.pragma('foreign_keys = OFF');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  try {
    db.transaction(() => {
      // Read under the write lock: another process may have been faster.
      const pending = MIGRATIONS.slice(readVersion(db));
      for (const { sql } of pending) db.exec(sql);
      if (pending.length > 0) db.pragma(`user_version = ${SCHEMA_VERSION}`);
    }).immediate();
  } finally {
    db.pragma(`foreign_keys = ${foreignKeys}`);
    db.pragma(`cache_size = ${cacheSize}`);
  }
}

function readVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
