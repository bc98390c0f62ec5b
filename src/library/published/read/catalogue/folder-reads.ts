import { toPathRange } from '../../../../model/paths.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { compilePublishedScope, where } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

/** Folders with photos. */
export function readFolders(request: PublishedRequest): SearchCatalogue['folders'] {
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
