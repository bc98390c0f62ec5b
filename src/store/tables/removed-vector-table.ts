import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';

/** Removals of a space that are not pruned: 16 bytes each. */
const REMOVAL_TAIL = 10_000;

/** Vectors that were removed, by space and in their order: an index that follows a space drops those that it has not dropped yet. */
export class RemovedVectorTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** Removals of a space after a sequence number, in their order. */
  listAfter(spaceId: number, afterSeq: number): { ids: number[]; lastSeq: number } {
    const rows = this.#statements
      .get('SELECT seq, vector_id AS id FROM removed_vector WHERE space_id = ? AND seq > ? ORDER BY seq')
      .all(spaceId, afterSeq) as { seq: number; id: number }[];
    return { ids: rows.map((row) => row.id), lastSeq: rows.at(-1)?.seq ?? afterSeq };
  }

  /**
   * The sequence number of a space's last removal; 0 without any. A follower that begins with all vectors reads it before them, and reads
   * only later removals.
   */
  lastSeq(spaceId: number): number {
    return this.#statements
      .get('SELECT coalesce(max(seq), 0) FROM removed_vector WHERE space_id = ?')
      .pluck()
      .get(spaceId) as number;
  }

  /** Removals up to this one are not listed any more: a follower that has not come so far begins again. */
  prunedUpTo(spaceId: number): number {
    return (this.#statements.get('SELECT pruned_up_to FROM space WHERE id = ?').pluck().get(spaceId) as number) ?? 0;
  }

  /**
   * Deletes removals that every stored index has followed. The newest 10,000 stay, for followers in other processes that are
   * a little behind.
   * @param upToSeq the least `lastRemovedSeq` of the stored cursors; without a stored index `lastSeq()`
   */
  prune(spaceId: number, upToSeq: number, tail = REMOVAL_TAIL): void {
    // The last one always stays: `lastSeq` is read from it.
    const until = this.#statements
      .get(
        `SELECT min(@upToSeq, coalesce((SELECT seq FROM removed_vector WHERE space_id = @spaceId
           ORDER BY seq DESC LIMIT 1 OFFSET @tail), 0))`,
      )
      .pluck()
      .get({ spaceId, upToSeq, tail: Math.max(1, tail) }) as number;
    if (until <= this.prunedUpTo(spaceId)) return;
    this.#db
      .transaction(() => {
        this.#statements.get('DELETE FROM removed_vector WHERE space_id = ? AND seq <= ?').run(spaceId, until);
        this.#statements.get('UPDATE space SET pruned_up_to = ? WHERE id = ?').run(until, spaceId);
      })
      .immediate();
  }
}
