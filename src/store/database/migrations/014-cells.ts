import type { Migration } from './migration.js';

/** Vectors of parts of frames, for photos that have been through the stage of regions. */
export const CELLS: Migration = {
  name: 'cells of frames',
  sql: `
    -- All cells of a frame in one row: they are read together. See src/store/pack-cells.ts.
    CREATE TABLE frame_cells (
      frame_id INTEGER PRIMARY KEY REFERENCES frame (id) ON DELETE CASCADE,
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      -- Of the stage that made them: cells of another model are not compared.
      version TEXT NOT NULL,
      cells BLOB NOT NULL
    );
    CREATE INDEX frame_cells_content ON frame_cells (content_id);
  `,
};
