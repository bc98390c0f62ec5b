import type { Migration } from './migration.js';

/** Regions that detectors find in frames are looked up by what they show. */
export const REGIONS_OF_DETECTORS: Migration = {
  name: 'regions of detectors',
  sql: `
    -- Whole frames, of which every photo has one, are not in it.
    CREATE INDEX region_label ON region (kind, label, content_id, score) WHERE kind <> 'whole';
  `,
};
