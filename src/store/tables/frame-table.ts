import type { Database } from 'better-sqlite3';
import type { FrameInfo } from '../../model/frame.js';
import { Statements } from '../database/statements.js';

interface FrameRow extends Omit<FrameInfo, 'phash'> {
  phash: Buffer | null;
}

const SELECT = 'SELECT ordinal, kind, at_ms AS atMs, page, label, width, height, phash FROM frame WHERE content_id = ?';

/** Frames of photos. */
export class FrameTable {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  find(photoId: number, ordinal: number): FrameInfo | undefined {
    const row = this.#statements.get(`${SELECT} AND ordinal = ?`).get(photoId, ordinal) as FrameRow | undefined;
    return row && toFrame(row);
  }

  /** Files of contents of a format that are stored as one image, each content once. */
  listWhole(format: string): { contentId: number; path: string }[] {
    return this.#statements
      .get(
        `SELECT content.id AS contentId, min(file.path) AS path FROM content
         JOIN frame ON frame.content_id = content.id AND frame.ordinal = 0 AND frame.kind = 'image'
         JOIN file ON file.content_id = content.id WHERE format = ? GROUP BY content.id`,
      )
      .all(format) as { contentId: number; path: string }[];
  }

  /** In their order. */
  list(photoId: number): FrameInfo[] {
    return (this.#statements.get(`${SELECT} ORDER BY ordinal`).all(photoId) as FrameRow[]).map(toFrame);
  }
}

function toFrame({ phash, ...frame }: FrameRow): FrameInfo {
  return phash === null ? frame : { ...frame, phash: new Uint8Array(phash) };
}
