import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { FrameTextTable } from '../tables/frame-text-table.js';

/** FTS5 stores one row of sizes for each row of the index. */
const MISSING = 'frame_text WHERE id NOT IN (SELECT id FROM frame_words_docsize)';
const ORPHANS = 'frame_words_docsize WHERE id NOT IN (SELECT id FROM frame_text)';

/** Where the texts of frames and their index disagree. */
export function compareFrameWords(db: Database): { missing: number; orphans: number } {
  const count = (from: string) => db.prepare(`SELECT count(*) FROM ${from}`).pluck().get() as number;
  return { missing: count(MISSING), orphans: count(ORPHANS) };
}

/**
 * Derives missing words again from the texts of frames and deletes those of texts that are gone. Call it within a transaction.
 * @returns how many entries
 */
export function repairFrameWords(db: Database): number {
  const table = new FrameTextTable(new Statements(db));
  const missing = db.prepare(`SELECT id, text FROM ${MISSING}`).all() as { id: number; text: string }[];
  for (const { id, text } of missing) table.putWords(id, text);
  return (
    missing.length + db.prepare(`DELETE FROM frame_words WHERE rowid IN (SELECT id FROM ${ORPHANS})`).run().changes
  );
}
