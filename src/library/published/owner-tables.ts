/**
 * Facts that the machine of a library alone knows, as it has published them: its roots, files that failed, groups of like photos. Part of what is published, made and
 * dropped with it.
 */
export const OWNER_TABLES = [
  // A root as its library has it; `path` is that of `root`, below which its files are published.
  [
    'library_root',
    `library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, id text NOT NULL, path text COLLATE "C" NOT NULL, rules text NOT NULL,
     added_at_ms double precision NOT NULL, is_missing boolean NOT NULL, moved_to text, PRIMARY KEY (library_id, id)`,
  ],
  [
    'failure',
    `library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, path text COLLATE "C" NOT NULL, code text NOT NULL, message text NOT NULL,
     PRIMARY KEY (library_id, path)`,
  ],
  // Groups of like photos that a library has found; the photo to keep has the place 0.
  [
    'duplicate',
    `library_id text NOT NULL REFERENCES photoseek.library ON DELETE CASCADE, kind text NOT NULL, number integer NOT NULL, place integer NOT NULL,
     content_id bigint NOT NULL REFERENCES photoseek.content ON DELETE CASCADE, cosine double precision NOT NULL, turn text,
     PRIMARY KEY (library_id, kind, number, place)`,
  ],
] as const;

export const OWNER_INDEXES = ['duplicate (content_id)'] as const;

/** Columns that the tables of earlier versions lack beside these: whether a user has confirmed a face, and its vector, where the library publishes it. */
export const OWNER_COLUMNS = [
  // Stamps of what was sent beside contents: see `publish-owned.ts`.
  'ALTER TABLE photoseek.library ADD COLUMN owned text',
  // When its groups of like photos were found; NULL: it publishes none.
  'ALTER TABLE photoseek.library ADD COLUMN duplicates_at timestamptz',
  'ALTER TABLE photoseek.face ADD COLUMN is_confirmed boolean NOT NULL DEFAULT false',
  'ALTER TABLE photoseek.face ADD COLUMN v halfvec(1024)',
  // Of the detector that has made the vector: those of another one say nothing beside it.
  'ALTER TABLE photoseek.face ADD COLUMN v_by text',
] as const;
