import type { Database } from 'better-sqlite3';
import type { FrameLocation } from '../../model/evidence.js';
import { Statements } from '../database/statements.js';
import { RECOGNISED } from '../tables/region-table.js';
import { toFrameExpression } from './frame-words.js';
import type { TextMatch, Word } from './text-matches.js';
import { untilChange } from './until-change.js';

/** A photo one of whose frames has a text that matches. */
export interface FrameTextMatch extends TextMatch {
  /** Ids of the texts that match best, the best first: see {@link FrameTexts.read}. */
  textIds: number[];
}

/** A text and the frame that it stands in. */
export interface FrameText {
  photoId: number;
  text: string;
  /** It was read in the picture, whose regions have its lines. */
  isRecognised: boolean;
  frame: FrameLocation;
}

/** Texts named for a photo: more of them say nothing new. */
const MOST_A_PHOTO = 3;

type MatchedRow = [textId: number, photoId: number, fileId: number, path: string];
type TextRow = [
  id: number,
  photoId: number,
  text: string,
  source: string,
  ordinal: number,
  kind: FrameLocation['kind'],
  atMs: number | null,
  page: number | null,
];

/** Searches the texts of frames: of pages of documents, and read in pictures. In a library that has none, it takes no time. */
export class FrameTexts {
  readonly #statements: Statements;
  readonly #hasNone: (stamp?: string) => boolean;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.#hasNone = untilChange(
      changeStamp,
      () => this.#statements.get('SELECT 1 FROM frame_text LIMIT 1').get() === undefined,
    );
  }

  /**
   * Files of photos one of whose frames holds all of the words, the best match first.
   * @param most when more texts than this match, nothing is given: see `TextMatches.listWithAll`
   * @param stamp see `untilChange`
   */
  listWithAll(words: readonly Word[], most: number, stamp?: string): FrameTextMatch[] {
    if (words.length === 0 || this.#hasNone(stamp)) return [];
    const expression = toFrameExpression(words);
    if (this.#countUpTo(expression, most + 1) > most) return [];
    const rows = this.#statements
      .get(
        `SELECT frame_text.id, frame.content_id, file.id, file.path
         FROM (SELECT rowid, bm25(frame_words) AS score FROM frame_words WHERE frame_words MATCH ?) AS found
         CROSS JOIN frame_text ON frame_text.id = found.rowid CROSS JOIN frame ON frame.id = frame_text.frame_id
         CROSS JOIN file ON file.content_id = frame.content_id ORDER BY found.score, frame_text.id, file.path`,
      )
      .raw()
      .all(expression) as MatchedRow[];
    return groupByFile(rows);
  }

  /** Texts by their ids; those that are gone are missing. */
  read(ids: readonly number[]): Map<number, FrameText> {
    if (ids.length === 0) return new Map();
    const rows = this.#statements
      .get(
        `SELECT frame_text.id, content_id, text, source, ordinal, kind, at_ms, page FROM json_each(?) AS wanted
         CROSS JOIN frame_text ON frame_text.id = wanted.value CROSS JOIN frame ON frame.id = frame_text.frame_id`,
      )
      .raw()
      .all(JSON.stringify(ids)) as TextRow[];
    return new Map(
      rows.map(([id, photoId, text, source, ordinal, kind, atMs, page]) => [
        id,
        { photoId, text, isRecognised: source === RECOGNISED, frame: { ordinal, kind, atMs, page } },
      ]),
    );
  }

  #countUpTo(expression: string, limit: number): number {
    return this.#statements
      .get('SELECT count(*) FROM (SELECT 1 FROM frame_words WHERE frame_words MATCH ? LIMIT ?)')
      .pluck()
      .get(expression, limit) as number;
  }
}

/** @param rows in the order of their texts; a text has as many as its photo has files */
function groupByFile(rows: readonly MatchedRow[]): FrameTextMatch[] {
  const matches = new Map<number, FrameTextMatch>();
  for (const [textId, photoId, fileId, path] of rows) {
    const match = matches.get(fileId);
    if (match === undefined) matches.set(fileId, { photoId, fileId, path, textIds: [textId] });
    else if (match.textIds.length < MOST_A_PHOTO) match.textIds.push(textId);
  }
  return [...matches.values()];
}
