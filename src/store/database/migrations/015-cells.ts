import type { Migration } from './migration.js';

/** Vectors of parts of frames, for photos that have been through the stage of regions. */
export const CELLS: Migration = {
  name: 'cells of frames',
  sql: `
    -- All cells of a frame in one row: they are read together. See src/store/pack-cells.ts.
    CREATE TABLE frame_cells (
      -- Ids are never used again, and rows never change: searches hold cells in memory by it.
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      frame_id INTEGER NOT NULL UNIQUE REFERENCES frame (id) ON DELETE CASCADE,
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      -- Of the stage that made them: cells of another model are not compared.
      version TEXT NOT NULL,
      cells BLOB NOT NULL
    );
    -- Says by itself which cells photos have.
    CREATE INDEX frame_cells_content ON frame_cells (content_id, version);
  `,
};
