import { PhotoseekError } from '../../../../errors.js';
import type { Picture } from '../../../../search/context.js';
import { findRealPath } from '../../../../search/embed/query-image.js';
import { readOptions } from '../../../../search/read-options.js';
import { readQuery } from '../../../../search/read-query.js';
import { answerQuery } from '../../../../search/run-search.js';
import { searchLike } from '../../../../search/similar.js';
import { chooseSpaces } from '../../../../search/spaces/choose-spaces.js';
import type { SearchResponse } from '../../../../search/types/answer.js';
import type { ImageTarget, QueryInput, SearchOptions, SimilarTarget } from '../../../../search/types/request.js';
import type { Asked } from '../asked.js';
import { replay } from '../replay.js';
import { embedPublishedImage } from './embed-image.js';

/** Begins a request, once what was asked has been checked. */
type Begin = () => Promise<Asked>;

/** As `search()` of a library. Images are encoded before anything is asked of the database: what follows may be done again. */
export async function searchPublished(
  begin: Begin,
  query: QueryInput,
  options: SearchOptions,
): Promise<SearchResponse> {
  const startedAt = performance.now();
  const checked = readOptions(options);
  const read = readQuery(query, checked);
  const asked = await begin();
  const { context } = asked;
  const spaces = chooseSpaces(context.spaces, checked.spaces, undefined);
  const terms = await Promise.all(
    read.terms.map(async (term) => {
      const { source } = term;
      if ('text' in source || 'image' in source) return term;
      return { ...term, source: { image: await embedPublishedImage(context, spaces, source, checked.signal) } };
    }),
  );
  return report(asked, await replay(() => answerQuery(context, { ...read, terms }, checked, startedAt)));
}

/** As `similar()` of a library, once the target has been checked. */
export async function searchLikePublished(
  begin: Begin,
  target: SimilarTarget,
  options: SearchOptions,
): Promise<SearchResponse<number>> {
  const startedAt = performance.now();
  const checked = readOptions(options);
  const asked = await begin();
  const { context } = asked;
  const spaces = chooseSpaces(context.spaces, checked.spaces, undefined);
  const image = await embedPublishedImage(context, spaces, target, checked.signal);
  return report(asked, await replay(() => searchLike(context, image, checked, startedAt)));
}

/** The picture that is searched within: the original of a published photo, or one that was given. */
export async function findTarget(asked: Asked, target: ImageTarget, frame: number | undefined): Promise<Picture> {
  if (!('id' in target) && !('externalId' in target)) {
    if (frame === undefined) return { source: 'path' in target ? { path: await findRealPath(target.path) } : target };
    throw new PhotoseekError('bad-argument', 'Only photos of the library have frames with numbers.', {
      hint: 'Give the id of the photo, or leave out the frame.',
    });
  }
  const photo = await asked.findPhoto('id' in target ? target.id : target);
  const place = await asked.findPlace(photo, frame);
  return { source: { path: (await asked.core.findOriginal(asked.request, photo.id)).path }, place };
}

function report<Response extends SearchResponse>({ core }: Asked, response: Response): Response {
  core.options.onStage?.('filter', response.timings.filterMs);
  core.options.onStage?.('search', response.timings.retrieveMs);
  return response;
}
