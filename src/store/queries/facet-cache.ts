import type { Database } from 'better-sqlite3';
import { toComparisonKey } from '../../model/comparison-key.js';
import { IdSet } from '../../model/id-set.js';
import { isEverything, type ReadScope } from '../../model/read-scope.js';
import { Lru } from '../../runtime/lru.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { isObject } from './compile-regions.js';
import { listPeople } from './people-lists.js';
import { toGroupLists, toLists, type ValueLists } from './value-lists.js';

/** Which photos have which values. */
export interface FacetColumns {
  /** All photos there are. */
  photoIds: Uint32Array;
  /** `2023-06`, or `2023` where no more is known, of files whose date is stated somewhere. */
  months: ValueLists;
  /** Those of files of which only the time of last change is known. */
  changeMonths: ValueLists;
  /** Photos with such a file, or with one of which not even that is known. */
  undatedIds: readonly number[];
  cameras: ValueLists;
  /** Of contents: a {@link FrameKind}, that of their first frame. */
  kinds: ValueLists;
  /** Codes. */
  countries: ValueLists;
  cities: ValueLists;
  /** Whole paths, with the separator at their end. */
  folders: ValueLists;
  tags: ValueLists;
  keywords: ValueLists;
  /** Names of people who are not hidden, by faces or by what files state; each with all photos that the filter `person:` finds by it. */
  people: ValueLists;
  /** Classes of things that the detector found. */
  objects: ValueLists;
}

/** Entries: one for each scope of a reader, and space. */
const MAX_CACHED = 8;

/** Below this read time the cache is refreshed on every change; above it, it may be stale for 10 times the read time. */
const QUICK_MS = 20;

interface CachedColumns {
  columns: FacetColumns;
  /** `Catalogue.changeStamp` then. */
  stamp: string;
  readAtMs: number;
  tookMs: number;
}

/**
 * Which photos have which values, cached in memory: some 50 bytes a photo. Counting them for any set of photos then takes milliseconds,
 * where SQLite takes a tenth of a second or more for every facet of a large set.
 */
export class FacetCache {
  readonly #statements: Statements;
  readonly #changeStamp: () => string;
  readonly #cached = new Lru<string, CachedColumns>(MAX_CACHED);

  /** @param changeStamp differs after each change, whichever process made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.#changeStamp = changeStamp;
  }

  /**
   * The values of all photos. While an index run writes, those of a large library may be some seconds old: reading them again at every
   * change would take all the time there is.
   * @param scope what exists for the reader
   * @param spaceId whose tags
   */
  read(scope: ReadScope | undefined, spaceId: number): FacetColumns {
    const key = isEverything(scope) ? `${spaceId}` : JSON.stringify([spaceId, scope]);
    const stamp = this.#changeStamp();
    const cached = this.#cached.get(key);
    const now = performance.now();
    if (cached !== undefined) {
      const isRecent = cached.tookMs > QUICK_MS && now - cached.readAtMs < cached.tookMs * 10;
      if (cached.stamp === stamp || isRecent) return cached.columns;
    }
    const columns = this.#readAll(scope, spaceId);
    this.#cached.set(key, { columns, stamp, readAtMs: now, tookMs: performance.now() - now });
    return columns;
  }

