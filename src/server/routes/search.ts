import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { PhotoseekError } from '../../errors.js';
import type { Library } from '../../library-types.js';
import { addResultLinks } from '../add-links.js';
import { refuseOtherMethods } from '../handle-error.js';
import { makeAbortSignal } from '../make-abort-signal.js';
import { limitParameter, readParameters } from '../read-parameters.js';
import { getPicture, receivePicture } from '../receive-picture.js';

const WordsQuery = z.object({
  q: z.string({ error: 'q was given more than once.' }).default(''),
  limit: limitParameter,
});
const PictureQuery = z.object({ limit: limitParameter });

/** Searching by words and by an uploaded picture. */
export function makeSearchRoutes(library: Library): Router {
  const router = Router();

  router
    .route('/search')
    .get(async (request: Request, response: Response) => {
      const { q, limit } = readParameters(request, WordsQuery);
      if (q.trim() === '') {
        throw new PhotoseekError('empty-query', 'The parameter q holds no words.', {
          hint: 'Describe a photo, for example ?q=a+boat+on+the+water',
        });
      }
      const answer = await library.search(q, { limit, signal: makeAbortSignal(response) });
      response.json(addResultLinks(answer));
    })
    .all(refuseOtherMethods('GET', 'HEAD'));

  router
    .route('/search/by-image')
    .post(receivePicture, async (request: Request, response: Response) => {
      const { limit } = readParameters(request, PictureQuery);
      const bytes = getPicture(request);
      const answer = await library.similar({ bytes }, { limit, signal: makeAbortSignal(response) });
      response.json(addResultLinks(answer));
    })
    .all(refuseOtherMethods('POST'));

  return router;
}
