import type { Database } from 'better-sqlite3';
import type { Box } from '../../model/evidence.js';
import { toPathRange } from '../../model/paths.js';
import { isEverything, type ReadScope } from '../../model/read-scope.js';
import type { StatedFace } from '../../model/region.js';
import { decodeFloat16 } from '../../runtime/float16.js';
import { compileScope, isBelowFolder, listContentsOf } from '../compile-scope.js';
import { Statements } from '../database/statements.js';

/** The setting that holds them. */
export const STATED_NAMES = 'statedNames';

/** Numbers in the vector of a face. */
const DIMENSIONS = 1024;

/** Where a face lies, whatever its id is now. */
export interface FacePlace {
  /** Of the file's bytes, in hexadecimal digits. */
  sha256: string;
  frame: number;
  box: Box;
}

/** A face as it is grouped. */
export interface StoredFace extends FacePlace {
  id: number;
  vector: Float32Array;
  quality: number;
  person: number | null;
}

/** What a user has decided about a face: it is of a person, it is not of a person, it is none. */
export interface FaceDecision extends FacePlace {
  id: number;
  verdict: 'is' | 'is-not' | 'no-face';
  /** `null` for `no-face` alone. */
  person: number | null;
}

/** The faces that a file names. */
export interface StatedFaces {
  sha256: string;
  regions: StatedFace[];
  /** EXIF, 1…8. */
  orientation: number;
  /** Of the upright image. */
  width: number;
  height: number;
}

/** An image with faces of people who have names. */
export interface NamedFaces {
  photoId: number;
  faces: StatedFace[];
  /** EXIF, 1…8. */
  orientation: number;
  /** Of the upright image. */
  width: number;
  height: number;
}

/** A face as it is shown. */
export interface FaceRow {
  id: number;
  photoId: number;
  frame: number;
  box: Box;
  score: number;
  personId: number | null;
  name: string | null;
}

/** A person with what is visible of it. */
export interface PersonRow {
  id: number;
  name: string | null;
  isHidden: boolean;
  faces: number;
  photos: number;
}

/** Which persons or faces are listed. */
export interface FaceScope {
  /** What exists for the reader; `undefined`: everything. */
  scope?: ReadScope | undefined;
  /** Only photos with a file below this folder. */
  folder?: string | undefined;
}

type BoxRow = { x: number; y: number; w: number; h: number };

const FACE_COLUMNS = `face.region_id AS id, region.content_id AS photoId, frame.ordinal AS frame, x, y, w, h, score, person_id AS personId, person.name`;
const FACE_SOURCE = `face JOIN region ON region.id = face.region_id JOIN frame ON frame.id = region.frame_id
  LEFT JOIN person ON person.id = face.person_id`;

