import { PhotoseekError } from '../../../../errors.js';
import { toComparisonKey } from '../../../../model/comparison-key.js';
import { IdSet } from '../../../../model/id-set.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import { Lru } from '../../../../runtime/lru.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import type { FacetColumns } from '../../../../store/queries/facet-cache.js';
import { listPeople } from '../../../../store/queries/people-lists.js';
import { toGroupLists, toLists } from '../../../../store/queries/value-lists.js';
import type { Bindings } from '../conditions/bindings.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/** Values of so many files are counted in memory, some fifty bytes each: a server is to need as much for any number of photos. */
const MOST_FILES = 200_000;

/** Columns that are kept: one for each scope of a reader, and space. */
const MAX_CACHED = 4;

/** Which photos have which values, until something else is published. Shared by the requests of a server. */
export type FacetColumnsCache = Lru<string, Promise<FacetColumns>>;

export function createFacetCache(): FacetColumnsCache {
  return new Lru(MAX_CACHED);
}

/** See `FacetCache`. */
export function readFacets(request: PublishedRequest, cache: FacetColumnsCache): SearchCatalogue['facets'] {
  return {
    read: (scope, spaceId) => {
      const question = ['facets', scope, spaceId];
      return request.fetched.read(question, () => {
        const key = JSON.stringify([request.stamp, ...question]);
        return cache.getOrMake(key, () => {
          const columns = readColumns(request, scope, spaceId);
          columns.catch(() => cache.delete(key));
          return columns;
        });
      });
    },
  };
}

interface FileValues {
  photos: string[] | null;
  months: (string | null)[];
  changed: (boolean | null)[];
  cameras: (string | null)[];
  countries: (string | null)[];
  cities: (string | null)[];
  folders: string[];
  kinds: string[];
}

async function readColumns(
  request: PublishedRequest,
  scope: ReadScope | undefined,
  spaceId: number,
): Promise<FacetColumns> {
  const seen = (bind: Bindings) => {
    const conditions = compilePublishedScope(scope, bind);
    return conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}`;
  };
  const [size] = await request.query<{ files: string }>(
    (bind) =>
      `SELECT count(*) AS files FROM (SELECT 1 FROM photoseek.file AS photo ${seen(bind)} LIMIT ${MOST_FILES + 1}) AS listed`,
  );
  if (Number(size?.files) > MOST_FILES)
    throw new PhotoseekError('not-published', `Values of more than ${MOST_FILES} published files cannot be counted.`, {
      hint: 'Ask with filters or a key for one folder, or ask the machine that has the library itself.',
    });
  const [files] = await request.query<FileValues>(
    (
      bind,
    ) => `SELECT array_agg(content_id ORDER BY at) AS photos, array_agg(substr(taken_local, 1, 7) ORDER BY at) AS months,
        array_agg(coalesce(taken_source = 'mtime', FALSE) ORDER BY at) AS changed, array_agg(camera ORDER BY at) AS cameras,
        array_agg(country ORDER BY at) AS countries, array_agg(city ORDER BY at) AS cities, array_agg(folder ORDER BY at) AS folders,
        array_agg(kind ORDER BY at) AS kinds
      FROM (SELECT photo.*, row_number() OVER (ORDER BY taken_local NULLS FIRST, content_id, id) AS at FROM photoseek.photo AS photo ${seen(bind)}) AS listed`,
  );
  const photos = (files?.photos ?? []).map(Number);
  const known = IdSet.from(photos);
  const months = files?.months ?? [];
  const changes = months.map((month, i) => (files?.changed[i] ? month : null));
  const stated = months.map((month, i) => (files?.changed[i] ? null : month));
  const listGroups = async (sql: (bind: Bindings) => string) => {
    const rows = await request.query<{ value: string; ids: string[] }>(sql);
    return new Map(
      rows.flatMap(({ value, ids }) => {
        const held = ids.map(Number).filter((id) => known.has(id));
        return held.length === 0 ? [] : [[value, held] as const];
      }),
    );
  };
  const [tags, keywords, objects, shown, hidden, people] = await Promise.all([
    listGroups(
      (bind) =>
        `SELECT name AS value, array_agg(content_id) AS ids FROM photoseek.tag WHERE space_id = ${bind.number(spaceId)} GROUP BY name ORDER BY name COLLATE "C"`,
    ),
    listGroups(
      (bind) =>
        `SELECT word AS value, array_agg(content_id) AS ids FROM photoseek.file AS photo, unnest(keywords) AS word ${seen(bind)} GROUP BY word ORDER BY word COLLATE "C"`,
    ),
    listGroups(
      () =>
        `SELECT label AS value, array_agg(content_id) AS ids FROM photoseek.region WHERE kind = 'object' AND label IS NOT NULL GROUP BY label ORDER BY label COLLATE "C"`,
    ),
    listGroups(() => listFaces(false)),
    listGroups(() => listFaces(true)),
    listGroups(
      (bind) =>
        `SELECT name AS value, array_agg(content_id) AS ids FROM photoseek.file AS photo, unnest(people) AS name ${seen(bind)} GROUP BY name ORDER BY name COLLATE "C"`,
    ),
  ]);
  return {
    photoIds: known.toArray(),
    months: toLists(stated, photos),
    changeMonths: toLists(changes, photos),
    undatedIds: photos.filter((_, i) => stated[i] == null),
    cameras: toLists(files?.cameras ?? [], photos, toComparisonKey),
    kinds: toLists(files?.kinds ?? [], photos),
    countries: toLists(files?.countries ?? [], photos),
    cities: toLists(files?.cities ?? [], photos, toComparisonKey),
    folders: toLists(files?.folders ?? [], photos),
    ...{ tags: toGroupLists(tags), keywords: toGroupLists(keywords), objects: toGroupLists(objects) },
    people: listPeople([shown, people], hidden),
  };
}

function listFaces(isHidden: boolean): string {
  return `SELECT name AS value, array_agg(DISTINCT content_id) AS ids FROM photoseek.face WHERE ${isHidden ? '' : 'NOT '}is_hidden GROUP BY name ORDER BY name COLLATE "C"`;
}
