import type { Database } from 'better-sqlite3';
import type { FrameLook } from '../../model/look.js';
import type { PictureKind } from '../../model/picture-kind.js';
import type { ReadScope } from '../../model/read-scope.js';
import { decodeFloat16 } from '../../runtime/float16.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { unpackLook } from '../pack-look.js';
import { areMuchText, isSureLine } from '../queries/compile-picture-kinds.js';
import { isObject } from '../queries/compile-regions.js';
import { spaceSetting } from '../records.js';

/** A photo, the tags it gets, and how likely it is of which kind. */
export interface TaggedPhoto {
  id: number;
  tags: readonly { name: string; score: number }[];
  kinds: readonly { kind: PictureKind; score: number }[];
}

/** How far the tags and kinds of a space have come. */
export interface TagProgress {
  /** Fingerprint of the words and of how they are judged. */
  vocabulary: string;
  /** Photos whose last change has an id up to this have their tags. */
  lastChangeId: number;
}

/** What is known of a frame that tags and kinds are judged by. */
export interface JudgedFrame {
  vector: Float32Array;
  /** Absent: not measured. */
  look: FrameLook | undefined;
  /** The score of the surest thing of each class that was found; absent: nobody looked for things. */
  objects: ReadonlyMap<string, number> | undefined;
  /** How much text was read; absent: nobody looked for text. */
  text: AmountOfText | undefined;
}

/** Of the lines that were read surely: none, some, or as much as on a page. */
export type AmountOfText = 'none' | 'some' | 'much';

/** A photo to be judged. */
export interface JudgedPhoto {
  id: number;
  changeId: number;
  /** In their order; one at least. */
  frames: JudgedFrame[];
}

/** Where they are stored, by content and space. */
const TABLES = ['tag', 'picture_kind'] as const;

const NOTHING: ReadonlyMap<string, number> = new Map();

