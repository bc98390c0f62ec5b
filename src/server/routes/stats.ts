import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Library } from '../../library-types.js';
import { refuseOtherMethods } from '../handle-error.js';
import { readParameters } from '../read-parameters.js';

/** Counts of the library, at this moment. */
export function makeStatsRoutes(library: Library): Router {
  const router = Router();
  router
    .route('/stats')
    .get(async (request: Request, response: Response) => {
      readParameters(request, z.object({}));
      response.json(await library.stats());
    })
    .all(refuseOtherMethods('GET', 'HEAD'));
  return router;
}
