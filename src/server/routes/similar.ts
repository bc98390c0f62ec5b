import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Library } from '../../library-types.js';
import { addResultLinks } from '../add-links.js';
import { refuseOtherMethods } from '../handle-error.js';
import { makeAbortSignal } from '../make-abort-signal.js';
import { limitParameter, readParameters, readPhotoId } from '../read-parameters.js';

const SimilarQuery = z.object({ limit: limitParameter });

/** Photos that look like one of the library. */
export function makeSimilarRoutes(library: Library): Router {
  const router = Router();

  router
    .route('/similar/:id')
    .get(async (request: Request, response: Response) => {
      const id = readPhotoId(request);
      const { limit } = readParameters(request, SimilarQuery);
      const answer = await library.similar({ id }, { limit, signal: makeAbortSignal(response) });
      response.json(addResultLinks(answer));
    })
    .all(refuseOtherMethods('GET', 'HEAD'));

  return router;
}
