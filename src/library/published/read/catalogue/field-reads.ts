import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/** Fields, and the item with an external id. */
export function readFields(request: PublishedRequest): SearchCatalogue['fields'] {
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
