import type { Database } from 'better-sqlite3';
import type { FrameInfo } from '../../model/frame.js';
import { decodeFloat16, encodeFloat16 } from '../../runtime/float16.js';
import { Statements } from '../database/statements.js';
import type { EmbeddedFrame } from '../records.js';

interface SavedRow {
  info: string;
  phash: Buffer | null;
  spaces: string;
  vectors: Buffer;
}

/** Frames of long contents whose run has not come to their end: a run that is interrupted goes on behind them. */
export class SavedFrameTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** @param way how the content is expanded and embedded */
  put(sha256: Uint8Array, way: string, frames: readonly EmbeddedFrame[]): void {
    const put = this.#statements.get(
      `INSERT OR REPLACE INTO saved_frame (sha256, ordinal, way, info, phash, spaces, vectors)
       VALUES (@sha256, @ordinal, @way, @info, @phash, @spaces, @vectors)`,
    );
    const work = () => {
      for (const { vectors, phash, ...info } of frames) {
        const spaces = [...vectors].map(([id, vector]) => ({ id, dim: vector.length }));
        put.run({
          ...{ sha256: Buffer.from(sha256), ordinal: info.ordinal, way },
          ...{ info: JSON.stringify(info, packVector), phash: phash === undefined ? null : Buffer.from(phash) },
          ...{ spaces: JSON.stringify(spaces), vectors: Buffer.concat([...vectors.values()].map(encodeFloat16)) },
        });
      }
    };
    this.#db.transaction(work).immediate();
  }

  /** The frames that were saved in this way, from the first to before one that is missing. */
  list(sha256: Uint8Array, way: string): EmbeddedFrame[] {
    const rows = this.#statements
      .get('SELECT info, phash, spaces, vectors FROM saved_frame WHERE sha256 = ? AND way = ? ORDER BY ordinal')
      .all(Buffer.from(sha256), way) as SavedRow[];
    const frames = rows.map(toFrame);
    const gap = frames.findIndex(({ ordinal }, i) => ordinal !== i);
    return gap < 0 ? frames : frames.slice(0, gap);
  }

  /** Forgets the frames of a content that is whole now. */
  remove(sha256: Uint8Array): void {
    this.#statements.get('DELETE FROM saved_frame WHERE sha256 = ?').run(Buffer.from(sha256));
  }

  /** Forgets those of contents that did not come back: call it when a run has come to its end. */
  clear(): void {
    this.#statements.get('DELETE FROM saved_frame').run();
  }
}

function toFrame({ info, phash, spaces, vectors }: SavedRow): EmbeddedFrame {
  const frame = JSON.parse(info, unpackVector) as FrameInfo;
  const found = new Map<number, Float32Array>();
  let at = 0;
  for (const { id, dim } of JSON.parse(spaces) as { id: number; dim: number }[]) {
    const vector = new Float32Array(dim);
    decodeFloat16(vectors.subarray(at, at + 2 * dim), vector, 0);
    found.set(id, vector);
    at += 2 * dim;
  }
  return { ...frame, ...(phash && { phash: new Uint8Array(phash) }), vectors: found };
}

/** Vectors of faces, which JSON would write as objects. */
function packVector(_: string, value: unknown): unknown {
  return value instanceof Float32Array ? { float16: encodeFloat16(value).toString('base64') } : value;
}

function unpackVector(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('float16' in value)) return value;
  const bytes = Buffer.from(String(value.float16), 'base64');
  const vector = new Float32Array(bytes.length / 2);
  decodeFloat16(bytes, vector);
  return vector;
}
