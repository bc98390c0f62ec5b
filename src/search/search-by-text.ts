import type { Encoder } from '../encoder/types.js';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import type { Catalogue } from '../store/catalogue.js';
import type { ModelRow } from '../store/records.js';
import type { SpaceIndex } from '../vectors/space-index.js';
import { readLimit } from './limits.js';
import { presentNeighbours } from './present.js';
import type { Notice, SearchOptions, SearchResponse } from './types.js';

/** What the read side works with. */
export interface SearchParts {
  catalogue: Catalogue;
  model: ModelRow;
  encoder: Encoder;
  space: SpaceIndex;
  /** Only what lies below this folder exists; `undefined`: everything does. */
  within?: string | undefined;
}

/** Photos that match a description: embed → retrieve → present. See `Library.search`. */
export async function searchByText(parts: SearchParts, text: string, options: SearchOptions): Promise<SearchResponse> {
  const startedAt = performance.now();
  const limit = readLimit(options.limit);
  if (typeof text !== 'string' || text.trim() === '') {
    throw new PhotoseekError('empty-query', 'The query is empty.', {
      hint: 'Describe a photo, for example: a dog on the beach',
    });
  }
  throwIfAborted(options.signal);
  // The index is brought up to date while the words are encoded.
  const [encoded] = await Promise.all([parts.encoder.encodeTexts([text.trim()]), parts.space.refresh()]);
  const encodedAt = performance.now();
  throwIfAborted(options.signal);
  const [query] = encoded as [(typeof encoded)[number]];
  const neighbours = await parts.space.searchAsOfRefresh(query.vector, limit);
  const retrievedAt = performance.now();
  const results = presentNeighbours(parts, neighbours);
  const endedAt = performance.now();
  return {
    query: text,
    results,
    total: results.length,
    nextCursor: null,
    noGoodMatch: false,
    notices: collectNotices(parts, query.truncated),
    tookMs: round(endedAt - startedAt),
    timings: {
      encodeMs: round(encodedAt - startedAt),
      filterMs: 0,
      retrieveMs: round(retrievedAt - encodedAt),
      presentMs: round(endedAt - retrievedAt),
    },
  };
}

function collectNotices({ space, encoder }: SearchParts, truncated: boolean): Notice[] {
  const notices: Notice[] = [];
  if (truncated) {
    const { maxTokens } = encoder.model.text;
    notices.push({
      code: 'query-truncated',
      message: `The query is long: only its first ${maxTokens} tokens were used.`,
    });
  }
  if (space.size === 0) notices.push(emptyNotice(encoder.model.name));
  return notices;
}

/** Why a library without vectors answers nothing. */
export function emptyNotice(model: string): Notice {
  return {
    code: 'library-empty',
    message: `No photo is indexed with ${model} yet. Add some with: photoseek index FOLDER`,
  };
}

/** Milliseconds to a hundredth. */
export function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
