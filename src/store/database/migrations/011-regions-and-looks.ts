import type { Migration } from './migration.js';

/**
 * Regions that detectors find are looked up by what they show. What the pixels of frames say: measures with each frame, what they amount to with the content
 * and where filters look.
 */
export const REGIONS_AND_LOOKS: Migration = {
  name: 'regions of detectors, looks of frames',
  sql: `
    -- Whole frames, of which every photo has one, are not in it.
    CREATE INDEX region_label ON region (kind, label, content_id, score) WHERE kind <> 'whole';

    -- A byte a measure: see src/store/pack-look.ts. NULL: not measured.
    ALTER TABLE frame ADD COLUMN look BLOB;
    -- Bits: see src/model/look.ts. NULL: not known.
    ALTER TABLE content ADD COLUMN looks INTEGER;

    ALTER TABLE filter_row ADD COLUMN looks INTEGER;
    DROP INDEX filter_row_taken;
    CREATE INDEX filter_row_taken ON filter_row (
      taken_local, content_id, folder_id, ext, rating, is_favorite, country, city, camera, lens, latitude, longitude, width, height,
      size_bytes, kind, duration_ms, traits, looks
    );

    -- The triggers that read it expand its columns when they run.
    DROP VIEW filter_source;
    CREATE VIEW filter_source AS
      SELECT file.id AS file_id, file.content_id, folder.id AS folder_id,
             replace(file.path, rtrim(file.path, replace(file.path, '.', '')), '') AS ext,
             taken_local, rating, coalesce(is_favorite, 0) AS is_favorite, country, city, camera, lens, latitude, longitude,
             width, height, file.size_bytes, frame.kind AS kind, duration_ms, coalesce(traits, 0) AS traits, looks
      FROM file JOIN content ON content.id = file.content_id
      JOIN frame ON frame.content_id = file.content_id AND frame.ordinal = 0
      JOIN folder ON folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', ''))
      LEFT JOIN metadata ON metadata.file_id = file.id;
    CREATE TRIGGER filter_row_of_looks AFTER UPDATE OF looks ON content BEGIN
      UPDATE filter_row SET looks = new.looks WHERE content_id = new.id;
    END;
  `,
};
