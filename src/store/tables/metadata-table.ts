import type { Statements } from '../database/statements.js';
import { type MetadataRecord, WORD_FIELDS } from '../records.js';

/** What is known of files beyond their bytes, and the words they are found by. Call it within a transaction. */
export class MetadataTable {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Takes the place of what was known of the file. */
  put(fileId: number, record: MetadataRecord): void {
    const { words, keywords, fileName, isFavorite, version: _, sidecarStamp: __, ...metadata } = record;
    this.#statements
      .get(
        `INSERT OR REPLACE INTO fact (file_id, data, taken_at_ms, taken_local, latitude, longitude, city, country, camera, lens, rating,
           is_favorite)
         VALUES (@fileId, @data, @takenAtMs, @takenLocal, @latitude, @longitude, @city, @country, @camera, @lens, @rating, @isFavorite)`,
      )
      .run({ ...metadata, fileId, isFavorite: isFavorite ? 1 : 0 });
    this.#statements.get('DELETE FROM keyword WHERE file_id = ?').run(fileId);
    // Equal but for the case of their letters: the first stays.
    const putKeyword = this.#statements.get('INSERT OR IGNORE INTO keyword (file_id, word) VALUES (?, ?)');
    for (const word of keywords) putKeyword.run(fileId, word);
    this.putWords(fileId, record);
  }

  /** Only the words: they can be made again from the metadata at any time. */
  putWords(fileId: number, { words, fileName }: Pick<MetadataRecord, 'words' | 'fileName'>): void {
    this.#statements
      .get(
        `INSERT OR REPLACE INTO file_text (rowid, ${WORD_FIELDS.join(', ')})
         VALUES (@fileId, ${WORD_FIELDS.map((field) => `@${field}`).join(', ')})`,
      )
      .run({ ...words, fileId });
    this.#statements.get('INSERT OR REPLACE INTO file_name (rowid, name) VALUES (?, ?)').run(fileId, fileName);
  }

  remove(fileId: number): void {
    for (const table of ['fact', 'keyword']) this.#statements.get(`DELETE FROM ${table} WHERE file_id = ?`).run(fileId);
    for (const table of ['file_text', 'file_name'])
      this.#statements.get(`DELETE FROM ${table} WHERE rowid = ?`).run(fileId);
  }
}
