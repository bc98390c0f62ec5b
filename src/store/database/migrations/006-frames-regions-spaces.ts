import type { Migration } from './migration.js';

/**
 * content → frame → region → vector in a space, and `stage_done` (docs/adr/0006-frames-regions-and-stages.md). Runs with foreign keys off:
 * dropping a table that others refer to would delete their rows.
 *
 * The rows of `vector`, nine tenths of a catalogue's bytes, are not rewritten: an old frame's id becomes the id of its frame and of its
 * whole region, so that renaming a column is all that vectors need. For that reason the content is denormalised into the narrow `region`
 * (16 bytes a row) and not into `vector`.
 */
export const FRAMES_REGIONS_SPACES: Migration = {
  name: 'frames, regions, spaces, stages',
  sql: `
    DROP TRIGGER filter_row_of_new_file;
    DROP TRIGGER filter_row_of_file;
    DROP TRIGGER filter_row_of_new_fact;
    DROP TRIGGER filter_row_of_fact;
    DROP TRIGGER filter_row_without_fact;
    DROP TRIGGER filter_row_of_content;
    DROP TRIGGER vector_removed;
    DROP VIEW filter_source;

    -- An embedding space: one encoder over one kind of region. Ids are never used again: index files and settings are named after them.
    ALTER TABLE model RENAME TO space;
    CREATE TABLE new_space (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      revision TEXT NOT NULL,
      dtype TEXT NOT NULL,
      dim INTEGER NOT NULL,
      -- Kind of the regions it holds.
      subject TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('building', 'active', 'retired')),
      -- Removals up to this sequence number are no longer in removed_vector.
      pruned_up_to INTEGER NOT NULL DEFAULT 0,
      UNIQUE (revision, dtype, subject)
    );
    INSERT INTO new_space (id, name, revision, dtype, dim, subject, state)
      SELECT id, name, revision, dtype, dim, 'whole', 'building' FROM space ORDER BY id;
    DROP TABLE space;
    ALTER TABLE new_space RENAME TO space;
    ALTER TABLE tag RENAME COLUMN model_id TO space_id;

    -- From now on vectors refer to region. The old rows are dropped below.
    ALTER TABLE frame RENAME TO region;

    -- One picture inside a content: the image of a photo, a key frame, a page, a view. Sizes are upright.
    CREATE TABLE frame (
      id INTEGER PRIMARY KEY,
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      -- 0-based, without gaps.
      ordinal INTEGER NOT NULL,
      kind TEXT NOT NULL,
      at_ms INTEGER,
      page INTEGER,
      label TEXT,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      -- 64-bit perceptual hash, upright; NULL when it was not computed.
      phash BLOB CHECK (phash IS NULL OR length(phash) = 8),
      UNIQUE (content_id, ordinal),
      -- What regions refer to.
      UNIQUE (content_id, id)
    );
    INSERT INTO frame (id, content_id, ordinal, kind, width, height, phash)
      SELECT region.id, content_id, row_number() OVER (PARTITION BY content_id ORDER BY at_ms) - 1, 'image', width, height, phash
      FROM region JOIN content ON content.id = content_id ORDER BY region.id;
    -- Sizes of contents whose frame was lost.
    INSERT INTO frame (content_id, ordinal, kind, width, height, phash)
      SELECT id, 0, 'image', width, height, phash FROM content
      WHERE NOT EXISTS (SELECT 1 FROM frame WHERE content_id = content.id) ORDER BY id;

    -- A part of a frame, or the whole of it. content_id is that of the frame, held equal by the reference: it leads from a photo to its
    -- vectors and back in as many steps as there were before there were regions.
    CREATE TABLE new_region (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_id INTEGER NOT NULL,
      frame_id INTEGER NOT NULL,
      kind TEXT NOT NULL,
      -- Shares of the upright frame, 0…1, from its upper left corner; NULL for the whole.
      x REAL,
      y REAL,
      w REAL,
      h REAL,
      label TEXT,
      score REAL,
      detector TEXT,
      FOREIGN KEY (content_id, frame_id) REFERENCES frame (content_id, id) ON DELETE CASCADE,
      CHECK ((kind = 'whole') = (x IS NULL))
    );
    INSERT INTO new_region (id, content_id, frame_id, kind) SELECT id, content_id, id, 'whole' FROM frame ORDER BY id;
    DROP TABLE region;
    ALTER TABLE new_region RENAME TO region;
    CREATE INDEX region_content ON region (content_id, frame_id);
    CREATE UNIQUE INDEX region_whole ON region (frame_id) WHERE kind = 'whole';

    -- A region as one encoder sees it: dim float16 numbers of L2 norm 1. The id is its label in the index and is never used again.
    ALTER TABLE vector RENAME COLUMN frame_id TO region_id;
    ALTER TABLE vector RENAME COLUMN model_id TO space_id;
    DROP INDEX vector_model;
    -- With the region: who owns the vectors is read without touching the vectors.
    CREATE INDEX vector_space ON vector (space_id, id, region_id);

    -- What an index that was stored earlier must remove.
    ALTER TABLE removed_vector RENAME COLUMN model_id TO space_id;
    CREATE INDEX removed_vector_space ON removed_vector (space_id, seq, vector_id);
    CREATE TRIGGER vector_removed AFTER DELETE ON vector BEGIN
      INSERT INTO removed_vector (vector_id, space_id) VALUES (old.id, old.space_id);
    END;

    -- What has been done to a content, by which version of the stage: metadata, frames, embed:<space>. Without a row: not yet.
    CREATE TABLE stage_done (
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      stage TEXT NOT NULL,
      version TEXT NOT NULL,
      PRIMARY KEY (content_id, stage)
    ) WITHOUT ROWID;
    -- Contents without a perceptual hash are decoded once more: their frames are not done.
    INSERT INTO stage_done (content_id, stage, version)
      SELECT content_id, 'frames', '1' FROM frame GROUP BY content_id HAVING count(*) = count(phash)
      UNION ALL
      SELECT DISTINCT content_id, 'embed:' || space_id, '1' FROM vector JOIN region ON region.id = region_id
      UNION ALL
      SELECT content_id, 'metadata', cast(max(facts_version) AS TEXT) FROM file
      WHERE content_id IN (SELECT id FROM content) GROUP BY content_id HAVING max(facts_version) > 0
      ORDER BY 1, 2;

    -- NULL: the file's metadata is to be read (again), also when another file of its content was read by a newer reader.
    ALTER TABLE file RENAME COLUMN sidecar_stamp TO old_stamp;
    ALTER TABLE file ADD COLUMN sidecar_stamp TEXT;
    UPDATE file SET sidecar_stamp = old_stamp
      WHERE facts_version > 0 AND cast(facts_version AS TEXT) =
        (SELECT version FROM stage_done WHERE stage_done.content_id = file.content_id AND stage = 'metadata');
    ALTER TABLE file DROP COLUMN old_stamp;
    ALTER TABLE file DROP COLUMN facts_version;
    ALTER TABLE content DROP COLUMN width;
    ALTER TABLE content DROP COLUMN height;
    ALTER TABLE content DROP COLUMN phash;

    -- Searches use the space that is complete; of several, or of none, the one that was chosen last. A choice whose run was stopped
    -- half-way goes on as building.
    UPDATE space SET state = 'retired'
      WHERE EXISTS (SELECT 1 FROM vector WHERE space_id = space.id) AND NOT EXISTS (
        SELECT 1 FROM content WHERE NOT EXISTS
          (SELECT 1 FROM stage_done WHERE content_id = content.id AND stage = 'embed:' || space.id));
    UPDATE space SET state = 'active' WHERE id = (
      SELECT id FROM space ORDER BY state = 'retired' DESC,
        name IS (SELECT value FROM setting WHERE key = 'model') DESC,
        (SELECT count(*) FROM vector WHERE space_id = space.id) DESC, id DESC LIMIT 1);
    UPDATE setting SET value = (SELECT name FROM space WHERE state = 'active')
      WHERE key = 'model' AND EXISTS (SELECT 1 FROM space WHERE state = 'active');

    ALTER TABLE fact RENAME TO metadata;

    -- The folder is what remains when everything behind the last separator is taken off, the extension what is behind the last dot. The
    -- size is that of the first frame.
    CREATE VIEW filter_source AS
      SELECT file.id AS file_id, file.content_id, folder.id AS folder_id,
             replace(file.path, rtrim(file.path, replace(file.path, '.', '')), '') AS ext,
             taken_local, rating, coalesce(is_favorite, 0) AS is_favorite, country, city, camera, lens, latitude, longitude,
             width, height, file.size_bytes
      FROM file JOIN frame ON frame.content_id = file.content_id AND frame.ordinal = 0
      JOIN folder ON folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', ''))
      LEFT JOIN metadata ON metadata.file_id = file.id;

    -- Nothing here is OR IGNORE or OR REPLACE: the conflict clause of the statement that fires a trigger would count instead.
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
      UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
        (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
      WHERE file_id = new.file_id;
    END;
    CREATE TRIGGER filter_row_of_metadata AFTER UPDATE ON metadata BEGIN
      UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
        (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
      WHERE file_id = new.file_id;
    END;
    CREATE TRIGGER filter_row_without_metadata AFTER DELETE ON metadata BEGIN
      UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
        (NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL)
      WHERE file_id = old.file_id;
    END;
    -- For contents that get their frames after their files.
    CREATE TRIGGER filter_row_of_new_frame AFTER INSERT ON frame WHEN new.ordinal = 0 BEGIN
      INSERT INTO folder (path)
        SELECT DISTINCT rtrim(file.path, replace(replace(file.path, '/', ''), '\\', '')) AS path FROM file
        WHERE file.content_id = new.content_id
          AND NOT EXISTS (SELECT 1 FROM folder WHERE folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', '')));
      INSERT INTO filter_row SELECT * FROM filter_source WHERE content_id = new.content_id;
    END;
    CREATE TRIGGER filter_row_of_frame AFTER UPDATE OF width, height ON frame WHEN new.ordinal = 0 BEGIN
      UPDATE filter_row SET width = new.width, height = new.height WHERE content_id = new.content_id;
    END;
    CREATE TRIGGER filter_row_without_frame AFTER DELETE ON frame WHEN old.ordinal = 0 BEGIN
      DELETE FROM filter_row WHERE content_id = old.content_id;
    END;
  `,
};
