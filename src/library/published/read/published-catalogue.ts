import { PhotoseekError } from '../../../errors.js';
import { toComparisonKey, toLooseWords } from '../../../model/comparison-key.js';
import type { Filter } from '../../../model/filter.js';
import { toPathRange } from '../../../model/paths.js';
import type { ReadScope } from '../../../model/read-scope.js';
import { translateTag } from '../../../runtime/tag-names.js';
import type { SearchCatalogue } from '../../../search/search-catalogue.js';
import type { NamedFace } from '../../../store/queries/person-queries.js';
import { type FrameVector, spaceSetting } from '../../../store/records.js';
import { embeddingTable, PAGES_FROM } from '../schema.js';
import type { Bindings } from './bindings.js';
import { compilePublishedScope, tagCondition } from './compile-filters.js';
import { readCompletions, readFacets } from './facet-reads.js';
import { readPages } from './page-reads.js';
import { readFiles, readFrames, readLooks, readOrder } from './photo-reads.js';
import type { PublishedCore } from './published-core.js';
import { personIdOf } from './published-people.js';
import { readRegions } from './region-reads.js';
import type { PublishedRequest } from './request.js';
import type { PublishedFilter } from './selection.js';
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

/** The one error of what published libraries do not answer yet. */
export function refuse(what: string): never {
  throw new PhotoseekError('not-published', `${what} cannot be asked of a published library.`, {
    hint: 'Ask the machine that has the library itself; docs/postgresql.md lists what servers of published libraries answer.',
  });
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}`;
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

function readFields(request: PublishedRequest): SearchCatalogue['fields'] {
  return {
    find: (name) => {
      const field = request.findField(name);
      return field && { ...field, id: 0 };
    },
    listNames: (scope) =>
      request
        .rows<{ name: string }>(['fields', scope], (bind) => {
          const conditions = compilePublishedScope(scope, bind);
          const from =
            conditions.length === 0 ? '' : `JOIN photoseek.file AS photo ON photo.id = file_id ${where(conditions)}`;
          return `SELECT DISTINCT name COLLATE "C" AS name FROM photoseek.field_value ${from} ORDER BY 1`;
        })
        .map(({ name }) => name),
    findItem: (externalId, scope) => {
      const [row] = request.rows<{
        fileId: string;
        externalId: string;
        path: string;
        photoId: string;
        fields: string | null;
      }>(
        ['item', externalId, scope],
        (
          bind,
        ) => `SELECT id AS "fileId", external_id AS "externalId", path, content_id AS "photoId", fields FROM photoseek.file AS photo
          ${where([`external_id = ${bind.text(externalId)}`, ...compilePublishedScope(scope, bind)])} ORDER BY id LIMIT 1`,
      );
      if (row === undefined) return undefined;
      const { fileId, photoId, fields, ...item } = row;
      return {
        ...item,
        fileId: Number(fileId),
        photoId: Number(photoId),
        fields: fields === null ? null : JSON.parse(fields),
      };
    },
  };
}

function readFolders(request: PublishedRequest): SearchCatalogue['folders'] {
  return {
    holdsPhotos: (folder, scope) => {
      const { from, before } = toPathRange(folder);
      const rows = request.rows(
        ['holds', folder, scope],
        (bind) => `SELECT 1 FROM photoseek.file AS photo
          ${where([`folder >= ${bind.text(from)} COLLATE "C" AND folder < ${bind.text(before)} COLLATE "C"`, ...compilePublishedScope(scope, bind)])} LIMIT 1`,
      );
      return rows.length > 0;
    },
    list: (scope) =>
      request
        .rows<{ folder: string }>(
          ['folders', scope],
          (bind) =>
            `SELECT DISTINCT folder FROM photoseek.file AS photo ${where(compilePublishedScope(scope, bind))} ORDER BY folder`,
        )
        .map(({ folder }) => folder),
  };
}

interface FaceRow {
  id: string;
  personId: string;
  name: string;
  photoId: string;
  frame: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

function readPeople(request: PublishedRequest): SearchCatalogue['people'] {
  return {
    hasNoNames: () => request.rows(['people'], () => 'SELECT 1 FROM photoseek.face LIMIT 1').length === 0,
    listNames: (scope) =>
      request
        .rows<{ name: string; photos: string }>(['names', scope], (bind) => {
          const conditions = compilePublishedScope(scope, bind);
          const seen =
            conditions.length === 0
              ? ''
              : `AND content_id IN (SELECT content_id FROM photoseek.file AS photo ${where(conditions)})`;
          return `SELECT name, count(DISTINCT content_id) AS photos FROM photoseek.face WHERE NOT is_hidden ${seen} GROUP BY name ORDER BY photos DESC, name COLLATE "C"`;
        })
        .map(({ name, photos }) => ({ name, photos: Number(photos) })),
    listFacesOf: (name, photoIds) =>
      request
        .rows<FaceRow>(
          ['faces of', name, photoIds],
          (
            bind,
          ) => `SELECT id, ${personIdOf('face')} AS "personId", name, content_id AS "photoId", ordinal AS frame, x, y, w, h FROM photoseek.face
            WHERE content_id = ANY (${bind.ids(photoIds)}) AND strpos(name_words, ${bind.text(toLooseWords(name))}) > 0 ORDER BY quality DESC, id`,
        )
        .map(
          ({ id, personId, photoId, x, y, w, h, ...face }): NamedFace => ({
            ...{ ...face, id: Number(id), personId: Number(personId), photoId: Number(photoId) },
            box: { x, y, width: w, height: h },
          }),
        ),
  };
}

interface VectorRow {
  photoId: string;
  vectorId: string;
  ordinal: number;
  atMs: number | null;
  v: string;
}

function readVectors(request: PublishedRequest): SearchCatalogue['vectors'] {
  const ofPhotos: SearchCatalogue['vectors']['ofPhotos'] = (photoIds, spaceId, _, { stillOnly = false } = {}) => {
    const still = "AND content.kind = 'image' AND content.frames = 1";
    const rows = request.rows<{ photoId: string; v: string }>(
      ['first vectors', photoIds, spaceId, stillOnly],
      (bind) => `SELECT content_id AS "photoId", v::text AS v FROM ${embeddingTable(spaceId)} AS vector
        JOIN photoseek.content AS content ON content.id = content_id WHERE content_id = ANY (${bind.ids(photoIds)}) AND ordinal = 0 ${stillOnly ? still : ''}`,
    );
    return new Map(rows.map(({ photoId, v }) => [Number(photoId), readVector(v)]));
  };
  return {
    ofPhotos,
    ofPhoto: (photoId, spaceId, dim) => ofPhotos([photoId], spaceId, dim).get(photoId),
    ofFrames: (photoIds, spaceId) => {
      const rows = request.rows<VectorRow>(
        ['frame vectors', photoIds, spaceId],
        (
          bind,
        ) => `SELECT vector.content_id AS "photoId", vector.id AS "vectorId", frame.ordinal, frame.at_ms AS "atMs", v::text AS v
          FROM ${embeddingTable(spaceId)} AS vector
          JOIN photoseek.frame AS frame ON frame.content_id = vector.content_id AND frame.ordinal = vector.ordinal
          WHERE vector.content_id = ANY (${bind.ids(photoIds)}) ORDER BY vector.content_id, frame.ordinal`,
      );
      const found = new Map<number, FrameVector[]>();
      for (const { photoId, vectorId, ordinal, atMs, v } of rows) {
        const frames = found.get(Number(photoId)) ?? [];
        frames.push({ vectorId: Number(vectorId), ordinal, atMs, vector: readVector(v) });
        found.set(Number(photoId), frames);
      }
      return found;
    },
    locateParts: (spaceId, vectorIds) =>
      request
        .rows<{
          id: string;
          ordinal: number;
          kind: 'image';
          atMs: number | null;
          page: number | null;
          label: string | null;
        }>(
          ['located', spaceId, vectorIds],
          (
            bind,
          ) => `SELECT vector.id, frame.ordinal, frame.kind, frame.at_ms AS "atMs", frame.page, frame.label FROM ${embeddingTable(spaceId)} AS vector
            JOIN photoseek.frame AS frame ON frame.content_id = vector.content_id AND frame.ordinal = vector.ordinal
            WHERE vector.id = ANY (${bind.ids(vectorIds)}) AND (frame.ordinal > 0 OR frame.kind <> 'image')`,
        )
        .map(({ id, ordinal, kind, atMs, page, label }) => ({
          ...{ vectorId: Number(id), frame: { ordinal, kind, atMs, page, ...(label !== null && { label }) } },
          ...{ region: 'whole' as const, box: null },
        })),
  };
}

function readVector(text: string): Float32Array {
  return Float32Array.from(JSON.parse(text) as number[]);
}

function readTags(request: PublishedRequest): SearchCatalogue['tags'] {
  return {
    listVectorsAfter: (spaceId, dim, afterVectorId, limit) => {
      const rows = request.rows<{ id: string; photoId: string; v: string }>(
        ['sample', spaceId, afterVectorId, limit],
        (
          bind,
        ) => `SELECT id, content_id AS "photoId", v::text AS v FROM ${embeddingTable(spaceId)} WHERE ordinal = 0 AND id > ${bind.number(afterVectorId)}::bigint
          ORDER BY id LIMIT ${Number(limit)}`,
      );
      const data = new Float32Array(rows.length * dim);
      rows.forEach(({ v }, i) => {
        data.set(readVector(v), i * dim);
      });
      return {
        photoIds: rows.map(({ photoId }) => Number(photoId)),
        data,
        lastVectorId: Number(rows.at(-1)?.id ?? afterVectorId),
      };
    },
    listSurest: (spaceId, name, from = 0) =>
      request
        .rows<{ id: string }>(
          ['surest', spaceId, name, from],
          (
            bind,
          ) => `SELECT content_id AS id FROM photoseek.tag WHERE space_id = ${bind.number(spaceId)} AND name = ${bind.text(name)}
            AND score >= ${bind.number(from)} ORDER BY score DESC, content_id LIMIT 1000`,
        )
        .map(({ id }) => Number(id)),
  };
}
