import type { Database } from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import {
  type FieldInfo,
  type Fields,
  type FieldType,
  type FieldValue,
  listFieldKeys,
  typeOfField,
} from '../../model/fields.js';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { type ContentsDropped, ContentTable } from './content-table.js';

/** A file that bears an external id. */
export interface ItemRow {
  fileId: number;
  externalId: string;
  path: string;
  /** Of the photo; `null` when the file could not be read. */
  photoId: number | null;
  fields: Fields | null;
}

const ITEM = 'SELECT id AS fileId, external_id AS externalId, path, content_id AS photoId, fields FROM file';

/** The ids and fields that programs give to files. */
export class FieldTable {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #contents: ContentTable;

  /** @param onDropped see {@link ContentTable} */
  constructor(db: Database, onDropped: ContentsDropped) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#contents = new ContentTable(this.#statements, onDropped);
  }

  /** Every field, in the order of names, with the number of files that have it. @param scope what exists for the reader */
  list(scope?: ReadScope): FieldInfo[] {
    const { files, parameters } = compileScope(scope);
    const from = files === '' ? 'field_value' : 'field_value JOIN file ON file.id = field_value.file_id';
    const fields = this.#statements
      .get(
        `SELECT name, type, (SELECT count(DISTINCT file_id) FROM ${from} WHERE field_id = field.id ${files}) AS files
         FROM field ORDER BY name`,
      )
      .all(parameters) as FieldInfo[];
    // A field that none of the reader's files has does not exist for it.
    return files === '' ? fields : fields.filter((field) => field.files > 0);
  }

  /** @param scope what exists for the reader */
  findItem(externalId: string, scope?: ReadScope): ItemRow | undefined {
    const { fewFiles, parameters } = compileScope(scope);
    const row = this.#statements.get(`${ITEM} WHERE external_id = ? ${fewFiles}`).get(externalId, parameters);
    return toItem(row as StoredItem | undefined);
  }

  /** External ids in their order, after one; a portion of them. @param scope what exists for the reader */
  listItems(after: string, limit: number, scope?: ReadScope): ItemRow[] {
    const { fewFiles, parameters } = compileScope(scope);
    const rows = this.#statements
      .get(`${ITEM} WHERE external_id > ? ${fewFiles} ORDER BY external_id LIMIT ?`)
      .all(after, limit, parameters);
    return (rows as StoredItem[]).map((row) => toItem(row) as ItemRow);
  }

  countItems(): number {
    return this.#statements.get('SELECT count(*) FROM file WHERE external_id IS NOT NULL').pluck().get() as number;
  }

  /** The ids and fields of the files of a photo. */
  listFilesOf(photoId: number): { id: number; path: string; fields: Fields | null }[] {
    const rows = this.#statements.get('SELECT id, path, fields FROM file WHERE content_id = ?').all(photoId);
    return (rows as { id: number; path: string; fields: string | null }[]).map(readFields);
  }

  findFile(path: string): { id: number; path: string; fields: Fields | null } | undefined {
    const row = this.#statements.get('SELECT id, path, fields FROM file WHERE path = ?').get(path);
    return row === undefined ? undefined : readFields(row as { id: number; path: string; fields: string | null });
  }

  /** Work in one transaction, which is on the disk when this returns: a power failure does not undo it. */
  write<T>(work: () => T): T {
    // Within another one it is a part of that: all of it counts, or nothing.
    if (this.#db.inTransaction) return this.#db.transaction(work)();
    this.#db.pragma('synchronous = FULL');
    try {
      return this.#db.transaction(work).immediate();
    } finally {
      this.#db.pragma('synchronous = NORMAL');
    }
  }

  /**
   * Gives an external id to the file at a path, takes it from the file that had it, and keeps that file's fields unless others are given. Call
   * it within {@link write}.
   * @param isManaged whether a file lies among the managed originals: the one before is removed then
   * @returns path of the file that was removed
   */
  assign(
    path: string,
    externalId: string,
    fields: Fields | undefined,
    isManaged: (path: string) => boolean,
  ): string | undefined {
    const file = this.findFile(path);
    if (file === undefined) throw new PhotoseekError('internal', 'The picture was removed while it was added.');
    const before = this.findItem(externalId);
    const isReplaced = before !== undefined && before.fileId !== file.id;
    const removed = isReplaced && isManaged(before.path) ? before.path : undefined;
    if (isReplaced) this.#take(before, removed !== undefined);
    this.#statements.get('UPDATE file SET external_id = ? WHERE id = ?').run(externalId, file.id);
    const kept = fields ?? (isReplaced ? before.fields : undefined);
    if (kept !== undefined) this.putFields(file.id, kept ?? {});
    return removed;
  }

  /** Takes the external id off its file, with its fields; with `isRemoved`, removes the file. Call it within {@link write}. */
  #take({ fileId, photoId }: ItemRow, isRemoved: boolean): void {
    this.#statements.get('UPDATE file SET external_id = NULL WHERE id = ?').run(fileId);
    this.putFields(fileId, {});
    if (!isRemoved) return;
    this.#statements.get('DELETE FROM file WHERE id = ?').run(fileId);
    this.#contents.dropUnused([photoId]);
  }

  /** See {@link assign}. @returns what bore the id, if anything did */
  release(externalId: string, isManaged: (path: string) => boolean): ItemRow | undefined {
    const item = this.findItem(externalId);
    if (item !== undefined) this.#take(item, isManaged(item.path));
    return item;
  }

  /** Replaces the fields of a file. Call it within {@link write}. @throws PhotoseekError `bad-argument` for a value of another type than the field has */
  putFields(fileId: number, fields: Fields): void {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    this.#statements.get('DELETE FROM field_value WHERE file_id = ?').run(fileId);
    const put = this.#statements.get('INSERT INTO field_value (field_id, key, file_id) VALUES (?, ?, ?)');
    for (const [name, value] of entries) {
      const fieldId = this.#declare(name, value);
      for (const key of fieldId === undefined ? [] : listFieldKeys(value)) put.run(fieldId, key, fileId);
    }
    const json = entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
    this.#statements.get('UPDATE file SET fields = ? WHERE id = ?').run(json, fileId);
  }

  /** The id of a field, which its first value declares. */
  #declare(name: string, value: FieldValue): number | undefined {
    const type = typeOfField(value);
    if (type === undefined) return undefined;
    const known = this.find(name);
    if (known === undefined) {
      const { lastInsertRowid } = this.#statements.get('INSERT INTO field (name, type) VALUES (?, ?)').run(name, type);
      return Number(lastInsertRowid);
    }
    if (known.name !== name)
      throw new PhotoseekError('bad-argument', `The field ${known.name} must be written so, got ${name}.`, {
        details: { field: name },
      });
    if (known.type === type) return known.id;
    const got = `${typeof value === 'object' ? 'a list' : JSON.stringify(value)}`.slice(0, 60);
    throw new PhotoseekError(
      'bad-argument',
      `The field ${name} must be a ${known.type}, as its first value was, got ${got}.`,
      { hint: 'Use another name for values of another type.', details: { field: name, type: known.type } },
    );
  }

  /** A field by its name, in any case. */
  find(name: string): { id: number; name: string; type: FieldType } | undefined {
    return this.#statements.get('SELECT id, name, type FROM field WHERE name = ?').get(name) as
      | { id: number; name: string; type: FieldType }
      | undefined;
  }

  /** The names of the fields that a file has which exists for the reader. */
  listNames(scope?: ReadScope): string[] {
    const { files, parameters } = compileScope(scope);
    const held = `WHERE EXISTS (SELECT 1 FROM field_value JOIN file ON file.id = field_value.file_id WHERE field_id = field.id ${files})`;
    return this.#statements
      .get(`SELECT name FROM field ${files === '' ? '' : held} ORDER BY name`)
      .pluck()
      .all(parameters) as string[];
  }
}

interface StoredItem extends Omit<ItemRow, 'fields'> {
  fields: string | null;
}

function toItem(row: StoredItem | undefined): ItemRow | undefined {
  return row === undefined ? undefined : readFields(row);
}

function readFields<Row extends { fields: string | null }>(row: Row): Omit<Row, 'fields'> & { fields: Fields | null } {
  return { ...row, fields: row.fields === null ? null : (JSON.parse(row.fields) as Fields) };
}
