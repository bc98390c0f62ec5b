import type { Database } from 'better-sqlite3';
import type { SpaceRow, SpaceState } from '../../model/space.js';
import { Statements } from '../database/statements.js';
import { embedStage, listSpaceSettings } from '../records.js';

/** The identity of a space: one revision of an encoder's weights over one kind of region. */
export type SpaceIdentity = Pick<SpaceRow, 'revision' | 'dtype' | 'subject'>;

const SPACE = 'SELECT id, name, revision, dtype, dim, subject, state FROM space';

/** The embedding spaces of a catalogue and how far they have come. */
export class SpaceTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** In the order they were added. */
  list(): SpaceRow[] {
    return this.#statements.get(`${SPACE} ORDER BY id`).all() as SpaceRow[];
  }

  get(id: number): SpaceRow | undefined {
    return this.#statements.get(`${SPACE} WHERE id = ?`).get(id) as SpaceRow | undefined;
  }

  find({ revision, dtype, subject }: SpaceIdentity): SpaceRow | undefined {
    return this.#statements
      .get(`${SPACE} WHERE revision = @revision AND dtype = @dtype AND subject = @subject`)
      .get({ revision, dtype, subject }) as SpaceRow | undefined;
  }

  /**
   * The space of an encoder, added on first use. The first of its subject that is added is `active`, later ones are `building`. As long as
   * the active ones hold no vector, nothing is lost by replacing them: then the new one is active at once, and they are building.
   */
  ensure(space: Omit<SpaceRow, 'id' | 'state'>): SpaceRow {
    // Looked up first: a search must not wait for another process's write.
    const known = this.find(space);
    if (known !== undefined) return known;
    return this.#db
      .transaction(() => {
        const isFirst =
          this.#statements
            .get(
              `SELECT 1 FROM space WHERE subject = ? AND state = 'active'
               AND EXISTS (SELECT 1 FROM vector WHERE space_id = space.id)`,
            )
            .get(space.subject) === undefined;
        if (isFirst)
          this.#statements
            .get("UPDATE space SET state = 'building' WHERE subject = ? AND state = 'active'")
            .run(space.subject);
        this.#statements
          .get(
            `INSERT INTO space (name, revision, dtype, dim, subject, state)
             VALUES (@name, @revision, @dtype, @dim, @subject, @state) ON CONFLICT DO NOTHING`,
          )
          .run({ ...space, state: isFirst ? 'active' : 'building' });
        return this.find(space) as SpaceRow;
      })
      .immediate();
  }

  setState(id: number, state: SpaceState): void {
    this.#statements.get('UPDATE space SET state = ? WHERE id = ?').run(state, id);
  }

  /** Whether every content has been embedded in the space. */
  isComplete(id: number): boolean {
    return (
      this.#statements.get(`SELECT 1 FROM content WHERE ${NOT_EMBEDDED} LIMIT 1`).get({ stage: embedStage(id) }) ===
      undefined
    );
  }

  /** Contents that have not been embedded in the space. */
  countMissing(id: number): number {
    return this.#statements
      .get(`SELECT count(*) FROM content WHERE ${NOT_EMBEDDED}`)
      .pluck()
      .get({ stage: embedStage(id) }) as number;
  }

  /** Contents that have not been embedded in the space, in the order of their ids. */
  listMissing(id: number, afterId: number, limit: number): number[] {
    return this.#statements
      .get(`SELECT id FROM content WHERE id > @afterId AND ${NOT_EMBEDDED} ORDER BY id LIMIT @limit`)
      .pluck()
      .all({ afterId, limit, stage: embedStage(id) }) as number[];
  }

  /** Deletes a space with its vectors, its settings and what is recorded about its stages, in one transaction. Its id is never used again. */
  drop(id: number): void {
    this.#db
      .transaction(() => {
        this.#statements.get('DELETE FROM stage_done WHERE stage = ?').run(embedStage(id));
        this.#statements.get('DELETE FROM vector WHERE space_id = ?').run(id);
        // The triggers record each vector, for followers of a space that is no longer there.
        this.#statements.get('DELETE FROM removed_vector WHERE space_id = ?').run(id);
        for (const key of listSpaceSettings(id)) this.#statements.get('DELETE FROM setting WHERE key = ?').run(key);
        this.#statements.get('DELETE FROM space WHERE id = ?').run(id);
      })
      .immediate();
  }

  /** Makes a space the only active one of its subject, in one transaction. */
  replaceActive(id: number): void {
    this.#db
      .transaction(() => {
        this.#statements
          .get(
            `UPDATE space SET state = 'retired' WHERE state = 'active' AND id <> @id
             AND subject = (SELECT subject FROM space WHERE id = @id)`,
          )
          .run({ id });
        this.setState(id, 'active');
      })
      .immediate();
  }
}

const NOT_EMBEDDED = 'NOT EXISTS (SELECT 1 FROM stage_done WHERE content_id = content.id AND stage = @stage)';
