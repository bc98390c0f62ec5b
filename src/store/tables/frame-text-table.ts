import { isSensitive } from '../../model/sensitive/is-sensitive.js';
import type { Statements } from '../database/statements.js';
import { prepareWords } from '../prepare-words.js';

/** Texts that stand in frames. Call it within a transaction. */
export class FrameTextTable {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /**
   * Stores the text of a frame, in place of the one that it has from this source.
   * @param source `layer`: the document states it; `recognised`: it was read in the picture
   */
  put(frameId: number, source: 'layer' | 'recognised', text: string): void {
    // Removed first, so that the words of the old text go with it.
    this.remove(frameId, source);
    const { lastInsertRowid } = this.#statements
      .get('INSERT INTO frame_text (frame_id, source, text, is_sensitive) VALUES (?, ?, ?, ?)')
      .run(frameId, source, text, Number(isSensitive(text)));
    this.putWords(Number(lastInsertRowid), text);
  }

  remove(frameId: number, source: 'layer' | 'recognised'): void {
    this.#statements.get('DELETE FROM frame_text WHERE frame_id = ? AND source = ?').run(frameId, source);
  }

  /** Only the words: they can be derived from the text at any time. */
  putWords(id: number, text: string): void {
    this.#statements.get('INSERT INTO frame_words (rowid, words) VALUES (?, ?)').run(id, prepareWords(text));
  }
}