/** Tags and kinds of photos, by space. */
export class TagTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** `undefined` when nothing was tagged yet. */
  getProgress(spaceId: number): TagProgress | undefined {
    const row = this.#statements.get('SELECT value FROM setting WHERE key = ?').get(spaceSetting('tags', spaceId)) as
      | { value: string }
      | undefined;
    return row && (JSON.parse(row.value) as TagProgress);
  }

  /** Photos by the vector of their first frame: those with the lowest vector ids above `afterVectorId`. */
  listVectorsAfter(
    spaceId: number,
    dim: number,
    afterVectorId: number,
    limit: number,
  ): { photoIds: number[]; data: Float32Array; lastVectorId: number } {
    const rows = this.#statements
      .get(
        `SELECT vector.id, frame.content_id AS photoId, data FROM vector
         CROSS JOIN region ON region.id = vector.region_id AND region.kind = 'whole'
         CROSS JOIN frame ON frame.id = region.frame_id AND frame.ordinal = 0
         WHERE space_id = ? AND vector.id > ? ORDER BY vector.id LIMIT ?`,
      )
      .all(spaceId, afterVectorId, limit) as { id: number; photoId: number; data: Buffer }[];
    const data = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => {
      decodeFloat16(row.data, data, i * dim);
    });
    return { photoIds: rows.map((row) => row.photoId), data, lastVectorId: rows.at(-1)?.id ?? afterVectorId };
  }

  /** Photos that are to be judged next: those with a vector in the space that changed first after `afterChangeId`. */
  listChangedAfter(spaceId: number, dim: number, afterChangeId: number, limit: number): JudgedPhoto[] {
    const changes = this.#statements
      .get(
        `SELECT content_change.id AS changeId, content_change.content_id AS id FROM content_change
         CROSS JOIN frame ON frame.content_id = content_change.content_id AND frame.ordinal = 0
         CROSS JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ?
         WHERE content_change.id > ? ORDER BY content_change.id LIMIT ?`,
      )
      .all(spaceId, afterChangeId, limit) as { id: number; changeId: number }[];
    const framesOf = this.#listFrames(JSON.stringify(changes.map(({ id }) => id)), spaceId, dim);
    return changes.map((change) => ({ ...change, frames: framesOf.get(change.id) ?? [] }));
  }

  /** @param ids of photos, as JSON */
  #listFrames(ids: string, spaceId: number, dim: number): Map<number, JudgedFrame[]> {
    const objectsOf = this.#listObjects(ids);
    const textOf = this.#listTexts(ids);
    const rows = this.#statements
      .get(
        `SELECT frame.content_id AS photoId, frame.id AS frameId, look, data FROM json_each(?) AS wanted
         CROSS JOIN frame ON frame.content_id = wanted.value
         CROSS JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ? ORDER BY frame.content_id, ordinal`,
      )
      .all(ids, spaceId) as { photoId: number; frameId: number; look: Buffer | null; data: Buffer }[];
    const framesOf = new Map<number, JudgedFrame[]>();
    for (const { photoId, frameId, look, data } of rows) {
      const vector = new Float32Array(dim);
      decodeFloat16(data, vector);
      const frame = {
        vector,
        look: look === null ? undefined : unpackLook(look),
        objects: objectsOf.get(photoId)?.get(frameId) ?? (objectsOf.has(photoId) ? NOTHING : undefined),
        text: textOf.get(photoId)?.get(frameId) ?? (textOf.has(photoId) ? ('none' as const) : undefined),
      };
      const frames = framesOf.get(photoId);
      if (frames === undefined) framesOf.set(photoId, [frame]);
      else frames.push(frame);
    }
    return framesOf;
  }

  /** Photos whose stage is done. @param ids of photos, as JSON */
  #listDone(ids: string, stage: 'objects' | 'text'): number[] {
    return this.#statements
      .get(
        'SELECT content_id FROM json_each(?) AS wanted CROSS JOIN stage_done ON content_id = wanted.value AND stage = ?',
      )
      .pluck()
      .all(ids, stage) as number[];
  }

  /** By photo that text was looked for in, and frame with text. */
  #listTexts(ids: string): Map<number, Map<number, AmountOfText>> {
    const looked = this.#listDone(ids, 'text');
    const found = new Map(looked.map((id) => [id, new Map<number, AmountOfText>()]));
    const rows = this.#statements
      .get(
        `SELECT region.content_id, region.frame_id, ${areMuchText('region')} FROM json_each(?) AS wanted
         CROSS JOIN region INDEXED BY region_content ON region.content_id = wanted.value AND ${isSureLine('region')}
           AND region.kind <> 'whole'
         GROUP BY region.frame_id`,
      )
      .raw()
      .all(JSON.stringify(looked)) as [photoId: number, frameId: number, isMuch: number][];
    for (const [photoId, frameId, isMuch] of rows) found.get(photoId)?.set(frameId, isMuch === 1 ? 'much' : 'some');
    return found;
  }

  /** By photo that things were looked for in, frame and class. */
  #listObjects(ids: string): Map<number, Map<number, Map<string, number>>> {
    const looked = this.#listDone(ids, 'objects');
    const found = new Map(looked.map((id) => [id, new Map<number, Map<string, number>>()]));
    const rows = this.#statements
      .get(
        `SELECT region.content_id, region.frame_id, region.label, max(region.score) FROM json_each(?) AS wanted
         CROSS JOIN region INDEXED BY region_content ON region.content_id = wanted.value AND ${isObject('region')}
         GROUP BY region.frame_id, region.label`,
      )
      .raw()
      .all(JSON.stringify(looked)) as [photoId: number, frameId: number, label: string, score: number][];
    for (const [photoId, frameId, label, score] of rows) {
      const frames = found.get(photoId);
      const known = frames?.get(frameId);
      if (known === undefined) frames?.set(frameId, new Map([[label, score]]));
      else known.set(label, score);
    }
    return found;
  }

  /**
   * Writes tags and kinds in place of those that the photos had, and how far they have come, in one transaction. Those of another vocabulary are
   * dropped first.
   * @param before what `getProgress` said; when it says something else by now, another process is at work and nothing is written
   */
  record(
    spaceId: number,
    before: TagProgress | undefined,
    photos: readonly TaggedPhoto[],
    progress: TagProgress,
  ): boolean {
    return this.#db
      .transaction(() => {
        const now = this.getProgress(spaceId);
        if (now?.vocabulary !== before?.vocabulary || now?.lastChangeId !== before?.lastChangeId) return false;
        if (now?.vocabulary !== progress.vocabulary)
          for (const table of TABLES) this.#statements.get(`DELETE FROM ${table} WHERE space_id = ?`).run(spaceId);
        // A photo may have been removed since its vector was read.
        const putTag = this.#statements.get(
          `INSERT INTO tag (content_id, space_id, name, score) SELECT id, @spaceId, @name, @score FROM content WHERE id = @id`,
        );
        const putKind = this.#statements.get(
          `INSERT INTO picture_kind (content_id, space_id, kind, score) SELECT id, @spaceId, @kind, @score FROM content WHERE id = @id`,
        );
        for (const { id, tags, kinds } of photos) {
          for (const table of TABLES)
            this.#statements.get(`DELETE FROM ${table} WHERE content_id = ? AND space_id = ?`).run(id, spaceId);
          for (const { name, score } of tags) putTag.run({ id, spaceId, name, score });
          for (const { kind, score } of kinds) putKind.run({ id, spaceId, kind, score });
        }
        this.#statements
          .get('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)')
          .run(spaceSetting('tags', spaceId), JSON.stringify(progress));
        return true;
      })
      .immediate();
  }

  /** How many photos have each tag. @param scope what exists for the reader */
  count(spaceId: number, scope?: ReadScope): { name: string; count: number }[] {
    const { files, parameters } = compileScope(scope);
    const exists =
      files === '' ? '' : `AND EXISTS (SELECT 1 FROM file WHERE file.content_id = tag.content_id ${files})`;
    return this.#statements
      .get(
        `SELECT name, count(*) AS count FROM tag WHERE space_id = @spaceId ${exists}
         GROUP BY name ORDER BY count DESC, name`,
      )
      .all({ spaceId, ...parameters }) as { name: string; count: number }[];
  }

  /**
   * The photos of a tag, the surest first; of a tag with many photos the first 1,000.
   * @param from the least score, 0…1
   */
  listSurest(spaceId: number, name: string, from = 0): number[] {
    return this.#statements
      .get(
        `SELECT content_id FROM tag WHERE space_id = ? AND name = ? AND score >= ?
         ORDER BY score DESC, content_id LIMIT 1000`,
      )
      .pluck()
      .all(spaceId, name, from) as number[];
  }

  /** The tags of a photo, the surest first. */
  ofPhoto(id: number, spaceId: number): { name: string; score: number }[] {
    return this.#statements
      .get('SELECT name, score FROM tag WHERE content_id = ? AND space_id = ? ORDER BY score DESC, name')
      .all(id, spaceId) as { name: string; score: number }[];
  }
}
