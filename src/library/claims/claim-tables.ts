/** Tables of roots that several machines index together: part of what is published, made and dropped with it. */
export const CLAIM_TABLES = [
  // A root by its id, with the rules that hold on every machine, and who walks it.
  [
    'claim_root',
    `id text PRIMARY KEY, path text NOT NULL, rules text NOT NULL, walks bigint NOT NULL DEFAULT 0, walked_at timestamptz, walker text,
     walker_until timestamptz`,
  ],
  // A file of such a root. It is open while what was done (`done`) is not what is there (`stamp`; NULL: the file is gone). `done` is empty
  // once somebody has claimed it: it may be in a library, and has to leave it when it is gone. `session` is the process of the
  // owner that works on it.
  [
    'claim',
    `root_id text NOT NULL REFERENCES photoseek.claim_root ON DELETE CASCADE, path text COLLATE "C" NOT NULL, sidecars text NOT NULL, stamp text,
     seen bigint NOT NULL, owner text, session text, leased_until timestamptz, done text, tried bigint, failure text, PRIMARY KEY (root_id, path)`,
  ],
] as const;

/** See {@link CLAIM_TABLES}: files are asked for by their place in such a root, and for those that are open. */
export const CLAIM_INDEXES = [
  'file (root_id, relative_path)',
  'claim (root_id, path) WHERE done IS DISTINCT FROM stamp',
  'claim (root_id, owner, path) WHERE done IS DISTINCT FROM stamp',
] as const;
