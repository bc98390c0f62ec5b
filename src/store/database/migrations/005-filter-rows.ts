import type { Migration } from './migration.js';

export const FILTER_ROWS: Migration = {
  name: 'what filters ask, in one narrow row a file',
  sql: `
      -- Folders that hold files, with the separator at their end.
      CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);

      -- A copy, kept by the triggers below, of what filters and counts ask of a file that has a content. The facts' own rows are some
      -- ten times as wide: reading 100,000 of them takes longer than a search may take. Names without regard to the case of A to Z.
      CREATE TABLE filter_row (
        file_id INTEGER PRIMARY KEY REFERENCES file (id) ON DELETE CASCADE,
        content_id INTEGER NOT NULL,
        folder_id INTEGER NOT NULL REFERENCES folder (id),
        ext TEXT NOT NULL COLLATE NOCASE,
        taken_local TEXT,
        rating INTEGER,
        is_favorite INTEGER NOT NULL,
        country TEXT,
        city TEXT COLLATE NOCASE,
        camera TEXT COLLATE NOCASE,
        lens TEXT COLLATE NOCASE,
        latitude REAL,
        longitude REAL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL
      );

      -- The folder is what remains when everything behind the last separator is taken off, the extension what is behind the last dot.
      CREATE VIEW filter_source AS
        SELECT file.id AS file_id, content_id, folder.id AS folder_id, replace(file.path, rtrim(file.path, replace(file.path, '.', '')), '') AS ext,
               taken_local, rating, coalesce(is_favorite, 0) AS is_favorite, country, city, camera, lens, latitude, longitude,
               width, height, file.size_bytes
        FROM file JOIN content ON content.id = file.content_id
        JOIN folder ON folder.path = rtrim(file.path, replace(replace(file.path, '/', ''), '\\', ''))
        LEFT JOIN fact ON fact.file_id = file.id;
      INSERT OR IGNORE INTO folder (path)
        SELECT rtrim(path, replace(replace(path, '/', ''), '\\', '')) FROM file WHERE content_id IS NOT NULL;
      INSERT INTO filter_row SELECT * FROM filter_source;

      -- Everything, so that the rows themselves are never read; a stretch of time is a stretch of it.
      CREATE INDEX filter_row_taken ON filter_row (
        taken_local, content_id, folder_id, ext, rating, is_favorite, country, city, camera, lens, latitude, longitude, width, height,
        size_bytes
      );
      CREATE INDEX filter_row_content ON filter_row (content_id);
      CREATE INDEX filter_row_folder ON filter_row (folder_id, content_id);
      CREATE INDEX filter_row_place ON filter_row (country, city, content_id) WHERE country IS NOT NULL;
      CREATE INDEX filter_row_camera ON filter_row (camera, content_id) WHERE camera IS NOT NULL;
      DROP INDEX fact_taken;
      DROP INDEX fact_place;
      DROP INDEX fact_country;
      DROP INDEX fact_camera;

      -- Nothing here is OR IGNORE or OR REPLACE: how the statement that fires a trigger meets conflicts would count instead.
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
      CREATE TRIGGER filter_row_of_new_fact AFTER INSERT ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
        WHERE file_id = new.file_id;
      END;
      CREATE TRIGGER filter_row_of_fact AFTER UPDATE ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (new.taken_local, new.rating, new.is_favorite, new.country, new.city, new.camera, new.lens, new.latitude, new.longitude)
        WHERE file_id = new.file_id;
      END;
      CREATE TRIGGER filter_row_without_fact AFTER DELETE ON fact BEGIN
        UPDATE filter_row SET (taken_local, rating, is_favorite, country, city, camera, lens, latitude, longitude) =
          (NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL)
        WHERE file_id = old.file_id;
      END;
      CREATE TRIGGER filter_row_of_content AFTER UPDATE OF width, height ON content BEGIN
        UPDATE filter_row SET width = new.width, height = new.height WHERE content_id = new.id;
      END;
      -- Names of folders are private: they go with their last photo.
      CREATE TRIGGER filter_row_removed AFTER DELETE ON filter_row BEGIN
        DELETE FROM folder WHERE id = old.folder_id AND NOT EXISTS (SELECT 1 FROM filter_row WHERE folder_id = old.folder_id);
      END;
    `,
};
