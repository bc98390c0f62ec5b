import type { Database } from 'better-sqlite3';
import { toLooseWords } from '../../model/comparison-key.js';
import type { Box } from '../../model/evidence.js';
import type { ReadScope } from '../../model/read-scope.js';
import type { PlacedRegion } from '../../model/region.js';
import { compileScope, listContentsOf } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { untilChange } from './until-change.js';

/** A name, and the photos that show faces of the people who have it. */
export interface NameCount {
  name: string;
  photos: number;
}

/** A face of a person with a name. */
export interface NamedFace {
  id: number;
  personId: number;
  name: string;
  photoId: number;
  frame: PlacedRegion['frame'];
  box: Box;
}

type FaceRow = Omit<NamedFace, 'box' | 'frame'> & NamedFace['frame'] & { x: number; y: number; w: number; h: number };

/** Names of people whose faces are in the photos. */
export class PersonQueries {
  readonly #statements: Statements;
  /** Nobody has a name. The stamp is that of {@link untilChange}. */
  readonly hasNoNames: (stamp?: string) => boolean;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.hasNoNames = untilChange(
      changeStamp,
      () => this.#statements.get('SELECT 1 FROM person WHERE name IS NOT NULL LIMIT 1').get() === undefined,
    );
  }

  /** Names of people who are not hidden and have a face in a photo that exists for the reader, those in most photos first. */
  listNames(scope: ReadScope | undefined): NameCount[] {
    const { rows, parameters } = compileScope(scope);
    const visible = rows.length === 0 ? '' : `AND region.content_id IN (${listContentsOf(rows)})`;
    return this.#statements
      .get(
        `SELECT name, count(DISTINCT region.content_id) AS photos FROM person CROSS JOIN face ON face.person_id = person.id
           CROSS JOIN region ON region.id = face.region_id WHERE name IS NOT NULL AND NOT is_hidden ${visible}
         GROUP BY name ORDER BY photos DESC, name`,
      )
      .all(parameters) as NameCount[];
  }

  /**
   * Faces in some photos of the people in whose name these words stand, those that show most first. The function `loose_words` must be known to the
   * connection.
   */
  listFacesOf(name: string, photoIds: readonly number[]): NamedFace[] {
    const rows = this.#statements
      .get(
        `SELECT region.id, person.id AS personId, person.name, region.content_id AS photoId,
           ordinal, frame.kind, at_ms AS atMs, page, x, y, w, h
         FROM region CROSS JOIN face ON face.region_id = region.id CROSS JOIN person ON person.id = face.person_id
         CROSS JOIN frame ON frame.id = region.frame_id
         WHERE region.content_id IN (SELECT value FROM json_each(?)) AND region.kind = 'face' AND person.name IS NOT NULL
           AND instr(loose_words(person.name), ?) ORDER BY quality DESC, region.id`,
      )
      .all(JSON.stringify(photoIds), toLooseWords(name)) as FaceRow[];
    return rows.map(({ ordinal, kind, atMs, page, x, y, w, h, ...row }) => ({
      ...row,
      ...{ frame: { ordinal, kind, atMs, page }, box: { x, y, width: w, height: h } },
    }));
  }
}
