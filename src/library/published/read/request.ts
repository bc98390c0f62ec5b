import { checkVersion } from '../schema.js';
import { Bindings } from './bindings.js';
import type { KnownField } from './compile-filters.js';
import { Fetched } from './replay.js';
import type { Reads } from './replica/reads.js';

/** A space as it is published. */
export interface PublishedSpace {
  id: number;
  name: string;
  revision: string;
  dtype: string;
  dim: number;
  subject: 'whole';
  /** Of the libraries that have it. */
  states: readonly string[];
  background: string | null;
  calibration: string | null;
}

/** What one request reads: answers are fetched once, and forgotten with it. */
export class PublishedRequest {
  readonly database: Reads;
  readonly fetched = new Fetched();
  /** Changes with what is published. */
  readonly stamp: string;
  readonly spaces: readonly PublishedSpace[];
  /** Photos that this request has come across: whether they may be found is asked of all of them at once. */
  readonly seen = new Set<number>();

  constructor(database: Reads, stamp: string, spaces: readonly PublishedSpace[]) {
    this.database = database;
    this.stamp = stamp;
    this.spaces = spaces;
  }

  /** The answer to a question: rows of one statement. See {@link Fetched.read}. */
  rows<Row>(question: readonly unknown[], compile: (bindings: Bindings) => string): Row[] {
    return this.fetched.read(question, () => this.query<Row>(compile));
  }

  async query<Row>(compile: (bindings: Bindings) => string): Promise<Row[]> {
    const bindings = new Bindings();
    const sql = compile(bindings);
    return this.database.withClient(async (client) => (await client.query(sql, bindings.values)).rows as Row[]);
  }

  /** A field by its name, in any case. Where libraries disagree about its type, that of most values. */
  findField = (name: string): KnownField | undefined => {
    const [field] = this.rows<KnownField>(
      ['field', name],
      (bind) => `SELECT name, type FROM photoseek.field_value WHERE name_key = ${bind.text(name.toLowerCase())}
        GROUP BY name, type ORDER BY count(*) DESC, name LIMIT 1`,
    );
    return field;
  };
}

/** Begins a request: one statement says what is published now. */
export async function beginRequest(database: Reads): Promise<PublishedRequest> {
  const [row] = await database.query<{ version: number; stamp: string; spaces: PublishedSpace[] | null }>(
    `SELECT schema_version AS version, stamp, (SELECT json_agg(known ORDER BY known.files DESC, known.id) FROM
        (SELECT space.id, space.name, revision, dtype, dim, subject, sum(library.files) AS files, json_agg(state) AS states,
           (array_agg(background ORDER BY library.files DESC) FILTER (WHERE background <> ''))[1] AS background,
           (array_agg(calibration ORDER BY library.files DESC) FILTER (WHERE calibration <> ''))[1] AS calibration
         FROM photoseek.space JOIN photoseek.library_space ON space_id = space.id JOIN photoseek.library ON library.id = library_id
         GROUP BY space.id) AS known) AS spaces
     FROM photoseek.publication`,
  );
  // The tables may have been brought up to date since this process has begun.
  if (row !== undefined) checkVersion(row.version, database.server);
  return new PublishedRequest(database, row?.stamp ?? '', row?.spaces ?? []);
}
