import type { Database } from 'better-sqlite3';
import type { ReadScope } from '../../model/read-scope.js';
import { decodeFloat16 } from '../../runtime/float16.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import type { FrameVector, VectorBatch, VectorLocation, VectorOwner } from '../records.js';

/** The vectors of all spaces and what they belong to. */
export class VectorTable {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** Vectors, not photos: a photo has one for each of its regions. */
  count(spaceId: number): number {
    return this.#statements.get('SELECT count(*) FROM vector WHERE space_id = ?').pluck().get(spaceId) as number;
  }

  /** Vectors with ids above `afterId`; counting ends at `upTo`. */
  countAfter(spaceId: number, afterId: number, upTo: number): number {
    return this.#statements
      .get('SELECT count(*) FROM (SELECT 1 FROM vector WHERE space_id = ? AND id > ? LIMIT ?)')
      .pluck()
      .get(spaceId, afterId, upTo) as number;
  }

  /**
   * Photos that have a vector in a space.
   * @param upTo counting ends there: the first thousand take less than a millisecond
   */
  countPhotos(spaceId: number, upTo = Number.MAX_SAFE_INTEGER): number {
    return this.#statements
      .get(
        `SELECT count(*) FROM (SELECT DISTINCT region.content_id FROM vector JOIN region ON region.id = vector.region_id
         WHERE space_id = ? LIMIT ?)`,
      )
      .pluck()
      .get(spaceId, upTo) as number;
  }

  /** Vectors of the photos that exist for a reader. */
  countIn(spaceId: number, scope: ReadScope): number {
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(
        `SELECT count(*) FROM (SELECT DISTINCT content_id FROM file WHERE content_id IS NOT NULL ${files}) AS photo
         CROSS JOIN region ON region.content_id = photo.content_id
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = @spaceId`,
      )
      .pluck()
      .get({ spaceId, ...parameters }) as number;
  }

  /** The next `limit` vectors of a space with ids above `afterId`, in the order of their ids. */
  listAfter(spaceId: number, dim: number, afterId: number, limit: number): VectorBatch {
    const { ids, halves } = this.listStoredAfter(spaceId, afterId, limit);
    return { ids, data: decodeAll(halves, dim) };
  }

  /** The same as they are stored: halves, two bytes a number. */
  listStoredAfter(spaceId: number, afterId: number, limit: number): { ids: number[]; halves: Buffer[] } {
    const rows = this.#statements
      .get('SELECT id, data FROM vector WHERE space_id = ? AND id > ? ORDER BY id LIMIT ?')
      .raw()
      .all(spaceId, afterId, limit) as [id: number, data: Buffer][];
    return { ids: rows.map(([id]) => id), halves: rows.map(([, data]) => data) };
  }

  /** Vectors by their ids, in any order; ids that are not there are missing. */
  read(ids: Uint32Array, dim: number): VectorBatch {
    const rows = this.#statements
      .get('SELECT vector.id, data FROM json_each(?) AS wanted CROSS JOIN vector ON vector.id = wanted.value')
      .all(JSON.stringify([...ids])) as { id: number; data: Buffer }[];
    return {
      ids: rows.map(({ id }) => id),
      data: decodeAll(
        rows.map(({ data }) => data),
        dim,
      ),
    };
  }

  /** The vector of a photo's first frame in a space. */
  ofPhoto(photoId: number, spaceId: number, dim: number): Float32Array | undefined {
    return this.ofPhotos([photoId], spaceId, dim).get(photoId);
  }

  /** The vector of each photo's first frame in a space; photos without one are missing, as are files of several frames with `stillOnly`. */
  ofPhotos(
    photoIds: readonly number[],
    spaceId: number,
    dim: number,
    { stillOnly = false } = {},
  ): Map<number, Float32Array> {
    const still =
      "WHERE frame.kind = 'image' AND NOT EXISTS (SELECT 1 FROM frame AS other WHERE other.content_id = wanted.value AND other.ordinal = 1)";
    const rows = this.#statements
      .get(
        `SELECT frame.content_id AS photoId, data FROM json_each(?) AS wanted
         CROSS JOIN frame ON frame.content_id = wanted.value AND frame.ordinal = 0
         CROSS JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ? ${stillOnly ? still : ''}`,
      )
      .all(JSON.stringify(photoIds), spaceId) as { photoId: number; data: Buffer }[];
    return new Map(
      rows.map(({ photoId, data }) => {
        const vector = new Float32Array(dim);
        decodeFloat16(data, vector);
        return [photoId, vector];
      }),
    );
  }

