import {
  DETECTOR_STAGES,
  type DetectorStage,
  type FoundRegion,
  STAGE_FRAMES,
  STAGE_REGIONS,
  SURE_TEXT_SCORE,
} from '../../model/region.js';
import { encodeFloat16 } from '../../runtime/float16.js';
import type { Statements } from '../database/statements.js';
import { packCells } from '../pack-cells.js';
import { packShares } from '../pack-look.js';
import type { Stages } from '../records.js';
import { STATED_NAMES } from './face-table.js';
import type { FrameTextTable } from './frame-text-table.js';

/** The source of texts that were read in pictures; see `FrameTextTable.put`. */
export const RECOGNISED = 'recognised';

/** Lines that are searched are sure, and have at least so many characters: in 60 photos nothing that passes both was wrong. */
const LEAST_LENGTH = 2;

/** A stored frame. */
interface FrameKey {
  contentId: number;
  frameId: number;
}

/** Regions that detectors have found in frames. Call it within a transaction. */
export class RegionTable {
  readonly #statements: Statements;
  readonly #texts: FrameTextTable;

  constructor(statements: Statements, texts: FrameTextTable) {
    this.#statements = statements;
    this.#texts = texts;
  }

  /**
   * Puts the regions of a frame in place of those that the same stages have found before.
   * @param stages those that were done; stages of detectors that it does not name keep their regions
   */
  put({ contentId, frameId }: FrameKey, regions: readonly FoundRegion[], stages: Stages): void {
    for (const stage of DETECTOR_STAGES) {
      if (stages[stage] === undefined) continue;
      const found = regions.filter(({ kind }) => kind === STAGE_REGIONS[stage]);
      if (stage === 'regions') {
        this.#putCells({ contentId, frameId }, found, stages[stage]);
        continue;
      }
      this.#statements
        .get('DELETE FROM region WHERE content_id = ? AND frame_id = ? AND kind = ?')
        .run(contentId, frameId, STAGE_REGIONS[stage]);
      const add = this.#statements.get(
        `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score, detector, colours)
         VALUES (@contentId, @frameId, @kind, @x, @y, @width, @height, @label, @score, @detector, @colours)`,
      );
      for (const { kind, box, label, score, face, colours } of found) {
        const { lastInsertRowid } = add.run({
          contentId,
          frameId,
          kind,
          ...box,
          label,
          score,
          detector: stages[stage],
          colours: colours === undefined ? null : packShares(colours),
        });
        if (face !== undefined)
          this.#statements
            .get('INSERT INTO face (region_id, vector, quality) VALUES (?, ?, ?)')
            .run(lastInsertRowid, encodeFloat16(face.vector), face.height * score);
      }
      if (stage === 'text') this.#putText(frameId, found);
    }
  }

  /**
   * Counts a stage as done for the contents that have no frame of the kinds it looks at: they need not be read for it.
   * @param version of its detector
   */
  passOver(stage: DetectorStage, version: string): void {
    const kinds = STAGE_FRAMES[stage].map((kind) => `'${kind}'`).join(', ');
    this.#statements
      .get(
        `INSERT INTO stage_done (content_id, stage, version)
         SELECT content_id, @stage, @version FROM frame WHERE ordinal = 0 AND kind NOT IN (${kinds})
           AND NOT EXISTS (SELECT 1 FROM frame AS other WHERE other.content_id = frame.content_id AND other.kind IN (${kinds}))
         ON CONFLICT (content_id, stage) DO UPDATE SET version = excluded.version WHERE version <> excluded.version`,
      )
      .run({ stage, version });
  }

  /** Takes a stage back: what it has found in all contents, and that it was done. */
  drop(stage: DetectorStage): void {
    this.#statements.get('DELETE FROM region WHERE kind = ?').run(STAGE_REGIONS[stage]);
    if (stage === 'regions') this.#statements.get('DELETE FROM frame_cells').run();
    if (stage === 'faces')
      for (const table of ['face_decision', 'person', `setting WHERE key = '${STATED_NAMES}'`])
        this.#statements.get(`DELETE FROM ${table}`).run();
    if (stage === 'text') this.#statements.get('DELETE FROM frame_text WHERE source = ?').run(RECOGNISED);
    this.#statements.get('DELETE FROM stage_done WHERE stage = ?').run(stage);
  }

  /** Cells are no rows of regions: sixteen of each photo would make that table, which filters read, many times as long. */
  #putCells({ contentId, frameId }: FrameKey, found: readonly FoundRegion[], version: string): void {
    this.#statements.get('DELETE FROM frame_cells WHERE frame_id = ?').run(frameId);
    const cells = packCells(found.flatMap(({ cell }) => cell ?? []));
    if (cells.length === 0) return;
    this.#statements
      .get('INSERT INTO frame_cells (frame_id, content_id, version, cells) VALUES (?, ?, ?, ?)')
      .run(frameId, contentId, version, cells);
  }

  #putText(frameId: number, lines: readonly FoundRegion[]): void {
    const text = lines
      .filter(({ label, score }) => score >= SURE_TEXT_SCORE && (label?.trim().length ?? 0) >= LEAST_LENGTH)
      .map(({ label }) => label)
      .join('\n');
    if (text === '') this.#texts.remove(frameId, RECOGNISED);
    else this.#texts.put(frameId, RECOGNISED, text);
  }
}
