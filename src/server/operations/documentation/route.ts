import { type Request, type Response, Router } from 'express';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { refuseOtherMethods } from '../../errors/handle-error.js';
import { makeDocument } from '../../openapi/openapi.js';
import { renderDocumentation } from '../../openapi/render.js';
import { DOCUMENTATION_STYLE } from '../../openapi/style.js';
import * as operations from './operation.js';

/** The OpenAPI document. */
export function makeDocumentRoutes({ basePath }: ServerContext): Route[] {
  let document: object | undefined;
  return [
    route(operations.getDocument, async () => {
      document ??= makeDocument(basePath);
      return document;
    }),
  ];
}

/** `/docs`: the document as plain HTML, without scripts and without resources of other hosts. */
export function makeDocumentationPage(basePath: string): Router {
  const router = Router();
  let page: string | undefined;
  router
    .route('/docs')
    .get((_request: Request, response: Response) => {
      page ??= renderDocumentation(makeDocument(basePath), basePath);
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