  /**
   * The vectors of whole frames of some photos in a space, in the order of their ordinals. It reads every frame: ask for the photos of a page,
   * and only for those that have several.
   */
  ofFrames(photoIds: readonly number[], spaceId: number, dim: number): Map<number, FrameVector[]> {
    const rows = this.#statements
      .get(
        `SELECT frame.content_id AS photoId, vector.id AS vectorId, ordinal, frame.at_ms AS atMs, data FROM json_each(?) AS wanted
         CROSS JOIN frame ON frame.content_id = wanted.value
         CROSS JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ? ORDER BY photoId, ordinal`,
      )
      .all(JSON.stringify(photoIds), spaceId) as (Omit<FrameVector, 'vector'> & { photoId: number; data: Buffer })[];
    const found = new Map<number, FrameVector[]>();
    for (const { photoId, data, ...place } of rows) {
      const vector = new Float32Array(dim);
      decodeFloat16(data, vector);
      const frames = found.get(photoId);
      if (frames === undefined) found.set(photoId, [{ ...place, vector }]);
      else frames.push({ ...place, vector });
    }
    return found;
  }

  /** Owners of vectors, in the order asked; vectors that are gone are left out. */
  ownersOf(vectorIds: readonly number[]): VectorOwner[] {
    return this.#statements
      .get(
        `SELECT vector.id AS vectorId, region.content_id AS photoId, region.frame_id AS frameId, region.id AS regionId
         FROM json_each(?) AS wanted CROSS JOIN vector ON vector.id = wanted.value
         CROSS JOIN region ON region.id = vector.region_id`,
      )
      .all(JSON.stringify(vectorIds)) as VectorOwner[];
  }

  /** All vectors that photos have in a space, in no order. */
  idsOfPhotos(photoIds: readonly number[], spaceId: number): number[] {
    return this.#statements
      .get(
        `SELECT vector.id FROM json_each(?) AS wanted CROSS JOIN region ON region.content_id = wanted.value
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ?`,
      )
      .pluck()
      .all(JSON.stringify(photoIds), spaceId) as number[];
  }

  /**
   * Where the regions of vectors lie. Those of whole images are left out ({@link WHOLE_IMAGE}): nearly all vectors of photos are, and
   * reading their rows would take as long as reading the photos of the page.
   */
  locateParts(spaceId: number, vectorIds: readonly number[]): VectorLocation[] {
    const rows = this.#statements
      .get(
        // The index holds the region; the rows of vectors are a kilobyte and more each.
        `SELECT vector.id, ordinal, frame.kind, at_ms, page, frame.label, region.kind, x, y, w, h
         FROM json_each(?) AS wanted
         CROSS JOIN vector INDEXED BY vector_space ON vector.space_id = ? AND vector.id = wanted.value
         CROSS JOIN region ON region.id = vector.region_id CROSS JOIN frame ON frame.id = region.frame_id
         WHERE ordinal > 0 OR frame.kind <> 'image' OR region.kind <> 'whole'`,
      )
      // Arrays: objects of ten keys take the driver longer than the query.
      .raw()
      .all(JSON.stringify(vectorIds), spaceId) as LocatedRow[];
    return rows.map(([vectorId, ordinal, kind, atMs, page, label, region, x, y, w, h]) => ({
      vectorId,
      frame: { ordinal, kind, atMs, page, ...(label !== null && { label }) },
      region,
      box: x === null ? null : { x, y: y as number, width: w as number, height: h as number },
    }));
  }

  /** The newest id that was ever given, in any space; 0: none. Ids of removed vectors are not given again. */
  lastId(): number {
    return (this.#statements.get("SELECT seq FROM sqlite_sequence WHERE name = 'vector'").pluck().get() as number) ?? 0;
  }
}

type LocatedRow = [
  vectorId: number,
  ordinal: number,
  kind: VectorLocation['frame']['kind'],
  atMs: number | null,
  page: number | null,
  label: string | null,
  region: VectorLocation['region'],
  x: number | null,
  y: number | null,
  w: number | null,
  h: number | null,
];

function decodeAll(halves: readonly Buffer[], dim: number): Float32Array {
  const data = new Float32Array(halves.length * dim);
  for (const [i, bytes] of halves.entries()) decodeFloat16(bytes, data, i * dim);
  return data;
}
