import type { Encoder } from '../../../encoder/types.js';
import { PhotoseekError } from '../../../errors.js';
import { IdSet } from '../../../model/id-set.js';
import { TextVectors } from '../../../search/embed/text-vectors.js';
import type { VectorIds } from '../../../search/spaces/owner-map.js';
import type { NeighbourFinder, SearchedSpaces, Space, VectorOwners } from '../../../search/spaces/space.js';
import type { Neighbours } from '../../../vectors/port.js';
import { embeddingTable } from '../schema.js';
import { Bindings } from './conditions/bindings.js';
import type { PublishedRequest, PublishedSpace } from './request.js';
import { SelectedVectors } from './selection.js';

/** Candidates of a walk; pgvector gives no more rows than that, and allows up to 1,000. */
const EF_SEARCH = 200;
const MAX_EF_SEARCH = 1000;

/** Vectors are counted up to here, and estimated beyond. */
const COUNT_UP_TO = 50_000;

/** Encoders of the process, by the id of the space, and the vectors of recent texts. */
export class PublishedEncoders {
  readonly #open: (space: PublishedSpace) => Promise<Encoder>;
  readonly #encoders = new Map<number, Promise<Encoder>>();
  readonly #texts = new Map<number, TextVectors>();

  /** @param open loads the model of a space */
  constructor(open: (space: PublishedSpace) => Promise<Encoder>) {
    this.#open = open;
  }

