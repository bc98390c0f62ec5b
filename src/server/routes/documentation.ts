import { type Request, type Response, Router } from 'express';
import { renderDocumentation } from '../documentation/render.js';
import { DOCUMENTATION_STYLE } from '../documentation/style.js';
import { refuseOtherMethods } from '../handle-error.js';
import { makeDocument } from '../openapi.js';

/** The interface for people to read: plain HTML without scripts, and nothing from elsewhere. */
export function makeDocumentation(): Router {
  const router = Router();
  let page: string | undefined;
  router
    .route('/docs')
    .get((_request: Request, response: Response) => {
      page ??= renderDocumentation(makeDocument());
      response.set('Cache-Control', 'no-cache').type('html').send(page);
    })
    .all(refuseOtherMethods('GET', 'HEAD'));
  router
    .route('/docs/style.css')
    .get((_request: Request, response: Response) => {
      response.set('Cache-Control', 'no-cache').type('css').send(DOCUMENTATION_STYLE);
    })
    .all(refuseOtherMethods('GET', 'HEAD'));
  return router;
}
