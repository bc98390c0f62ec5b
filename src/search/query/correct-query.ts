import { PhotoseekError } from '../../errors.js';

/** A query with several mistakes is followed so far. */
const MAX_STEPS = 4;

/**
 * Adds to the error of a query what may stand in its place: each of its suggestions put into the query, as are those of the errors that the
 * outcome has. Only queries that are understood are offered.
 * @param parse throws as long as something is wrong
 */
export function addQueries(error: unknown, query: string, parse: (query: string) => unknown): unknown {
  const found = readError(error);
  if (found === undefined) return error;
  const mended = found.suggestions.flatMap((suggestion) => follow(replace(query, found, suggestion), parse) ?? []);
  return new PhotoseekError('bad-query', found.error.message, {
    ...(found.error.hint === undefined ? {} : { hint: found.error.hint }),
    details: { ...found.error.details, query, queries: [...new Set(mended)] },
    cause: found.error,
  });
}

interface Found {
  error: PhotoseekError;
  position: number;
  length: number;
  suggestions: readonly string[];
}

function readError(error: unknown): Found | undefined {
  if (!(error instanceof PhotoseekError) || error.code !== 'bad-query') return undefined;
  const { position, length, suggestions } = error.details as Partial<Found>;
  if (position === undefined || length === undefined || suggestions === undefined) return undefined;
  return { error, position, length, suggestions };
}

function replace(query: string, { position, length }: Found, suggestion: string): string {
  return query.slice(0, position) + suggestion + query.slice(position + length);
}

/** The query when it is understood, perhaps after the first suggestion of each of its errors; `undefined` when it is not. */
function follow(query: string, parse: (query: string) => unknown): string | undefined {
  let followed = query;
  for (let step = 0; step < MAX_STEPS; step++) {
    try {
      parse(followed);
      return followed;
    } catch (error) {
      const found = readError(error);
      const [suggestion] = found?.suggestions ?? [];
      if (found === undefined || suggestion === undefined) return undefined;
      followed = replace(followed, found, suggestion);
    }
  }
  return undefined;
}
