import type { Filter } from '../../../model/filter.js';
import type { PhotoFilter, PhotoIds, SelectedPhotos } from '../../../search/retrieve/photo-filter.js';
import type { VectorIds, VectorSelection } from '../../../search/spaces/owner-map.js';
import type { Space } from '../../../search/spaces/space.js';
import type { FilterScope } from '../../../store/queries/compile-filters.js';
import { embeddingTable } from '../schema.js';
import { Bindings } from './conditions/bindings.js';
import { compilePublishedFilters, fromPhotosThat } from './conditions/compile-filters.js';
import type { PublishedRequest } from './request.js';

/** Photos that fulfil filters, as a condition: their ids are read only where somebody goes through all of them. */
export class PublishedSelection implements SelectedPhotos, PhotoIds {
  readonly #request: PublishedRequest;
  readonly #filters: readonly Filter[];
  readonly #scope: FilterScope;
  /** Those that were asked for, and whether they are among these. */
  readonly #known = new Map<number, boolean>();

  constructor(request: PublishedRequest, filters: readonly Filter[], scope: FilterScope) {
    this.#request = request;
    this.#filters = filters;
    this.#scope = scope;
  }

  get photoIds(): PhotoIds {
    return this;
  }

  get size(): number {
    const [row] = this.#request.rows<{ count: string }>(
      this.#question('photos'),
      (bind) => `SELECT count(DISTINCT content_id) AS count ${fromPhotosThat(this.compile(bind))}`,
    );
    return Number(row?.count ?? 0);
  }

  has(id: number): boolean {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    this.#request.seen.add(id);
    const asked = [...this.#request.seen].filter((one) => !this.#known.has(one));
    const rows = this.#request.rows<{ id: string }>(
      this.#question('among', asked),
      (bind) =>
        `SELECT DISTINCT content_id AS id ${fromPhotosThat(`photo.content_id = ANY (${bind.ids(asked)}) AND (${this.compile(bind)})`)}`,
    );
    const found = new Set(rows.map((row) => Number(row.id)));
    for (const one of asked) this.#known.set(one, found.has(one));
    return found.has(id);
  }

  toArray(): Uint32Array {
    const rows = this.#request.rows<{ ids: string[] | null }>(
      this.#question('all'),
      (bind) => `SELECT array_agg(DISTINCT content_id) AS ids ${fromPhotosThat(this.compile(bind))}`,
    );
    const ids = Uint32Array.from(rows[0]?.ids ?? [], Number);
    // Asked for one by one afterwards, they would be as many questions.
    for (const id of ids) this.#known.set(id, true);
    return ids;
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.toArray()[Symbol.iterator]();
  }

  in({ row: { id } }: Space): VectorSelection {
    const [counted] = this.#request.rows<CountedVectors>(
      this.#question('vectors', id),
      (bind) => `WITH most AS MATERIALIZED (SELECT ${mostCompared(id)} + 1 AS most),
          listed AS MATERIALIZED (SELECT photo.content_id ${fromPhotosThat(this.compile(bind))} LIMIT (SELECT most FROM most)),
          held AS (SELECT vector.content_id FROM ${embeddingTable(id)} AS vector WHERE vector.content_id IN (SELECT content_id FROM listed)),
          few AS MATERIALIZED (SELECT count(*) AS vectors, count(DISTINCT content_id) AS photos,
            (array_agg(DISTINCT content_id))[:${MOST_LISTED + 1}] AS ids FROM held WHERE (SELECT count(*) FROM listed) < (SELECT most FROM most))
        SELECT (SELECT count(*) FROM listed) >= most AS "isMany", most, vectors, photos,
          CASE WHEN photos <= ${MOST_LISTED} THEN coalesce(ids, '{}') END AS ids FROM most, few`,
      1,
    );
    if (counted?.isMany === true) {
      const least = this.#request.toCount(counted.most);
      const countPhotos = () => this.#countPhotosIn(id);
      return {
        vectorIds: new SelectedVectors(this, least, { isMany: true }),
        // As a rule, only whether there are a thousand is of interest.
        photosUpTo: (upTo) => (least > upTo ? upTo : countPhotos()),
        get photos() {
          return countPhotos();
        },
      };
    }
    const contents = counted?.ids?.slice(0, MOST_LISTED).map((one) => this.#request.toId(one));
    const size = this.#request.toCount(counted?.vectors);
    return {
      vectorIds: new SelectedVectors(this, size, { isMany: false, contents }),
      photos: this.#request.toCount(counted?.photos),
    };
  }

  #countPhotosIn(spaceId: number): number {
    const [row] = this.#request.rows<{ photos: string }>(
      this.#question('photos with vectors', spaceId),
      (bind) => `SELECT count(DISTINCT vector.content_id) AS photos FROM ${embeddingTable(spaceId)} AS vector
        WHERE vector.content_id IN (${this.compileContents(bind)})`,
      1,
    );
    return this.#request.toCount(row?.photos);
  }

  /** Those of some files that fulfil the filters. */
  listFiles(photoIds: readonly number[]): Set<number> {
    const rows = this.#request.rows<{ id: string }>(
      this.#question('files', photoIds),
      (bind) =>
        `SELECT id ${fromPhotosThat(`photo.content_id = ANY (${bind.ids(photoIds)}) AND (${this.compile(bind)})`)}`,
    );
    return new Set(rows.map(({ id }) => Number(id)));
  }

  /** A condition on rows of `photoseek.photo AS photo`. */
  compile(bind: Bindings): string {
    return compilePublishedFilters(this.#filters, this.#scope, bind, this.#request.findField);
  }

  /** A statement that gives the ids of the photos. */
  compileContents(bind: Bindings): string {
    return `SELECT photo.content_id ${fromPhotosThat(this.compile(bind))}`;
  }

  /** Two selections with the same name are the same. */
  get name(): string {
    return JSON.stringify([this.#filters, this.#scope]);
  }

  /** Fields must be known before a statement is compiled: to compile it asks for them. */
  #question(...about: readonly unknown[]): unknown[] {
    compilePublishedFilters(this.#filters, this.#scope, new Bindings(), this.#request.findField);
    return [...about, this.#filters, this.#scope];
  }
}

/** Up to this share of the vectors, or so many, comparing takes less time than a filtered walk of the graph; of very many, it takes too long. */
const COMPARE_UP_TO_SHARE = 0.1;
const COMPARE_AT_LEAST = 5000;
const COMPARE_AT_MOST = 100_000;

/** How many vectors of a space are compared with, at most, as a statement has it. */
function mostCompared(spaceId: number): string {
  const rows = `(SELECT reltuples FROM pg_class WHERE oid = '${embeddingTable(spaceId)}'::regclass)`;
  return `least(${COMPARE_AT_MOST}, greatest(${COMPARE_AT_LEAST}, ${COMPARE_UP_TO_SHARE} * ${rows}))::bigint`;
}

/** Of so few photos, the ids take less time than finding them again. */
const MOST_LISTED = 1000;

interface CountedVectors {
  isMany: boolean;
  most: string;
  vectors: string;
  photos: string;
  ids: string[] | null;
}

/** The vectors of selected photos. */
export class SelectedVectors implements VectorIds {
  readonly photos: PublishedSelection;
  /** How many there are, at least. */
  readonly size: number;
  /** There are too many to compare with each, and they were not counted further. */
  readonly isMany: boolean;
  /** The photos, where they are few. */
  readonly contents: readonly number[] | undefined;

  constructor(
    photos: PublishedSelection,
    size: number,
    { isMany, contents }: { isMany: boolean; contents?: readonly number[] | undefined },
  ) {
    this.photos = photos;
    this.size = size;
    this.isMany = isMany;
    this.contents = contents;
  }

  /** A condition on rows of a table of vectors: filters and the search are one statement. */
  compile(bind: Bindings): string {
    if (this.contents !== undefined) return `vector.content_id = ANY (${bind.ids(this.contents)})`;
    return `vector.content_id IN (${this.photos.compileContents(bind)})`;
  }
}

/** Finds photos of the database by filters. */
export class PublishedFilter implements PhotoFilter {
  readonly #request: PublishedRequest;
  readonly #made = new Map<string, PublishedSelection>();

  constructor(request: PublishedRequest) {
    this.#request = request;
  }

  list(filters: readonly Filter[], scope: FilterScope): PublishedSelection {
    const selection = new PublishedSelection(this.#request, filters, scope);
    const known = this.#made.get(selection.name) ?? selection;
    this.#made.set(selection.name, known);
    return known;
  }
}
