import { CLAIM_INDEXES, CLAIM_TABLES } from '../claims/claim-tables.js';
import { OWNER_COLUMNS, OWNER_INDEXES, OWNER_TABLES } from './owner-tables.js';

/** The orders of files that pages are walked in. The view stays as it is, with the rights that were given to it. */
export const ORDER_STEP = [
  `ALTER TABLE photoseek.file ADD COLUMN sort_name text COLLATE "C" NOT NULL DEFAULT ''`,
  ...['file (taken_at_ms DESC, content_id)', 'file (size_bytes DESC, content_id)', 'file (sort_name, content_id)'].map(
    toCreateIndex,
  ),
];

/** What makes tables of an earlier version those of the next one, by the earlier version. Rows that need more are sent again by the passes that follow. */
export const UPGRADES: Readonly<Record<number, readonly string[]>> = {
  1: [
    'ALTER TABLE photoseek.library DROP COLUMN cursor',
    // What was sent beside contents, and how far the passes have come: see `pass-state.ts`.
    'ALTER TABLE photoseek.library ADD COLUMN header text',
    'ALTER TABLE photoseek.library ADD COLUMN pass text',
  ],
  // Roots that several machines index.
  2: [...CLAIM_TABLES.map(toCreateTable), ...CLAIM_INDEXES.map(toCreateIndex)],
  // Colours of things.
  3: ['ALTER TABLE photoseek.region ADD COLUMN colours text'],
  // Pages that the database cuts; see `page-reads.ts`.
  4: ORDER_STEP,
  // What the machines of the libraries alone know.
  5: [...OWNER_TABLES.map(toCreateTable), ...OWNER_INDEXES.map(toCreateIndex), ...OWNER_COLUMNS],
};

