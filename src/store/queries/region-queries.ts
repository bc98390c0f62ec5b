import type { Database } from 'better-sqlite3';
import type { FrameKind } from '../../model/evidence.js';
import type { PhotoRegion, PlacedRegion, SeenThing } from '../../model/region.js';
import { Statements } from '../database/statements.js';
import { unpackShares } from '../pack-look.js';
import { isObject } from './compile-regions.js';
import { untilChange } from './until-change.js';

type RegionRow = [
  ordinal: number,
  kind: PhotoRegion['kind'],
  x: number,
  y: number,
  width: number,
  height: number,
  label: string | null,
  score: number,
];

type PlacedRow = [...RegionRow, photoId: number, ...frame: [kind: FrameKind, atMs: number | null, page: number | null]];

type ThingRow = [
  vectorId: number,
  label: string,
  x: number,
  y: number,
  width: number,
  height: number,
  colours: Buffer | null,
];

/** Things of some classes in the frame that each of some vectors lies in. */
const THINGS_OF_VECTORS = `json_each(?) AS wanted CROSS JOIN vector ON vector.id = wanted.value
  CROSS JOIN region ON region.id = vector.region_id
  CROSS JOIN region AS thing ON ${isObject('thing')} AND thing.label IN (SELECT value FROM json_each(?))
    AND thing.content_id = region.content_id AND thing.frame_id = region.frame_id`;

/** Regions that detectors have found. */
export class RegionQueries {
  readonly #statements: Statements;
  /** No detector has found a thing. The stamp is that of {@link untilChange}. */
  readonly hasNoObjects: (stamp?: string) => boolean;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.hasNoObjects = untilChange(
      changeStamp,
      () => this.#statements.get(`SELECT 1 FROM region WHERE ${isObject('region')} LIMIT 1`).get() === undefined,
    );
  }

  /** Photos that show a thing of a class that is as sure as this at least, each with the score of the surest one; the surest first. */
  listPhotosOf(label: string, leastScore: number, most: number): { photoId: number; label: string; score: number }[] {
    return this.#statements
      .get(
        `SELECT content_id AS photoId, label, max(score) AS score FROM region WHERE ${isObject('region')} AND label = ? AND score >= ?
         GROUP BY content_id ORDER BY score DESC, content_id LIMIT ?`,
      )
      .all(label, leastScore, most) as { photoId: number; label: string; score: number }[];
  }

  /**
   * How many things of some classes were found in the frame that each of some vectors lies in, by vector id and class; where there are none, they are
   * missing.
   */
  countOfVectors(vectorIds: readonly number[], labels: readonly string[]): Map<number, Map<string, number>> {
    const rows = this.#statements
      .get(`SELECT vector.id, thing.label, count(*) FROM ${THINGS_OF_VECTORS} GROUP BY vector.id, thing.label`)
      .raw()
      .all(JSON.stringify(vectorIds), JSON.stringify(labels)) as [vectorId: number, label: string, count: number][];
    const counts = new Map<number, Map<string, number>>();
    for (const [vectorId, label, count] of rows)
      counts.set(vectorId, (counts.get(vectorId) ?? new Map<string, number>()).set(label, count));
    return counts;
  }

  /** The things of some classes in the frame that each of some vectors lies in, by vector id, in the order in which they were found. */
  listOfVectors(vectorIds: readonly number[], labels: readonly string[]): Map<number, SeenThing[]> {
    const rows = this.#statements
      .get(
        `SELECT vector.id, thing.label, thing.x, thing.y, thing.w, thing.h, thing.colours FROM ${THINGS_OF_VECTORS} ORDER BY vector.id, thing.id`,
      )
      .raw()
      .all(JSON.stringify(vectorIds), JSON.stringify(labels)) as ThingRow[];
    const things = new Map<number, SeenThing[]>();
    for (const [vectorId, label, x, y, width, height, packed] of rows) {
      const list = things.get(vectorId) ?? [];
      list.push({ label, box: { x, y, width, height }, colours: packed && unpackShares(packed) });
      things.set(vectorId, list);
    }
    return things;
  }

  /**
   * Of a photo, in the order in which its detectors list them; texts in reading order.
   * @param ordinal of one frame; default: of all, in their order
   */
  list(photoId: number, ordinal?: number): PhotoRegion[] {
    const rows = this.#statements
      .get(
        `SELECT ordinal, region.kind, x, y, w, h, region.label, score FROM region JOIN frame ON frame.id = region.frame_id
         WHERE region.content_id = ? AND region.kind <> 'whole' AND ordinal = coalesce(?, ordinal) ORDER BY ordinal, region.id`,
      )
      .raw()
      .all(photoId, ordinal ?? null) as RegionRow[];
    return rows.map(([frame, kind, x, y, width, height, label, score]) => {
      return { frame, kind, box: { x, y, width, height }, label, score };
    });
  }
  /**
   * Regions of one kind in some photos, by photo, each in the order of {@link list}.
   * @param labels only those with one of them; default: all
   */
  listOfPhotos(
    photoIds: readonly number[],
    kind: PhotoRegion['kind'],
    labels?: readonly string[],
  ): Map<number, PlacedRegion[]> {
    const asked = labels === undefined ? null : JSON.stringify(labels);
    const rows = this.#statements
      .get(
        `SELECT ordinal, region.kind, x, y, w, h, region.label, score, region.content_id, frame.kind, at_ms, page
         FROM json_each(?) AS wanted CROSS JOIN region ON region.content_id = wanted.value JOIN frame ON frame.id = region.frame_id
         WHERE region.kind = ? AND (? IS NULL OR region.label IN (SELECT value FROM json_each(?))) ORDER BY region.content_id, ordinal, region.id`,
      )
      .raw()
      .all(JSON.stringify(photoIds), kind, asked, asked) as PlacedRow[];
    const regions = new Map<number, PlacedRegion[]>();
    for (const [ordinal, found, x, y, width, height, label, score, photoId, frameKind, atMs, page] of rows) {
      const list = regions.get(photoId) ?? [];
      const frame = { ordinal, kind: frameKind, atMs, page };
      list.push({ frame, kind: found, box: { x, y, width, height }, label, score });
      regions.set(photoId, list);
    }
    return regions;
  }
}
