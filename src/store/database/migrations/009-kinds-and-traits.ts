import type { Migration } from './migration.js';

/**
 * The kind of each content, durations and traits, where filters look; and the frames of long contents whose run was interrupted. These have a
 * table of their own, by hash, so that nothing else sees a content before it is whole.
 */
export const KINDS_AND_TRAITS: Migration = {
  name: 'kinds, durations, traits, frames of interrupted runs',
  sql: `
    -- Of a video, in milliseconds.
    ALTER TABLE metadata ADD COLUMN duration_ms INTEGER;
    -- Bits: see src/model/traits.ts.
    ALTER TABLE metadata ADD COLUMN traits INTEGER NOT NULL DEFAULT 0;

    -- That of the first frame: image, video, page, view.
    ALTER TABLE filter_row ADD COLUMN kind TEXT NOT NULL DEFAULT 'image';
    ALTER TABLE filter_row ADD COLUMN duration_ms INTEGER;
    ALTER TABLE filter_row ADD COLUMN traits INTEGER NOT NULL DEFAULT 0;
    DROP INDEX filter_row_taken;
    CREATE INDEX filter_row_taken ON filter_row (
      taken_local, content_id, folder_id, ext, rating, is_favorite, country, city, camera, lens, latitude, longitude, width, height,
      size_bytes, kind, duration_ms, traits
    );

    DROP TRIGGER filter_row_of_new_file;
    DROP TRIGGER filter_row_of_file;
    DROP TRIGGER filter_row_of_new_metadata;
    DROP TRIGGER filter_row_of_metadata;
    DROP TRIGGER filter_row_without_metadata;
    DROP TRIGGER filter_row_of_new_frame;
    DROP TRIGGER filter_row_of_frame;
    DROP VIEW filter_source;

    CREATE VIEW filter_source AS
      SELECT file.id AS file_id, file.content_id, folder.id AS folder_id,
             replace(file.path, rtrim(file.path, replace(file.path, '.', '')), '') AS ext,
             taken_local, rating, coalesce(is_favorite, 0) AS is_favorite, country, city, camera, lens, latitude, longitude,
             width, height, file.size_bytes, frame.kind AS kind, duration_ms, coalesce(traits, 0) AS traits
      FROM file JOIN frame ON frame.content_id = file.content_id AND frame.ordinal = 0
      JOIN folder ON folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', ''))
      LEFT JOIN metadata ON metadata.file_id = file.id;

    CREATE TRIGGER filter_row_of_new_file AFTER INSERT ON file BEGIN
      INSERT INTO folder (path)
        SELECT rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')) AS path
        WHERE new.content_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')));
      INSERT INTO filter_row SELECT * FROM filter_source WHERE file_id = new.id;
    END;
    CREATE TRIGGER filter_row_of_file AFTER UPDATE OF content_id, size_bytes ON file BEGIN
      DELETE FROM filter_row WHERE file_id = new.id;
      INSERT INTO folder (path)
        SELECT rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')) AS path
        WHERE new.content_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(new.path, replace(replace(new.path, '/', ''), '\\', '')));
      INSERT INTO filter_row SELECT * FROM filter_source WHERE file_id = new.id;
    END;
    CREATE TRIGGER filter_row_of_new_metadata AFTER INSERT ON metadata BEGIN
      UPDATE filter_row SET
        (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude, duration_ms, traits) =
        (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude,
         new.duration_ms, new.traits)
      WHERE file_id = new.file_id;
    END;
    CREATE TRIGGER filter_row_of_metadata AFTER UPDATE ON metadata BEGIN
      UPDATE filter_row SET
        (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude, duration_ms, traits) =
        (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude,
         new.duration_ms, new.traits)
      WHERE file_id = new.file_id;
    END;
    CREATE TRIGGER filter_row_without_metadata AFTER DELETE ON metadata BEGIN
      UPDATE filter_row SET
        (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude, duration_ms, traits) =
        (NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0)
      WHERE file_id = old.file_id;
    END;
    CREATE TRIGGER filter_row_of_new_frame AFTER INSERT ON frame WHEN new.ordinal = 0 BEGIN
      INSERT INTO folder (path)
        SELECT DISTINCT rtrim(file.path, replace(replace(file.path, '/', ''), '\\', '')) AS path FROM file
        WHERE file.content_id = new.content_id
          AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', '')));
      INSERT INTO filter_row SELECT * FROM filter_source WHERE content_id = new.content_id;
    END;
    CREATE TRIGGER filter_row_of_frame AFTER UPDATE OF width, height, kind ON frame WHEN new.ordinal = 0 BEGIN
      UPDATE filter_row SET (width, height, kind) = (new.width, new.height, new.kind) WHERE content_id = new.content_id;
    END;

    -- Frames of a content that is not whole yet, each with its vectors.
    CREATE TABLE saved_frame (
      sha256 BLOB NOT NULL,
      ordinal INTEGER NOT NULL,
      -- How the content is expanded and embedded; frames of another way are of no use.
      way TEXT NOT NULL,
      -- FrameInfo as JSON, without its hash.
      info TEXT NOT NULL,
      phash BLOB,
      -- JSON of space ids, and their vectors one after the other: float16.
      spaces TEXT NOT NULL,
      vectors BLOB NOT NULL,
      PRIMARY KEY (sha256, ordinal)
    ) WITHOUT ROWID;
  `,
};
