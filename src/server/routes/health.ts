import { type Request, type Response, Router } from 'express';
import { refuseOtherMethods } from '../handle-error.js';

/** Whether the server is up; touches neither the disk nor the model. */
export function makeHealthRoutes(version: string): Router {
  const router = Router();
  router
    .route('/health')
    .get((_request: Request, response: Response) => {
      response.set('Cache-Control', 'no-store').json({ status: 'ok', version });
    })
    .all(refuseOtherMethods('GET', 'HEAD'));
  return router;
}