  get(space: PublishedSpace): Promise<Encoder> {
    const known = this.#encoders.get(space.id);
    if (known !== undefined) return known;
    const encoder = this.#open(space);
    this.#encoders.set(space.id, encoder);
    // A failure is not cached: the model may come.
    encoder.catch(() => this.#encoders.delete(space.id));
    return encoder;
  }

  texts(space: PublishedSpace): TextVectors {
    const known = this.#texts.get(space.id) ?? new TextVectors(() => this.get(space));
    this.#texts.set(space.id, known);
    return known;
  }

  async close(): Promise<void> {
    const encoders = await Promise.all([...this.#encoders.values()].map((encoder) => encoder.catch(() => undefined)));
    await Promise.all(encoders.map((encoder) => encoder?.close()));
  }
}

/** The spaces of published libraries, for one request. */
export class PublishedSpaces implements SearchedSpaces {
  readonly #spaces: readonly Space[];
  readonly #active: readonly Space[];

  /** @throws PhotoseekError `library-not-found` where nothing is published */
  constructor(request: PublishedRequest, encoders: PublishedEncoders) {
    this.#spaces = request.spaces.map((space) => new RequestSpace(request, space, encoders));
    const active = this.#spaces.filter((_, i) => request.spaces[i]?.states.includes('active'));
    this.#active = active.length > 0 ? active : this.#spaces.slice(0, 1);
    if (this.#active.length === 0)
      throw new PhotoseekError('library-not-found', `No library is published in ${request.database.server}.`, {
        hint: 'On a machine with a library: photoseek publish ADDRESS',
      });
  }

  get default(): Space {
    return this.#active[0] as Space;
  }

  active(): readonly Space[] {
    return this.#active;
  }

  find(id: number): Space | undefined {
    return this.#spaces.find(({ row }) => row.id === id);
  }

  silent(): undefined {
    return undefined;
  }
}

class RequestSpace implements Space {
  readonly row: Space['row'];
  readonly index: NeighbourFinder;
  readonly owners: VectorOwners;
  readonly texts: TextVectors;
  readonly encoder: () => Promise<Encoder>;

  constructor(request: PublishedRequest, space: PublishedSpace, encoders: PublishedEncoders) {
    const { id, name, revision, dtype, dim, subject } = space;
    this.row = { id, name, revision, dtype, dim, subject };
    const vectors = new RequestVectors(request, id);
    this.index = vectors;
    this.owners = vectors;
    this.texts = encoders.texts(space);
    this.encoder = () => encoders.get(space);
  }
}

interface FoundRow {
  id: string;
  photoId: string;
  cosine: number;
}

/** The vectors of a space, and the photos that they belong to: a search gives both. */
class RequestVectors implements NeighbourFinder, VectorOwners {
  readonly #request: PublishedRequest;
  readonly #table: string;
  readonly #spaceId: number;
  readonly #photoOf = new Map<number, number>();

  constructor(request: PublishedRequest, spaceId: number) {
    this.#request = request;
    this.#spaceId = spaceId;
    this.#table = embeddingTable(spaceId);
  }

  async refresh(): Promise<void> {}

  get size(): number {
    const [row] = this.#request.rows<{ size: string }>(
      ['size', this.#spaceId],
      () => `SELECT CASE WHEN counted <= ${COUNT_UP_TO} THEN counted ELSE greatest(counted, (SELECT reltuples FROM pg_class WHERE oid = '${this.#table}'::regclass)::bigint) END AS size
        FROM (SELECT count(*) AS counted FROM (SELECT 1 FROM ${this.#table} LIMIT ${COUNT_UP_TO + 1}) AS listed) AS known`,
    );
    return Number(row?.size ?? 0);
  }

  async searchAsOfRefresh(
    queries: readonly Float32Array[],
    k: number,
    { allow }: { allow?: VectorIds | undefined } = {},
  ): Promise<Neighbours[]> {
    return Promise.all(queries.map((query) => this.#searchOne(query, k, allow)));
  }

  photosOf(vectorIds: readonly number[]): number[] {
    return vectorIds.map((id) => this.#photoOf.get(id) ?? 0);
  }

  select(photoIds: Uint32Array | readonly number[]) {
    const ids = [...photoIds];
    const rows = this.#request.rows<{ id: string; photoId: string }>(
      ['of photos', this.#spaceId, ids],
      (bind) => `SELECT id, content_id AS "photoId" FROM ${this.#table} WHERE content_id = ANY (${bind.ids(ids)})`,
    );
    this.#note(rows);
    return {
      vectorIds: IdSet.from(rows.map(({ id }) => Number(id))),
      photos: new Set(rows.map(({ photoId }) => photoId)).size,
    };
  }

  countPhotos(upTo = Number.MAX_SAFE_INTEGER): number {
    const [row] = this.#request.rows<{ count: string }>(
      ['photos in', this.#spaceId, upTo],
      () =>
        `SELECT count(*) AS count FROM (SELECT 1 FROM ${this.#table} WHERE ordinal = 0 LIMIT ${Number(upTo)}) AS listed`,
    );
    return Number(row?.count ?? 0);
  }

  async #searchOne(query: Float32Array, k: number, allow: VectorIds | undefined): Promise<Neighbours> {
    const name = allow instanceof SelectedVectors ? allow.photos.name : allow instanceof IdSet ? [...allow] : undefined;
    // Must be known before: a walk and a comparison are different statements.
    const hasGraph = await this.#request.fetched.wait(['graph', this.#spaceId], () => this.#hasGraph());
    const rows = await this.#request.fetched.wait(['nearest', this.#spaceId, [...query], k, name], () =>
      this.#ask(query, k, allow, hasGraph),
    );
    this.#note(rows);
    return {
      ids: rows.map(({ id }) => this.#request.toId(id)),
      cosines: rows.map(({ cosine }) => this.#request.toCosine(cosine)),
    };
  }

  #note(rows: readonly { id: string; photoId: string }[]): void {
    for (const { id, photoId } of rows) {
      this.#photoOf.set(Number(id), Number(photoId));
      this.#request.seen.add(Number(photoId));
    }
  }

  async #hasGraph(): Promise<boolean> {
    const [row] = await this.#request.database.query<{ graph: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = $1::regclass AND indisvalid
        AND relname LIKE '%graph') AS graph`,
      [this.#table],
    );
    return row?.graph === true;
  }

  /** A walk that gives fewer than there are is followed by a comparison: too few are never given in silence. */
  async #ask(query: Float32Array, k: number, allow: VectorIds | undefined, hasGraph: boolean): Promise<FoundRow[]> {
    const isWide = allow === undefined || (allow instanceof SelectedVectors ? allow.isMany : false);
    if (hasGraph && k <= MAX_EF_SEARCH && isWide) {
      const found = await this.#walk(query, k, allow);
      if (found.length >= Math.min(k, allow?.size ?? k)) return found;
    }
    return this.#request.query<FoundRow>((bind) => {
      const vector = bind.add(toText(query));
      const where = compileAllowed(allow, bind);
      return `SELECT id, content_id AS "photoId", -(v::vector <#> ${vector}::vector) AS cosine FROM ${this.#table} AS vector
        WHERE ${where} ORDER BY cosine DESC, id LIMIT ${Number(k)}`;
    }, k);
  }

  /** Approximate; the candidates are put in order by the query at full precision. */
  async #walk(query: Float32Array, k: number, allow: VectorIds | undefined): Promise<FoundRow[]> {
    const ef = Math.min(MAX_EF_SEARCH, Math.max(EF_SEARCH, k));
    const bind = new Bindings();
    const vector = bind.add(toText(query));
    const where = compileAllowed(allow, bind);
    const sql = `WITH near AS MATERIALIZED (SELECT id, content_id, v FROM ${this.#table} AS vector WHERE ${where}
        ORDER BY v <#> ${vector}::vector::halfvec LIMIT ${Number(k)})
      SELECT id, content_id AS "photoId", -(v::vector <#> ${vector}::vector) AS cosine FROM near ORDER BY cosine DESC, id`;
    return this.#request.database.withClient(async (client) => {
      await client.query("SELECT set_config('hnsw.ef_search', $1, false)", [String(ef)]);
      return this.#request.database.queryAtMost<FoundRow>(client, k, sql, bind.values);
    });
  }
}

/** A condition on rows of a table of vectors: filters and the search are one statement. */
function compileAllowed(allow: VectorIds | undefined, bind: Bindings): string {
  if (allow === undefined) return 'TRUE';
  if (allow instanceof SelectedVectors) return allow.compile(bind);
  return `vector.id = ANY (${bind.ids(allow as IdSet)})`;
}

function toText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}
