import type { Migration } from './migration.js';

/** A stage whose results decide about tags and kinds. */
const SAYS = (row: string) => `${row}.stage IN ('looks', 'objects', 'text') OR ${row}.stage GLOB 'embed:*'`;

/** Not by REPLACE: a statement that fires a trigger may have another way with conflicts. A stage may be dropped along with its content. */
const CHANGE = (row: string) => `DELETE FROM content_change WHERE content_id = ${row}.content_id;
      INSERT INTO content_change (content_id) SELECT id FROM content WHERE id = ${row}.content_id;`;

/** Kinds of pictures that vectors and pixels say together; an order of contents in which what is computed from them is brought up to date. */
export const KINDS_OF_PICTURES: Migration = {
  name: 'kinds of pictures',
  sql: `
    CREATE TABLE picture_kind (
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      space_id INTEGER NOT NULL REFERENCES space (id) ON DELETE CASCADE,
      -- See src/model/picture-kind.ts.
      kind TEXT NOT NULL,
      -- How likely, 0…1; unlikely ones have no row.
      score REAL NOT NULL,
      PRIMARY KEY (content_id, space_id, kind)
    ) WITHOUT ROWID;
    CREATE INDEX picture_kind_score ON picture_kind (space_id, kind, score);

    -- When something is found out about a content, or dropped, it gets the next id: tags and kinds follow by the last id that they have seen.
    CREATE TABLE content_change (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id INTEGER NOT NULL UNIQUE REFERENCES content (id) ON DELETE CASCADE
    );
    INSERT INTO content_change (content_id) SELECT DISTINCT content_id FROM frame ORDER BY content_id;

    CREATE TRIGGER content_change_of_new_stage AFTER INSERT ON stage_done WHEN ${SAYS('new')} BEGIN ${CHANGE('new')} END;
    CREATE TRIGGER content_change_of_stage AFTER UPDATE OF version ON stage_done WHEN ${SAYS('new')} BEGIN ${CHANGE('new')} END;
    CREATE TRIGGER content_change_of_dropped_stage AFTER DELETE ON stage_done WHEN ${SAYS('old')} BEGIN ${CHANGE('old')} END;
  `,
};