/** Faces, the people they are grouped by, and decisions about them. */
export class FaceTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** Does all of some work, or nothing of it. */
  inTransaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  /**
   * Every face with its vector: 4 KB each.
   * @param after only faces with higher ids
   */
  listToGroup(after = 0, limit = Number.MAX_SAFE_INTEGER): StoredFace[] {
    const rows = this.#statements
      .get(
        `SELECT face.region_id AS id, vector, quality, person_id AS person, lower(hex(sha256)) AS sha256, ordinal AS frame, x, y, w, h
         FROM face JOIN region ON region.id = face.region_id JOIN frame ON frame.id = region.frame_id
         JOIN content ON content.id = region.content_id WHERE face.region_id > ? ORDER BY face.region_id LIMIT ?`,
      )
      .iterate(after, limit) as IterableIterator<Omit<StoredFace, 'vector' | 'box'> & { vector: Buffer } & BoxRow>;
    return Array.from(rows, ({ vector: bytes, ...row }) => {
      const vector = new Float32Array(DIMENSIONS);
      decodeFloat16(bytes, vector);
      return { ...withBox(row), vector };
    });
  }

  /** Each face that is one, with its vector, which is overwritten by the next one. */
  *eachVector(
    shown: FaceScope,
  ): Generator<{ id: number; person: number | null; vector: Float32Array }, void, undefined> {
    const { where, parameters } = compileShown(shown);
    const rows = this.#statements
      .get(
        `SELECT face.region_id AS id, person_id AS person, vector FROM face JOIN region ON region.id = face.region_id
         WHERE (person_id IS NOT NULL OR is_grouped = 0) AND ${where}`,
      )
      .iterate(parameters) as IterableIterator<{ id: number; person: number | null; vector: Buffer }>;
    const vector = new Float32Array(DIMENSIONS);
    for (const { id, person, vector: bytes } of rows) {
      decodeFloat16(bytes, vector);
      yield { id, person, vector };
    }
  }

  /** Another one after each change of faces, of the people they are of, and of decisions. */
  readStamp(): string {
    return this.#statements
      .get(
        `SELECT json_array((SELECT json_group_array(json_array(region_id, person_id)) FROM (SELECT region_id, person_id FROM face ORDER BY region_id)),
           (SELECT json_group_array(id) FROM (SELECT id FROM face_decision ORDER BY id)), (SELECT seq FROM sqlite_sequence WHERE name = 'person'),
           (SELECT json_group_array(json_array(id, name)) FROM (SELECT id, name FROM person ORDER BY id)))`,
      )
      .pluck()
      .get() as string;
  }

  /** The faces that files name in photos with faces, as their metadata states them; those of a file that was found earlier first. */
  listStated(): StatedFaces[] {
    const rows = this.#statements
      .get(
        `SELECT lower(hex(sha256)) AS sha256, data -> '$.faces' AS regions, data ->> '$.orientation' AS orientation, frame.width, frame.height
         FROM (SELECT DISTINCT content_id FROM face CROSS JOIN region ON region.id = face.region_id) AS seen
         JOIN content ON content.id = seen.content_id JOIN frame ON frame.content_id = content.id AND frame.ordinal = 0
         JOIN file ON file.content_id = content.id JOIN metadata ON metadata.file_id = file.id
         WHERE json_type(data, '$.faces') = 'array' ORDER BY file.id`,
      )
      .all() as (Omit<StatedFaces, 'regions'> & { regions: string })[];
    return rows.map(({ regions, ...row }) => ({ ...row, regions: JSON.parse(regions) }));
  }

  /** The still images that show people with a name who are not hidden, with their faces. */
  listNamed(shown: FaceScope): NamedFaces[] {
    const { where, parameters } = compileShown(shown);
    const rows = this.#statements
      .get(
        `SELECT region.content_id AS photoId, person.name, x, y, w, h, frame.width, frame.height, coalesce((SELECT data ->> '$.orientation'
           FROM file JOIN metadata ON metadata.file_id = file.id WHERE file.content_id = region.content_id LIMIT 1), 1) AS orientation
         FROM ${FACE_SOURCE} WHERE person.name IS NOT NULL AND NOT is_hidden AND frame.ordinal = 0 AND ${where}
         ORDER BY region.content_id, x`,
      )
      .all(parameters) as (Omit<NamedFaces, 'faces'> & { name: string } & BoxRow)[];
    const photos = new Map<number, NamedFaces>();
    for (const { name, ...row } of rows) {
      const { box, ...photo } = withBox(row);
      const known = photos.get(photo.photoId) ?? { ...photo, faces: [] };
      known.faces.push({ name, box });
      photos.set(photo.photoId, known);
    }
    return [...photos.values()];
  }

  /** The people whom names in files stand for, by the keys of the names. */
  readStatedNames(): Map<string, number> {
    const stored = this.#statements.get('SELECT value FROM setting WHERE key = ?').pluck().get(STATED_NAMES);
    return new Map(Object.entries(JSON.parse((stored as string | undefined) ?? '{}')));
  }

  writeStatedNames(names: ReadonlyMap<string, number>): void {
    this.#statements
      .get('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)')
      .run(STATED_NAMES, JSON.stringify(Object.fromEntries(names)));
  }

  listDecisions(): FaceDecision[] {
    const rows = this.#statements
      .get(
        `SELECT id, lower(hex(sha256)) AS sha256, ordinal AS frame, x, y, w, h, verdict, person_id AS person FROM face_decision ORDER BY id`,
      )
      .all() as (Omit<FaceDecision, 'box'> & BoxRow)[];
    return rows.map(withBox);
  }

  /** Those about faces in some files, by the hashes of their bytes. */
  listDecisionsOf(hashes: ReadonlySet<string>): FaceDecision[] {
    const rows = this.#statements
      .get(
        `SELECT id, lower(hex(sha256)) AS sha256, ordinal AS frame, x, y, w, h, verdict, person_id AS person FROM face_decision
         WHERE sha256 IN (SELECT unhex(value) FROM json_each(?)) ORDER BY id`,
      )
      .all(JSON.stringify([...hashes])) as (Omit<FaceDecision, 'box'> & BoxRow)[];
    return rows.map(withBox);
  }

  /** The hash of a photo's bytes, in hexadecimal digits. */
  hashOf(photoId: number): string {
    return this.#statements.get('SELECT lower(hex(sha256)) FROM content WHERE id = ?').pluck().get(photoId) as string;
  }

  /** What was said about one person is said about another. */
  movePersonDecisions(from: number, to: number): void {
    this.#statements.get('UPDATE face_decision SET person_id = ? WHERE person_id = ?').run(to, from);
    const names = [...this.readStatedNames()].map(([name, id]) => [name, id === from ? to : id] as const);
    if (names.length > 0) this.writeStatedNames(new Map(names));
  }

  addDecision({ sha256, frame, box }: FacePlace, verdict: FaceDecision['verdict'], person: number | null): void {
    this.#statements
      .get(
        `INSERT INTO face_decision (sha256, ordinal, x, y, w, h, verdict, person_id)
         VALUES (@sha256, @frame, @x, @y, @width, @height, @verdict, @person)`,
      )
      .run({ ...box, sha256: Buffer.from(sha256, 'hex'), frame, verdict, person });
  }

  removeDecisions(ids: readonly number[]): void {
    const remove = this.#statements.get('DELETE FROM face_decision WHERE id = ?');
    for (const id of ids) remove.run(id);
  }

  /** Puts faces into groups; those that have theirs already are not written. */
  setPerson(faceId: number, person: number | null): void {
    this.#statements
      .get('UPDATE face SET person_id = @person WHERE region_id = @faceId AND person_id IS NOT @person')
      .run({ faceId, person });
  }

  /** Every face has been looked at by the grouping. */
  noteGrouped(): void {
    this.#statements.get('UPDATE face SET is_grouped = 1 WHERE is_grouped = 0').run();
  }

  addPerson(name: string | null): number {
    return Number(this.#statements.get('INSERT INTO person (name) VALUES (?)').run(name).lastInsertRowid);
  }

  /** @returns whether there is such a person */
  changePerson(id: number, { name, isHidden }: { name?: string | null; isHidden?: boolean }): boolean {
    const { changes } = this.#statements
      .get(
        `UPDATE person SET name = CASE WHEN @hasName THEN @name ELSE name END, is_hidden = coalesce(@isHidden, is_hidden) WHERE id = @id`,
      )
      .run({
        ...{ id, hasName: Number(name !== undefined), name: name ?? null },
        isHidden: isHidden === undefined ? null : Number(isHidden),
      });
    return changes > 0;
  }

  removePerson(id: number): void {
    this.#statements.get('DELETE FROM person WHERE id = ?').run(id);
  }

  /** Forgets people without a name, a face and a decision. */
  dropEmptyPeople(): void {
    this.#statements
      .get(
        `DELETE FROM person WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM face WHERE person_id = person.id)
           AND NOT EXISTS (SELECT 1 FROM face_decision WHERE person_id = person.id)`,
      )
      .run();
  }

  /** Whether faces wait for a group, or a group has lost its last face. */
  needsGrouping(): boolean {
    return (
      this.#statements
        .get(
          `SELECT 1 WHERE EXISTS (SELECT 1 FROM face WHERE is_grouped = 0)
             OR EXISTS (SELECT 1 FROM person WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM face WHERE person_id = person.id))`,
        )
        .get() !== undefined
    );
  }

  /** People, those with a name first, then those in most photos. Where every photo is shown, those without faces are there, too. */
  listPeople(shown: FaceScope, includeHidden: boolean, id?: number): PersonRow[] {
    const { where, parameters } = compileShown(shown);
    const isWhole = shown.folder === undefined && isEverything(shown.scope);
    const rows = this.#statements
      .get(
        `SELECT person.id, name, is_hidden AS isHidden, count(face_id) AS faces, count(DISTINCT content_id) AS photos
         FROM person LEFT JOIN (SELECT region_id AS face_id, person_id, region.content_id FROM face
           JOIN region ON region.id = face.region_id WHERE ${where}) AS seen ON seen.person_id = person.id
         WHERE (person.id = ? OR ? IS NULL) AND (NOT is_hidden OR ?)
         GROUP BY person.id ${isWhole ? '' : 'HAVING faces > 0'}
         ORDER BY name IS NULL, photos DESC, person.id`,
      )
      .all(id ?? null, id ?? null, Number(includeHidden), parameters) as (Omit<PersonRow, 'isHidden'> & {
      isHidden: number;
    })[];
    return rows.map((row) => ({ ...row, isHidden: row.isHidden === 1 }));
  }

  /** How many faces there are. */
  count(shown: FaceScope): number {
    const { where, parameters } = compileShown(shown);
    const source = where === 'true' ? 'face' : `face JOIN region ON region.id = face.region_id WHERE ${where}`;
    return this.#statements.get(`SELECT count(*) FROM ${source}`).pluck().get(parameters) as number;
  }

  /** Faces of a person, those that show most first. */
  listOfPerson(person: number, shown: FaceScope, limit: number, offset: number): FaceRow[] {
    const { where, parameters } = compileShown(shown);
    const condition = `person_id = ? AND ${where} ORDER BY quality DESC, face.region_id LIMIT ? OFFSET ?`;
    return this.#list(condition, [person, limit, offset, parameters]);
  }

  /** Faces in a photo, in the order of frames and then from left to right. */
  listOfPhoto(photoId: number): FaceRow[] {
    return this.#list('region.content_id = ? ORDER BY ordinal, x, face.region_id', [photoId]);
  }

  find(faceId: number): FaceRow | undefined {
    return this.#list('face.region_id = ?', [faceId])[0];
  }

  #list(condition: string, parameters: readonly unknown[]): FaceRow[] {
    const rows = this.#statements
      .get(`SELECT ${FACE_COLUMNS} FROM ${FACE_SOURCE} WHERE ${condition}`)
      .all(...parameters) as (Omit<FaceRow, 'box'> & BoxRow)[];
    return rows.map(withBox);
  }
}

/** One file of the photo must fulfil all conditions. */
function compileShown({ scope, folder }: FaceScope): { where: string; parameters: Record<string, string> } {
  const { rows, parameters } = compileScope(scope);
  const conditions = [...rows];
  const range = folder === undefined ? undefined : toPathRange(folder);
  if (range) conditions.push(isBelowFolder('@from', '@before'));
  const where = conditions.length === 0 ? 'true' : `region.content_id IN (${listContentsOf(conditions)})`;
  return { where, parameters: { ...parameters, ...range } };
}

function withBox<Row extends BoxRow>({ x, y, w, h, ...row }: Row): Omit<Row, keyof BoxRow> & { box: Box } {
  return { ...row, box: { x, y, width: w, height: h } };
}