  #readAll(scope: ReadScope | undefined, spaceId: number): FacetColumns {
    const { rows, parameters } = compileScope(scope);
    const where =
      rows.length === 0 ? '' : `WHERE ${rows.join(' AND ').replaceAll('photo.folder_id', '+photo.folder_id')}`;
    // One row of a few megabytes is handed over several times as fast as 100,000 rows.
    const columns = this.#statements
      .get(
        `SELECT json_group_array(file_id) AS files, json_group_array(content_id) AS photos,
           json_group_array(substr(taken_local, 1, 7)) AS months, json_group_array(camera) AS cameras,
           json_group_array(country) AS countries, json_group_array(city) AS cities, json_group_array(folder_id) AS folders,
           json_group_array(kind) AS kinds
         FROM filter_row AS photo INDEXED BY filter_row_taken ${where}`,
      )
      .get(parameters) as Record<string, string>;
    const column = (name: string) => JSON.parse(columns[name] as string) as never[];
    const photos = column('photos') as number[];
    const known = IdSet.from(photos);
    const files = column('files') as number[];
    const isByChange = IdSet.from(
      JSON.parse(
        this.#statements
          .get("SELECT json_group_array(file_id) FROM metadata WHERE taken_source = 'mtime'")
          .pluck()
          .get() as string,
      ) as number[],
    );
    const months = column('months') as (string | null)[];
    const changes = months.map((month, i) => (isByChange.has(files[i] as number) ? month : null));
    const stated = months.map((month, i) => (changes[i] === null ? month : null));
    const photoOfFile = new Uint32Array(files.reduce((most, id) => Math.max(most, id), 0) + 1);
    files.forEach((file, i) => {
      photoOfFile[file] = photos[i] as number;
    });
    const folderPaths = new Map(this.#statements.get('SELECT id, path FROM folder').raw().all() as [number, string][]);
    return {
      photoIds: known.toArray(),
      months: toLists(stated, photos),
      changeMonths: toLists(changes, photos),
      undatedIds: photos.filter((_, i) => stated[i] === null),
      cameras: toLists(column('cameras'), photos, toComparisonKey),
      kinds: toLists(column('kinds'), photos),
      countries: toLists(column('countries'), photos),
      cities: toLists(column('cities'), photos, toComparisonKey),
      folders: toLists(
        (column('folders') as number[]).map((id) => folderPaths.get(id) ?? null),
        photos,
      ),
      tags: toGroupLists(
        this.#listGroups(
          'SELECT name, json_group_array(content_id) FROM tag WHERE space_id = ? GROUP BY name',
          [spaceId],
          (id) => (known.has(id) ? id : undefined),
        ),
      ),
      keywords: toGroupLists(
        this.#listGroups(
          'SELECT word, json_group_array(file_id) FROM keyword GROUP BY word',
          [],
          (file) => photoOfFile[file] || undefined,
        ),
      ),
      // A photo may stand there several times.
      objects: toGroupLists(
        this.#listGroups(
          `SELECT label, json_group_array(content_id) FROM region WHERE ${isObject('region')} GROUP BY label`,
          [],
          (id) => (known.has(id) ? id : undefined),
        ),
      ),
      people: this.#readPeople(known, photoOfFile),
    };
  }

  #readPeople(known: IdSet, photoOfFile: Uint32Array): ValueLists {
    const listFaces = (isHidden: 0 | 1) =>
      this.#listGroups(
        `SELECT name, json_group_array(DISTINCT region.content_id) FROM person CROSS JOIN face ON face.person_id = person.id
           CROSS JOIN region ON region.id = face.region_id WHERE name IS NOT NULL AND is_hidden = ? GROUP BY name`,
        [isHidden],
        (id) => (known.has(id) ? id : undefined),
      );
    const stated = this.#listGroups(
      `SELECT name.value, json_group_array(file_id) FROM metadata, json_each(metadata.data, '$.people') AS name GROUP BY name.value`,
      [],
      (file) => photoOfFile[file] || undefined,
    );
    return listPeople([listFaces(0), stated], listFaces(1));
  }

  /** The photos of each value that has some. */
  #listGroups(sql: string, parameters: number[], toPhoto: (id: number) => number | undefined): Map<string, number[]> {
    const photosOf = new Map<string, number[]>();
    for (const [value, ids] of this.#statements.get(sql).raw().all(parameters) as [string, string][]) {
      const photos = (JSON.parse(ids) as number[]).flatMap((id) => toPhoto(id) ?? []);
      if (photos.length > 0) photosOf.set(value, photos);
    }
    return photosOf;
  }
}
