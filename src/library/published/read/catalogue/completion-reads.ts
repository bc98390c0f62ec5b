import type { ReadScope } from '../../../../model/read-scope.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { countPeople, MAX_LOOKED_AT } from '../../../../store/queries/completion-queries.js';
import { toWordQuery } from '../../words.js';
import type { Bindings } from '../conditions/bindings.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/** See `CompletionQueries`. */
export function readCompletions(request: PublishedRequest): SearchCatalogue['completions'] {
  return {
    listPaths: (beginning, scope, limit) => {
      const query = toWordQuery({ text: beginning, isPrefix: true }, 'A');
      if (query === undefined) return [];
      const rows = request.rows<{ path: string }>(
        ['complete paths', query.query, scope, limit],
        (bind) =>
          `SELECT path FROM (${listFilesThat(query.query, scope, bind)}) AS listed ORDER BY path LIMIT ${Number(limit)}`,
      );
      return rows.map(({ path }) => path);
    },
    listPeople: (beginning, scope, limit) => {
      const query = toWordQuery({ text: beginning, isPrefix: true }, 'B');
      if (query === undefined) return [];
      const rows = request.rows<{ name: string; photoId: string }>(
        ['complete people', query.query, scope],
        (bind) =>
          `SELECT name, content_id AS "photoId" FROM (${listFilesThat(query.query, scope, bind, 'cardinality(people) > 0')}) AS listed, unnest(people) AS name`,
      );
      return countPeople(
        rows.map(({ name, photoId }) => [name, photoId] as const),
        beginning,
        limit,
      );
    },
  };
}

function listFilesThat(query: string, scope: ReadScope | undefined, bind: Bindings, ...more: string[]): string {
  const conditions = [`words @@ ${bind.add(query)}::tsquery`, ...more, ...compilePublishedScope(scope, bind)];
  return `SELECT path, people, content_id FROM photoseek.file AS photo ${where(conditions)} ORDER BY id LIMIT ${MAX_LOOKED_AT}`;
}
