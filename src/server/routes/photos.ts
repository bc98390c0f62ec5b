import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Library } from '../../library-types.js';
import { addLinks } from '../add-links.js';
import { refuseOtherMethods } from '../handle-error.js';
import { edgeParameter, readParameters, readPhotoId } from '../read-parameters.js';
import { sendOriginal } from '../send-original.js';

const NoParameters = z.object({});
const ThumbnailQuery = z.object({
  edge: edgeParameter,
  // Only makes the address differ between contents; see the links of a photo.
  v: z.string({ error: 'v was given more than once.' }).optional(),
});

const ONE_DAY_SECONDS = 86_400;

/** The facts, the thumbnail and the file of one photo. */
export function makePhotoRoutes(library: Library): Router {
  const router = Router();

  router
    .route('/photos/:id')
    .get(async (request: Request, response: Response) => {
      const id = readPhotoId(request);
      readParameters(request, NoParameters);
      response.json(addLinks(await library.photo(id)));
    })
    .all(refuseOtherMethods('GET', 'HEAD'));

  router
    .route('/photos/:id/thumbnail')
    .get(async (request: Request, response: Response) => {
      const id = readPhotoId(request);
      const { edge, v } = readParameters(request, ThumbnailQuery);
      const { bytes, mediaType } = await library.thumbnail(id, edge);
      // Without the token the same address may soon mean another library's photo: ask again each time (the ETag answers).
      const maxAge = v === undefined ? 0 : ONE_DAY_SECONDS;
      response.set({ 'Content-Type': mediaType, 'Cache-Control': `private, max-age=${maxAge}` });
      response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    })
    .all(refuseOtherMethods('GET', 'HEAD'));

  router
    .route('/photos/:id/original')
    .get(async (request: Request, response: Response) => {
      const id = readPhotoId(request);
      readParameters(request, NoParameters);
      await sendOriginal(response, await library.original(id));
    })
    .all(refuseOtherMethods('GET', 'HEAD'));

  return router;
}
