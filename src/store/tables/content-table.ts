import type { FrameInfo } from '../../model/frame.js';
import { type FrameLook, joinLookBits, toLookBits } from '../../model/look.js';
import type { FoundRegion } from '../../model/region.js';
import { encodeFloat16 } from '../../runtime/float16.js';
import type { Statements } from '../database/statements.js';
import { packLook } from '../pack-look.js';
import { type ContentInfo, type EmbeddedFrame, embedStage, type Stages } from '../records.js';
import { FrameTextTable } from './frame-text-table.js';
import { RegionTable } from './region-table.js';

/** A stored content and what has been done to it. */
export interface StoredContent {
  id: number;
  /** Versions by stage. */
  stages: Map<string, string>;
}

/** Takes the first 16 hex digits of the SHA-256 of contents. */
export type ContentsDropped = (contentHashes: readonly string[]) => void;

/** Contents with their frames, regions, vectors and stages. Call it within a transaction. */
export class ContentTable {
  readonly #statements: Statements;
  readonly #texts: FrameTextTable;
  readonly #regions: RegionTable;

  readonly #onDropped: ContentsDropped;

  /** @param onDropped told of contents that no file holds any more, while the transaction is still open */
  constructor(statements: Statements, onDropped: ContentsDropped = () => {}) {
    this.#statements = statements;
    this.#onDropped = onDropped;
    this.#texts = new FrameTextTable(statements);
    this.#regions = new RegionTable(statements, this.#texts);
  }

  find(sha256: Uint8Array): StoredContent | undefined {
    const id = this.#statements.get('SELECT id FROM content WHERE sha256 = ?').pluck().get(Buffer.from(sha256)) as
      | number
      | undefined;
    return id === undefined ? undefined : { id, stages: this.#listStages(id) };
  }

  /** Adds a content, or finds it and records how it was decoded now. */
  ensure({ sha256, format, mediaType, defect }: ContentInfo, sizeBytes: number): StoredContent {
    const known = this.find(sha256);
    if (known !== undefined) {
      const put = this.#statements.get('UPDATE content SET defect = @defect WHERE id = @id AND defect IS NOT @defect');
      put.run({ id: known.id, defect: defect ?? null });
      return known;
    }
    const { lastInsertRowid } = this.#statements
      .get('INSERT INTO content (sha256, format, media_type, size_bytes, defect) VALUES (?, ?, ?, ?, ?)')
      .run(Buffer.from(sha256), format, mediaType, sizeBytes, defect ?? null);
    return { id: Number(lastInsertRowid), stages: new Map() };
  }

  /**
   * Puts all frames of a content with the vectors that were computed. Vectors of a space whose stage was done by another version are
   * replaced, those of other spaces stay as long as the frames do.
   */
  putFrames(content: StoredContent, frames: readonly EmbeddedFrame[], stages: Stages): void {
    const { id } = content;
    if (differs(content, stages, 'frames')) this.#dropFrames(content);
    for (const stage of Object.keys(stages)) {
      if (stage.startsWith('embed:') && differs(content, stages, stage)) this.#dropVectors(id, Number(stage.slice(6)));
    }
    // Before its frames are there, so that the row where filters look is written once.
    this.#putLookBits(
      id,
      frames.flatMap(({ look }) => look ?? []),
    );
    for (const frame of frames) {
      const frameId = this.#putFrame(id, frame);
      if (frame.text !== undefined) this.#texts.put(frameId, 'layer', frame.text);
      const regionId = this.#ensureWhole(id, frameId);
      this.#regions.put({ contentId: id, frameId }, frame.regions ?? [], stages);
      for (const [spaceId, vector] of frame.vectors) {
        this.#statements
          .get('INSERT INTO vector (region_id, space_id, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
          .run(regionId, spaceId, encodeFloat16(vector));
      }
    }
  }

  /** Fills in perceptual hashes that are missing, by ordinal. */
  putPhashes(contentId: number, phashes: readonly Uint8Array[]): void {
    const put = this.#statements.get(
      'UPDATE frame SET phash = ? WHERE content_id = ? AND ordinal = ? AND phash IS NULL',
    );
    phashes.forEach((phash, ordinal) => {
      put.run(Buffer.from(phash), contentId, ordinal);
    });
  }

  /** Puts the looks of all frames of a content, by ordinal. */
  putLooks(contentId: number, looks: readonly (FrameLook | null)[]): void {
    const put = this.#statements.get('UPDATE frame SET look = ? WHERE content_id = ? AND ordinal = ?');
    const known = looks.flatMap((look, ordinal) => {
      if (look === null) return [];
      put.run(packLook(look), contentId, ordinal);
      return look;
    });
    this.#putLookBits(contentId, known);
  }