/** In the order in which they can be made; dropped in the opposite one. */
export const TABLES = [
  [
    'publication',
    'id integer PRIMARY KEY CHECK (id = 1), schema_version integer NOT NULL, stamp bigint NOT NULL, texts bigint NOT NULL, text_tokens bigint NOT NULL',
  ],
  [
    'library',
    `id text PRIMARY KEY, name text NOT NULL, header text, pass text, published_at timestamptz, files bigint NOT NULL DEFAULT 0,
     tokens bigint NOT NULL DEFAULT 0, failures jsonb NOT NULL DEFAULT '{}'`,
  ],
  [
    'root',
    'library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, id text PRIMARY KEY, path text NOT NULL',
  ],
  [
    'content',
    `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sha256 bytea NOT NULL UNIQUE, hash text NOT NULL, format text NOT NULL, media_type text NOT NULL,
     defect text, looks integer, is_undecoded boolean NOT NULL, kind text NOT NULL, width integer NOT NULL, height integer NOT NULL, frames integer NOT NULL,
     derived text NOT NULL`,
  ],
  // Which library has which content, and what of it was sent.
  [
    'holding',
    `library_id text NOT NULL REFERENCES photoseek.library, local_id bigint NOT NULL, content_id bigint NOT NULL REFERENCES photoseek.content,
     digest text NOT NULL, PRIMARY KEY (library_id, local_id)`,
  ],
  [
    'file',
    `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, library_id text NOT NULL REFERENCES photoseek.library, local_id bigint NOT NULL,
     local_content_id bigint NOT NULL, content_id bigint NOT NULL REFERENCES photoseek.content, root_id text, relative_path text,
     path text COLLATE "C" NOT NULL, folder text COLLATE "C" NOT NULL, folder_key text NOT NULL, is_managed boolean NOT NULL, size_bytes bigint NOT NULL,
     mtime_ms double precision NOT NULL, external_id text COLLATE "C", fields text, metadata text, taken_at_ms double precision, taken_local text COLLATE "C",
     taken_source text, latitude double precision, longitude double precision, city text, city_key text, country text, camera text, camera_key text, lens text,
     lens_key text, rating integer, is_favorite boolean NOT NULL, duration_ms double precision, traits integer NOT NULL, ext text NOT NULL, keywords text[] NOT NULL,
     keyword_keys text[] NOT NULL, people text[] NOT NULL, people_words text[] NOT NULL, name_terms text NOT NULL, stem_terms text NOT NULL, name_key text NOT NULL,
     words tsvector NOT NULL, tokens integer NOT NULL, UNIQUE (library_id, local_id)`,
  ],
  [
    'field_value',
    `file_id bigint NOT NULL REFERENCES photoseek.file ON DELETE CASCADE, name text NOT NULL, name_key text NOT NULL, type text NOT NULL,
     number double precision, string text`,
  ],
  [
    'frame',
    `content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, ordinal integer NOT NULL, kind text NOT NULL, at_ms double precision, page integer,
     label text, width integer NOT NULL, height integer NOT NULL, phash bytea, look bytea, PRIMARY KEY (content_id, ordinal)`,
  ],
  [
    'region',
    `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, ordinal integer NOT NULL,
     kind text NOT NULL, x double precision, y double precision, w double precision, h double precision, label text, score double precision,
     is_face boolean NOT NULL, colours text`,
  ],
  [
    'face',
    `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, person_id bigint NOT NULL,
     name text NOT NULL, name_words text NOT NULL, is_hidden boolean NOT NULL, ordinal integer NOT NULL, x double precision, y double precision,
     w double precision, h double precision, quality double precision NOT NULL`,
  ],
  [
    'frame_text',
    `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, ordinal integer NOT NULL,
     source text NOT NULL, text text NOT NULL, is_sensitive boolean NOT NULL, words tsvector NOT NULL, tokens integer NOT NULL`,
  ],
  [
    'space',
    `id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, revision text NOT NULL, dtype text NOT NULL, dim integer NOT NULL,
     subject text NOT NULL, UNIQUE (revision, dtype, dim, subject)`,
  ],
  [
    'library_space',
    `library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, space_id integer NOT NULL REFERENCES photoseek.space, local_id integer NOT NULL,
     state text NOT NULL, background text, calibration text, PRIMARY KEY (library_id, space_id)`,
  ],
  [
    'tag',
    `content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, space_id integer NOT NULL REFERENCES photoseek.space, name text NOT NULL,
     key text NOT NULL, score double precision NOT NULL, PRIMARY KEY (content_id, space_id, name)`,
  ],
  [
    'picture_kind',
    `content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, space_id integer NOT NULL REFERENCES photoseek.space, kind text NOT NULL,
     score double precision NOT NULL, PRIMARY KEY (content_id, space_id, kind)`,
  ],
  // Keys of libraries that servers let in; of each, only the SHA-256.
  [
    'api_key',
    `library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, id integer NOT NULL, name text NOT NULL, hash bytea NOT NULL, scopes text NOT NULL,
     folder text, created_at_ms double precision NOT NULL, revoked_at_ms double precision, PRIMARY KEY (library_id, id)`,
  ],
  // What tags are grouped by, in the vocabulary of a library.
  [
    'tag_term',
    'library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, name text NOT NULL, grouping text NOT NULL, PRIMARY KEY (library_id, name)',
  ],
  // Contents whose thumbnails are to be deleted from where servers read them.
  ['removed_thumbnail', 'hash text PRIMARY KEY'],
  ...CLAIM_TABLES,
  ...OWNER_TABLES,
] as const;

/** A file with what filters ask of its content, as rows of `filter_row` in a library. */
export const PHOTO_VIEW = `CREATE VIEW photoseek.photo AS SELECT file.*, content.kind, content.width, content.height, content.looks, content.format
  FROM photoseek.file AS file JOIN photoseek.content AS content ON content.id = file.content_id`;

/** As `CREATE INDEX` names them. */
export const INDEXES = [
  'holding (content_id)',
  'file (content_id)',
  'file (library_id, local_content_id)',
  'file (path)',
  'file (folder)',
  'file (taken_local, content_id)',
  'file (external_id) WHERE external_id IS NOT NULL',
  'file (camera_key, content_id) WHERE camera_key IS NOT NULL',
  'file (country, city_key, content_id) WHERE country IS NOT NULL',
  'file (name_terms)',
  'file (stem_terms)',
  'file USING gin (words)',
  'file USING gin (keyword_keys)',
  'field_value (file_id)',
  'field_value (name_key, number)',
  'field_value (name_key, string)',
  'region (content_id)',
  "region (kind, label, content_id) WHERE kind = 'object'",
  'face (content_id)',
  'frame_text (content_id)',
  'frame_text USING gin (words)',
  'tag (space_id, key, content_id)',
  ...CLAIM_INDEXES,
  ...OWNER_INDEXES,
] as const;

export function toCreateTable([name, columns]: readonly [string, string]): string {
  return `CREATE TABLE photoseek.${name} (${columns})`;
}

export function toCreateIndex(index: string): string {
  return `CREATE INDEX ON photoseek.${index}`;
}
