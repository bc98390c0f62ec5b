import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';

/** A region of the photo of a file, as a detector would have found it. */
export interface MadeRegion {
  /** Of the file. */
  path: string;
  kind: 'object' | 'text';
  label: string;
  score: number;
  /** Shares of the image. */
  box: { x: number; y: number; width: number; height: number };
}

/** Writes regions into a closed library, which no detector has looked at. */
export function fillRegions(library: string, regions: readonly MadeRegion[]): void {
  const db = new Database(join(library, CATALOGUE_FILE));
  const add = db.prepare(
    `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score, detector)
     SELECT frame.content_id, frame.id, @kind, @x, @y, @width, @height, @label, @score, 'test' FROM frame
     JOIN file ON file.content_id = frame.content_id WHERE path = @path`,
  );
  for (const { box, ...region } of regions) add.run({ ...region, ...box });
  db.close();
}