  /** Puts the regions that the detectors of some stages have found, by ordinal, in place of those that they have found before. */
  putRegions(contentId: number, regions: readonly (readonly FoundRegion[])[], stages: Stages): void {
    const find = this.#statements.get('SELECT id FROM frame WHERE content_id = ? AND ordinal = ?').pluck();
    for (const [ordinal, found] of regions.entries()) {
      const frameId = find.get(contentId, ordinal) as number | undefined;
      if (frameId !== undefined) this.#regions.put({ contentId, frameId }, found, stages);
    }
  }

  /** @returns whether metadata of another version was stored before */
  putStages(content: StoredContent, stages: Stages): boolean {
    const put = this.#statements.get(
      `INSERT INTO stage_done (content_id, stage, version) VALUES (?, ?, ?)
       ON CONFLICT (content_id, stage) DO UPDATE SET version = excluded.version`,
    );
    for (const [stage, version] of Object.entries(stages)) {
      if (content.stages.get(stage) !== version) put.run(content.id, stage, version);
    }
    return differs(content, stages, 'metadata');
  }

  /** Deletes contents that no file holds any more, with all that belongs to them. */
  dropUnused(ids: Iterable<number | null>): void {
    const drop = this.#statements
      .get(
        `DELETE FROM content WHERE id = @id AND NOT EXISTS (SELECT 1 FROM file WHERE content_id = @id)
         RETURNING lower(hex(substr(sha256, 1, 8)))`,
      )
      .pluck();
    const dropped: string[] = [];
    for (const id of ids) if (id !== null) dropped.push(...(drop.all({ id }) as string[]));
    if (dropped.length > 0) this.#onDropped(dropped);
  }

  #listStages(contentId: number): Map<string, string> {
    const rows = this.#statements
      .get('SELECT stage, version FROM stage_done WHERE content_id = ?')
      .raw()
      .all(contentId) as [string, string][];
    return new Map(rows);
  }

  #putFrame(contentId: number, frame: FrameInfo): number {
    const { ordinal, kind, atMs, page, label, width, height, phash, look } = frame;
    return this.#statements
      .get(
        `INSERT INTO frame (content_id, ordinal, kind, at_ms, page, label, width, height, phash, look)
         VALUES (@contentId, @ordinal, @kind, @atMs, @page, @label, @width, @height, @phash, @look)
         ON CONFLICT (content_id, ordinal) DO UPDATE SET phash = coalesce(phash, excluded.phash), look = coalesce(excluded.look, look)
         RETURNING id`,
      )
      .pluck()
      .get({
        ...{ contentId, ordinal, kind, atMs, page, label, width, height },
        phash: phash === undefined ? null : Buffer.from(phash),
        look: look === undefined ? null : packLook(look),
      }) as number;
  }

  #putLookBits(contentId: number, looks: readonly FrameLook[]): void {
    if (looks.length === 0) return;
    this.#statements
      .get('UPDATE content SET looks = @bits WHERE id = @contentId AND looks IS NOT @bits')
      .run({ contentId, bits: joinLookBits(looks.map(toLookBits)) });
  }

  #ensureWhole(contentId: number, frameId: number): number {
    const known = this.#statements
      .get("SELECT id FROM region WHERE frame_id = ? AND kind = 'whole'")
      .pluck()
      .get(frameId) as number | undefined;
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#statements
      .get("INSERT INTO region (content_id, frame_id, kind) VALUES (?, ?, 'whole')")
      .run(contentId, frameId);
    return Number(lastInsertRowid);
  }

  /** With their regions and vectors: what was computed from them is to be done again. */
  #dropFrames(content: StoredContent): void {
    this.#statements.get('DELETE FROM frame WHERE content_id = ?').run(content.id);
    this.#statements.get("DELETE FROM stage_done WHERE content_id = ? AND stage <> 'metadata'").run(content.id);
    for (const stage of [...content.stages.keys()]) if (stage !== 'metadata') content.stages.delete(stage);
  }

  #dropVectors(contentId: number, spaceId: number): void {
    this.#statements
      .get('DELETE FROM vector WHERE space_id = ? AND region_id IN (SELECT id FROM region WHERE content_id = ?)')
      .run(spaceId, contentId);
    this.#statements
      .get('DELETE FROM stage_done WHERE content_id = ? AND stage = ?')
      .run(contentId, embedStage(spaceId));
  }
}

/** Whether a stage was done by another version than the one that does it now. */
function differs({ stages: stored }: StoredContent, stages: Stages, stage: string): boolean {
  const before = stored.get(stage);
  return before !== undefined && stages[stage] !== undefined && stages[stage] !== before;
}
