import type { FrameKind } from '../../../../model/evidence.js';
import type { PhotoRegion, PlacedRegion, SeenThing } from '../../../../model/region.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { unpackShares } from '../../../../store/pack-look.js';
import { coloursOf } from '../conditions/compile-filters.js';
import { note, type PublishedRequest } from '../request.js';

interface RegionRow {
  ordinal: number;
  kind: PhotoRegion['kind'];
  x: number;
  y: number;
  w: number;
  h: number;
  label: string | null;
  score: number;
}

interface PlacedRow extends RegionRow {
  photoId: string;
  frameKind: FrameKind;
  atMs: number | null;
  page: number | null;
}

/** What detectors have found, as `RegionQueries` reads it. */
export function readRegions(request: PublishedRequest): SearchCatalogue['regions'] {
  return {
    hasNoObjects: () =>
      request.rows(['objects'], () => "SELECT 1 FROM photoseek.region WHERE kind = 'object' LIMIT 1").length === 0,
    listPhotosOf: (label, leastScore, most) => {
      const rows = request.rows<{ photoId: string; score: number }>(
        ['objects of', label, leastScore, most],
        (
          bind,
        ) => `SELECT content_id AS "photoId", max(score) AS score FROM photoseek.region WHERE kind = 'object' AND label = ${bind.text(label)}
          AND score >= ${bind.number(leastScore)} GROUP BY content_id ORDER BY score DESC, content_id LIMIT ${Number(most)}`,
      );
      return rows.map(({ photoId, score }) => note(request, { photoId: Number(photoId), label, score }));
    },
    countOfVectors: (vectorIds, labels) => {
      const counts = new Map<number, Map<string, number>>();
      for (const { id: spaceId } of request.spaces) {
        const rows = request.rows<{ id: string; label: string; count: string }>(
          ['counts', spaceId, vectorIds, labels],
          (
            bind,
          ) => `SELECT vector.id, region.label, count(*) AS count FROM photoseek.embedding_${Number(spaceId)} AS vector
            JOIN photoseek.region AS region ON region.content_id = vector.content_id AND region.ordinal = vector.ordinal
            WHERE vector.id = ANY (${bind.ids(vectorIds)}) AND region.kind = 'object' AND region.label = ANY (${bind.texts(labels)})
            GROUP BY vector.id, region.label`,
        );
        for (const { id, label, count } of rows)
          counts.set(Number(id), (counts.get(Number(id)) ?? new Map()).set(label, Number(count)));
      }
      return counts;
    },
    listOfVectors: (vectorIds, labels) => {
      const things = new Map<number, SeenThing[]>();
      for (const { id: spaceId } of request.spaces) {
        const rows = request.rows<Omit<RegionRow, 'label'> & { id: string; label: string; colours: string | null }>(
          ['things', spaceId, vectorIds, labels],
          (
            bind,
          ) => `SELECT vector.id, region.label, x, y, w, h, ${coloursOf('region')} AS colours FROM photoseek.embedding_${Number(spaceId)} AS vector
            JOIN photoseek.region AS region ON region.content_id = vector.content_id AND region.ordinal = vector.ordinal
            WHERE vector.id = ANY (${bind.ids(vectorIds)}) AND region.kind = 'object' AND region.label = ANY (${bind.texts(labels)})
            ORDER BY vector.id, region.id`,
        );
        for (const { id, label, x, y, w, h, colours } of rows) {
          const list = things.get(Number(id)) ?? [];
          list.push({
            ...{ label, box: { x, y, width: w, height: h } },
            colours: colours === null ? null : unpackShares(Buffer.from(colours, 'hex')),
          });
          things.set(Number(id), list);
        }
      }
      return things;
    },
    listOfPhotos: (photoIds, kind, labels) => {
      const rows = request.rows<PlacedRow>(
        ['regions of', photoIds, kind, labels],
        (
          bind,
        ) => `SELECT region.content_id AS "photoId", region.ordinal, region.kind, x, y, w, h, region.label, score, frame.kind AS "frameKind", at_ms AS "atMs", page
          FROM photoseek.region AS region JOIN photoseek.frame AS frame ON frame.content_id = region.content_id AND frame.ordinal = region.ordinal
          WHERE region.content_id = ANY (${bind.ids(photoIds)}) AND region.kind = ${bind.text(kind)}
            ${labels === undefined ? '' : `AND region.label = ANY (${bind.texts(labels)})`} ORDER BY region.content_id, region.ordinal, region.id`,
      );
      const regions = new Map<number, PlacedRegion[]>();
      for (const { photoId, ordinal, frameKind, atMs, page, kind: found, x, y, w, h, label, score } of rows) {
        const list = regions.get(Number(photoId)) ?? [];
        const frame = { ordinal, kind: frameKind, atMs, page };
        list.push({ frame, kind: found, box: { x, y, width: w, height: h }, label, score });
        regions.set(Number(photoId), list);
      }
      return regions;
    },
    list: (photoId, ordinal) =>
      request
        .rows<RegionRow>(
          ['regions', photoId],
          (bind) =>
            `SELECT ordinal, kind, x, y, w, h, label, score FROM photoseek.region WHERE content_id = ${bind.number(photoId)}::bigint ORDER BY ordinal, id`,
        )
        .filter((region) => ordinal === undefined || region.ordinal === ordinal)
        .map(({ ordinal: frame, kind, x, y, w, h, label, score }) => ({
          ...{ frame, kind, box: { x, y, width: w, height: h }, label, score },
        })),
  };
}
