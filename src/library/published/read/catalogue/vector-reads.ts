import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import type { FrameVector } from '../../../../store/records.js';
import { embeddingTable } from '../../schema.js';
import type { PublishedRequest } from '../request.js';

interface VectorRow {
  photoId: string;
  vectorId: string;
  ordinal: number;
  atMs: number | null;
  v: string;
}

/** See `VectorQueries`. */
export function readVectors(request: PublishedRequest): SearchCatalogue['vectors'] {
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

/** The photos that tags are judged by. */
export function readTags(request: PublishedRequest): SearchCatalogue['tags'] {
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
