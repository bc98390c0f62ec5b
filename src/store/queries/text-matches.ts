import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { TEXT_FIELDS, TEXT_WEIGHTS, type TextField } from '../text-fields.js';
import { quoteText } from './quote-text.js';

/** In the order they are shown in: the folder's name says least. */
export const SHOWN_FIELDS: readonly TextField[] = [...TEXT_FIELDS.filter((field) => field !== 'folder'), 'folder'];

/** A word to be found. */
export interface Word {
  text: string;
  /** Beginnings of words count, too. */
  isPrefix: boolean;
}

/** A photo whose words match. */
export interface TextMatch {
  photoId: number;
  /** A file of it that matches. */
  fileId: number;
  path: string;
}

/** Words of which it is remembered whether any file holds them. */
const MOST_KNOWN = 10_000;

/**
 * So many rows that match are read in one scan and compared with the wanted ones; the scan takes as long as asking for a few of the wanted ones
 * one by one.
 */
const SCAN_UP_TO = 500;

/** Searches the words of files: names, folders, titles, descriptions, keywords, people, places. */
export class TextMatches {
  readonly #statements: Statements;
  readonly #changeStamp: () => string;
  /** Whether any file holds a word, anywhere or in a column: asked once, until something changes. Most queries hold one that is in none. */
  readonly #isHeld = new Map<string, boolean>();
  #knownSince = '';

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.#changeStamp = changeStamp;
  }

  /**
   * Photos one of whose files holds all of the words, the best match first.
   * @param most when more files than this match, nothing is given: words that so many share tell nothing apart, and ranking them takes long
   */
  listWithAll(
    words: readonly Word[],
    { most, columns, stamp }: { most: number; columns?: readonly TextField[]; stamp?: string | undefined },
  ): TextMatch[] {
    this.#forgetWhenChanged(stamp);
    if (words.length === 0 || this.#isAnyAbsent(words)) return [];
    const asked = words.map(toExpression).join(' AND ');
    const expression = columns === undefined ? asked : toExpressionIn(columns.join(' '), asked);
    if (this.#countUpTo(expression, most + 1) > most) return [];
    return this.#list(
      `SELECT file.id AS fileId, file.path, file.content_id AS photoId
       FROM (SELECT rowid, bm25(file_text, ${TEXT_WEIGHTS}) AS score FROM file_text WHERE file_text MATCH ?) AS found
       CROSS JOIN file ON file.id = found.rowid AND file.content_id IS NOT NULL ORDER BY found.score, file.id`,
      expression,
    );
  }

  /** Photos whose name begins with these words, one after the other. */
  listNamed(words: readonly string[], most: number, stamp?: string): TextMatch[] {
    if (words.length === 0) return [];
    this.#forgetWhenChanged(stamp);
    // A phrase is compared word by word, which takes long for frequent ones. Most queries hold a word that no name has.
    if (
      this.#isAnyAbsent(
        words.map((text) => ({ text, isPrefix: false })),
        'name',
      )
    )
      return [];
    return this.#list(
      `SELECT file.id AS fileId, file.path, file.content_id AS photoId
       FROM (SELECT rowid FROM file_text WHERE file_text MATCH ? LIMIT ${most}) AS found
       CROSS JOIN file ON file.id = found.rowid AND file.content_id IS NOT NULL`,
      `{name} : ^ ${words.map(quoteText).join(' + ')}`,
    );
  }

  /** Photos whose name holds all of these pieces, anywhere; pieces of at least three characters. */
  listNameHolding(pieces: readonly string[], most: number): TextMatch[] {
    if (pieces.length === 0) return [];
    return this.#list(
      `SELECT file.id AS fileId, file.path, file.content_id AS photoId
       FROM (SELECT rowid FROM file_name WHERE file_name MATCH ? LIMIT ${most}) AS found
       CROSS JOIN file ON file.id = found.rowid AND file.content_id IS NOT NULL`,
      pieces.map(quoteText).join(' AND '),
    );
  }

  /** In which columns of which of these files any of the words stands. */
  findColumns(fileIds: readonly number[], words: readonly Word[]): Map<number, TextField[]> {
    const found = new Map<number, TextField[]>();
    if (fileIds.length === 0) return found;
    this.#forgetWhenChanged();
    for (const column of SHOWN_FIELDS) {
      const held = words.filter((word) => this.#isHeldBy(column, word));
      if (held.length === 0) continue;
      for (const id of this.#listAmong(fileIds, toExpressionIn(column, held.map(toExpression).join(' OR ')))) {
        const columns = found.get(id);
        if (columns === undefined) found.set(id, [column]);
        else columns.push(column);
      }
    }
    return found;
  }

  /** Whether any file holds one of the words in a column. */
  isAnyHeldBy(column: TextField, words: readonly Word[], stamp?: string): boolean {
    this.#forgetWhenChanged(stamp);
    return words.some((word) => this.#isHeldBy(column, word));
  }

  /** Which of these files match. */
  #listAmong(fileIds: readonly number[], expression: string): number[] {
    const scanned = this.#statements
      .get(`SELECT rowid FROM file_text WHERE file_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT ${SCAN_UP_TO + 1}`)
      .pluck()
      .all(expression, Math.min(...fileIds), Math.max(...fileIds)) as number[];
    if (scanned.length <= SCAN_UP_TO) return scanned.filter((id) => fileIds.includes(id));
    return this.#statements
      .get('SELECT rowid FROM file_text WHERE file_text MATCH ? AND rowid IN (SELECT value FROM json_each(?))')
      .pluck()
      .all(expression, JSON.stringify(fileIds)) as number[];
  }

  /**
   * Whether one of the words is in no file at all.
   * @param column asks for those in it
   */
  #isAnyAbsent(words: readonly Word[], column?: TextField): boolean {
    const expressions = words.map(toExpression);
    // One that is known to be absent spares asking for those before it.
    if (expressions.some((expression) => this.#isHeld.get(expression) === false)) return true;
    if (expressions.some((expression) => !this.#isKnownHeld(expression))) return true;
    if (column === undefined) return false;
    const inColumn = expressions.map((expression) => toExpressionIn(column, expression));
    if (inColumn.some((expression) => this.#isHeld.get(expression) === false)) return true;
    return inColumn.some((expression) => !this.#isKnownHeld(expression));
  }

  #isHeldBy(column: TextField, word: Word): boolean {
    return !this.#isAnyAbsent([word], column);
  }

  /** @param stamp see `untilChange` */
  #forgetWhenChanged(stamp = this.#changeStamp()): void {
    if (stamp !== this.#knownSince || this.#isHeld.size > MOST_KNOWN) this.#isHeld.clear();
    this.#knownSince = stamp;
  }

  #isKnownHeld(expression: string): boolean {
    const isHeld = this.#isHeld.get(expression) ?? this.#countUpTo(expression, 1) > 0;
    this.#isHeld.set(expression, isHeld);
    return isHeld;
  }

  #countUpTo(expression: string, limit: number): number {
    const row = this.#statements
      .get('SELECT count(*) AS n FROM (SELECT 1 FROM file_text WHERE file_text MATCH ? LIMIT ?)')
      .get(expression, limit);
    return (row as { n: number }).n;
  }

  #list(sql: string, expression: string): TextMatch[] {
    return this.#statements.get(sql).all(expression) as TextMatch[];
  }
}

function toExpression({ text, isPrefix }: Word): string {
  return isPrefix ? `${quoteText(text)} *` : quoteText(text);
}

/** @param columns with a blank between them */
function toExpressionIn(columns: string, expression: string): string {
  return `{${columns}} : (${expression})`;
}
