import { toComparisonKey } from '../../../../model/comparison-key.js';
import type { Filter } from '../../../../model/filter.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import { translateTag } from '../../../../runtime/tag-names.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { spaceSetting } from '../../../../store/records.js';
import { PAGES_FROM } from '../../schema.js';
import type { Bindings } from '../conditions/bindings.js';
import { tagCondition } from '../conditions/compile-filters.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';
import type { PublishedCore } from '../published-core.js';
import type { PublishedRequest } from '../request.js';
import type { PublishedFilter } from '../selection.js';
import { readCompletions } from './completion-reads.js';
import { readFacets } from './facet-reads.js';
import { readFields } from './field-reads.js';
import { readFolders } from './folder-reads.js';
import { readPages } from './page-reads.js';
import { readPeople } from './people-reads.js';
import { readFiles, readFrames, readLooks, readOrder } from './photo-reads.js';
import { readRegions } from './region-reads.js';
import { readTags, readVectors } from './vector-reads.js';
import { readFrameWords, readTexts } from './word-reads.js';

/** The published libraries, as the read side of a library asks for it. */
export function readCatalogue(
  request: PublishedRequest,
  filter: PublishedFilter,
  { facets, pageLimits }: Pick<PublishedCore, 'facets' | 'pageLimits'>,
): SearchCatalogue {
  return {
    changeStamp: request.stamp,
    isReadOnly: true,
    getSetting: (key) => {
      const space = request.spaces.find(
        ({ id }) => key === spaceSetting('background', id) || key === spaceSetting('calibration', id),
      );
      if (space === undefined) return undefined;
      return (key === spaceSetting('background', space.id) ? space.background : space.calibration) ?? undefined;
    },
    setSetting: () => {},
    files: readFiles(request),
    order: readOrder(request),
    // Tables of earlier versions do not have the columns and indexes that pages are cut by.
    pages: request.version < PAGES_FROM ? undefined : readPages(request, pageLimits),
    frames: readFrames(request),
    regions: readRegions(request),
    looks: readLooks(request),
    texts: readTexts(request),
    frameTexts: readFrameWords(request),
    filters: readFilters(request, filter),
    counts: readCounts(request),
    fields: readFields(request),
    folders: readFolders(request),
    people: readPeople(request),
    vectors: readVectors(request),
    tags: readTags(request),
    // Parts of photos are not published.
    cells: { hasNone: () => true },
    // What people have searched for is private, and stays where it was searched.
    recent: { list: () => [] },
    facets: readFacets(request, facets),
    completions: readCompletions(request),
  };
}

function readFilters(request: PublishedRequest, filter: PublishedFilter): SearchCatalogue['filters'] {
  return {
    listMatching: (filters, scope) => filter.list(filters, scope).toArray(),
    countMatching: (filters, scope) => filter.list(filters, scope).size,
    listMatchingFiles: (photoIds, filters: readonly Filter[], scope) => filter.list(filters, scope).listFiles(photoIds),
    listTagScores: (tag, spaceId) => {
      const rows = request.rows<{ id: string; score: number }>(['tag', tag, spaceId], (bind) => {
        const key = bind.text(toComparisonKey(tag));
        const translated = bind.texts(translateTag(tag).map(toComparisonKey));
        return `SELECT content_id AS id, max(score) AS score FROM photoseek.tag AS part WHERE ${tagCondition(key, translated, bind.number(spaceId))} GROUP BY content_id`;
      });
      return new Map(rows.map(({ id, score }) => [Number(id), score]));
    },
  };
}

function readCounts(request: PublishedRequest): SearchCatalogue['counts'] {
  const count = (name: string, scope: ReadScope | undefined, sql: (bind: Bindings) => string) => {
    const [row] = request.rows<{ count: string }>([name, scope], sql);
    return Number(row?.count ?? 0);
  };
  return {
    photos: (scope) =>
      count('count photos', scope, (bind) => {
        const conditions = compilePublishedScope(scope, bind);
        if (conditions.length === 0) return 'SELECT count(*) AS count FROM photoseek.content';
        return `SELECT count(DISTINCT content_id) AS count FROM photoseek.file AS photo ${where(conditions)}`;
      }),
    undecoded: (scope) =>
      count(
        'count undecoded',
        scope,
        (
          bind,
        ) => `SELECT count(*) AS count FROM photoseek.photo AS photo JOIN photoseek.content AS content ON content.id = content_id
          ${where(['content.is_undecoded', "photo.kind = 'video'", ...compilePublishedScope(scope, bind)])}`,
      ),
  };
}
