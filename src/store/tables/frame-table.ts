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

  /** In their order. */
  list(photoId: number): FrameInfo[] {
    return (this.#statements.get(`${SELECT} ORDER BY ordinal`).all(photoId) as FrameRow[]).map(toFrame);
  }
}

function toFrame({ phash, ...frame }: FrameRow): FrameInfo {
  return phash === null ? frame : { ...frame, phash: new Uint8Array(phash) };
}
