import type { Migration } from './migration.js';

/** Detectors of things measure the colours inside the boxes. What they have found before has none until they look at the photo again. */
export const COLOURS_OF_THINGS: Migration = {
  name: 'colours of things',
  sql: `
    -- A byte a colour: see src/store/pack-look.ts. NULL: not measured.
    ALTER TABLE region ADD COLUMN colours BLOB;
  `,
};
