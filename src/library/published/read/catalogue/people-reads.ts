import { toLooseWords } from '../../../../model/comparison-key.js';
import type { FrameKind } from '../../../../model/evidence.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import type { NamedFace } from '../../../../store/queries/person-queries.js';
import { personIdOf } from '../answers/published-people.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

interface FaceRow {
  id: string;
  personId: string;
  name: string;
  photoId: string;
  ordinal: number;
  kind: FrameKind;
  atMs: number | null;
  page: number | null;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** See `PersonQueries`. */
export function readPeople(request: PublishedRequest): SearchCatalogue['people'] {
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
          ) => `SELECT face.id, ${personIdOf('face')} AS "personId", name, face.content_id AS "photoId", face.ordinal, frame.kind, at_ms AS "atMs", page, x, y, w, h
            FROM photoseek.face AS face JOIN photoseek.frame AS frame ON frame.content_id = face.content_id AND frame.ordinal = face.ordinal
            WHERE face.content_id = ANY (${bind.ids(photoIds)}) AND strpos(name_words, ${bind.text(toLooseWords(name))}) > 0 ORDER BY quality DESC, face.id`,
        )
        .map(
          ({ id, personId, photoId, name: given, ordinal, kind, atMs, page, x, y, w, h }): NamedFace => ({
            ...{ name: given, id: Number(id), personId: Number(personId), photoId: Number(photoId) },
            ...{ frame: { ordinal, kind, atMs, page }, box: { x, y, width: w, height: h } },
          }),
        ),
  };
}
