import { join } from 'node:path';
import Database from 'better-sqlite3';
import { COLOURS, type Colour } from '#src/model/look.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { packShares } from '#src/store/pack-look.js';

/** A region of the photo of a file, as a detector would have found it. */
export interface MadeRegion {
  /** Of the file. */
  path: string;
  kind: 'object' | 'text';
  label: string;
  score: number;
  /** Shares of the image. */
  box: { x: number; y: number; width: number; height: number };
  /** Shares of colours in the box; absent: a detector that did not measure them has found it. */
  colours?: Partial<Record<Colour, number>>;
}

/** Writes regions into a closed library, which no detector has looked at. */
export function fillRegions(library: string, regions: readonly MadeRegion[]): void {
  const db = new Database(join(library, CATALOGUE_FILE));
  const add = db.prepare(
    `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score, detector, colours)
     SELECT frame.content_id, frame.id, @kind, @x, @y, @width, @height, @label, @score, 'test', @packed FROM frame
     JOIN file ON file.content_id = frame.content_id WHERE path = @path`,
  );
  for (const { box, colours, ...region } of regions)
    add.run({
      ...{ ...region, ...box },
      packed: colours === undefined ? null : packShares(COLOURS.map((colour) => colours[colour] ?? 0)),
    });
  db.close();
}
