import type { Statements } from '../database/statements.js';
import type { MetadataRecord } from '../records.js';
import { TEXT_FIELDS } from '../text-fields.js';

/** Metadata of files, and the texts that full-text search looks in. Call it within a transaction. */
export class MetadataTable {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Replaces what is stored of the file. */
  put(fileId: number, record: MetadataRecord): void {
    this.#noteFaces(fileId, record.data);
    const { texts: _, keywords, fileName: __, isFavorite, sidecarStamp: ___, ...metadata } = record;
    this.#statements
      .get(
        `INSERT OR REPLACE INTO metadata (file_id, data, taken_at_ms, taken_local, taken_source, latitude, longitude, city, country, camera,
           lens, rating, is_favorite, duration_ms, traits)
         VALUES (@fileId, @data, @takenAtMs, @takenLocal, @takenSource, @latitude, @longitude, @city, @country, @camera, @lens, @rating, @isFavorite, @durationMs, @traits)`,
      )
      .run({ ...metadata, fileId, isFavorite: isFavorite ? 1 : 0 });
    this.#statements.get('DELETE FROM keyword WHERE file_id = ?').run(fileId);
    // Equal but for the case of their letters: the first stays.
    const putKeyword = this.#statements.get('INSERT OR IGNORE INTO keyword (file_id, word) VALUES (?, ?)');
    for (const word of keywords) putKeyword.run(fileId, word);
    this.putTexts(fileId, record);
  }

  /** Faces of a file that names some, or did, are grouped anew. */
  #noteFaces(fileId: number, data: string): void {
    // Few files have faces: the metadata of the others are not looked at. Those that are damaged name none.
    this.#statements
      .get(
        `UPDATE face SET is_grouped = 0 WHERE region_id IN (SELECT region.id FROM file CROSS JOIN region ON region.content_id = file.content_id
           LEFT JOIN metadata ON metadata.file_id = file.id
           WHERE file.id = @fileId AND region.kind = 'face'
             AND CASE WHEN json_valid(metadata.data) THEN metadata.data -> '$.faces' END IS NOT (@data -> '$.faces'))`,
      )
      .run({ fileId, data });
  }

  /** Only the texts: they can be derived from the metadata at any time. */
  putTexts(fileId: number, { texts, fileName }: Pick<MetadataRecord, 'texts' | 'fileName'>): void {
    this.#statements
      .get(
        `INSERT OR REPLACE INTO file_text (rowid, ${TEXT_FIELDS.join(', ')})
         VALUES (@fileId, ${TEXT_FIELDS.map((field) => `@${field}`).join(', ')})`,
      )
      .run({ ...texts, fileId });
    this.#statements.get('INSERT OR REPLACE INTO file_name (rowid, name) VALUES (?, ?)').run(fileId, fileName);
  }

  remove(fileId: number): void {
    for (const table of ['metadata', 'keyword'])
      this.#statements.get(`DELETE FROM ${table} WHERE file_id = ?`).run(fileId);
    for (const table of ['file_text', 'file_name'])
      this.#statements.get(`DELETE FROM ${table} WHERE rowid = ?`).run(fileId);
  }
}
