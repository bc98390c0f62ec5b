import { PhotoseekError } from '../../../errors.js';
import { checkVersion } from '../schema.js';
import { Bindings } from './conditions/bindings.js';
import type { KnownField } from './conditions/compile-filters.js';
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

/** Rows of an answer where nothing else is said: a statement for each tag or photo of a page has fewer, and the memory of a server holds them. */
const MOST_ROWS = 1_000_000;

/** What one request reads: answers are fetched once, and forgotten with it. */
export class PublishedRequest {
  readonly database: Reads;
  readonly fetched = new Fetched();
  /** Changes with what is published. */
  readonly stamp: string;
  readonly spaces: readonly PublishedSpace[];
  /** Photos that this request has come across: whether they may be found is asked of all of them at once. */
  readonly seen = new Set<number>();

  /** Of the tables. */
  readonly version: number;

  constructor(database: Reads, published: Pick<PublishedRequest, 'version' | 'stamp' | 'spaces'>) {
    this.database = database;
    this.version = published.version;
    this.stamp = published.stamp;
    this.spaces = published.spaces;
  }

  /** The answer to a question: rows of one statement. See {@link Fetched.read}. @param atMost see {@link query} */
  rows<Row>(question: readonly unknown[], compile: (bindings: Bindings) => string, atMost?: number): Row[] {
    return this.fetched.read(question, () => this.query<Row>(compile, atMost));
  }

  /** @param atMost rows that the statement can have; more end the connection, whatever the server sends */
  async query<Row>(compile: (bindings: Bindings) => string, atMost = MOST_ROWS): Promise<Row[]> {
    const bindings = new Bindings();
    const sql = compile(bindings);
    return this.database.withClient((client) => this.database.queryAtMost<Row>(client, atMost, sql, bindings.values));
  }

  /** The id in a row. @throws PhotoseekError `engine-failed` for anything else: a database that is not what it seems must not end in a wrong answer */
  toId(value: unknown): number {
    const id = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
    if (Number.isSafeInteger(id) && id > 0) return id;
    throw new PhotoseekError(
      'engine-failed',
      `${this.database.server} must answer with an id, got ${String(value).slice(0, 40)}.`,
    );
  }

  /** The count in a row; see {@link toId}. */
  toCount(value: unknown): number {
    return this.toId(Number(value) + 1) - 1;
  }

  /** The cosine in a row; see {@link toId}. */
  toCosine(value: unknown): number {
    const cosine = typeof value === 'number' ? value : Number.NaN;
    // The sum of many products may be a little above 1.
    if (Math.abs(cosine) < 1.01) return cosine;
    throw new PhotoseekError(
      'engine-failed',
      `${this.database.server} must answer with a cosine, got ${String(value).slice(0, 40)}.`,
    );
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
  return new PublishedRequest(database, {
    version: row?.version ?? 0,
    stamp: row?.stamp ?? '',
    spaces: row?.spaces ?? [],
  });
}

/** A photo that the request has come across; see {@link PublishedRequest.seen}. */
export function note<Hit extends { photoId: number }>(request: PublishedRequest, hit: Hit): Hit {
  request.seen.add(hit.photoId);
  return hit;
}
