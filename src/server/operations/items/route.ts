import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import type { ImageSource, PutInput } from '../../../library/items/types.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { checkBody } from '../../middleware/read-request.js';
import { receiveImageWithFields } from '../../middleware/receive-image.js';
import { checkUrls, NEVER, toOptions } from '../search/read-query.js';
import { addLinks, addResultLinks } from '../shared/links.js';
import { FieldsSchema } from '../shared/photo-schema.js';
import * as operations from './operation.js';
import type { PutSchema } from './schema.js';

/** Photos by the ids of a program, with its fields. */
export function makeItemRoutes({ library, queues, basePath, urlQueries }: ServerContext): Route[] {
  const queue = queues.search;
  return [
    route(
      operations.putItem,
      async ({ params: { externalId }, body, received, signal }) =>
        library.put(externalId, (received as PutInput | undefined) ?? toInput(body, urlQueries), { signal }),
      {
        queue,
        receive: async (request, response): Promise<PutInput | undefined> => {
          if (!request.is('multipart/form-data')) return undefined;
          const { bytes, fields } = await queues.upload.run(() => receiveImageWithFields(request, response), NEVER);
          if (fields === undefined) return { image: { bytes } };
          return { image: { bytes }, fields: checkBody(fields, FieldsSchema) as z.infer<typeof FieldsSchema> };
        },
      },
    ),
    route(operations.setFields, async ({ params: { externalId }, body }) => library.setFields({ externalId }, body)),
    route(operations.removeItem, async ({ params: { externalId } }) => {
      await library.remove(externalId);
    }),
    route(operations.getItem, async ({ params: { externalId }, reader }) => {
      const photo = await reader.photo({ externalId });
      return { ...addLinks(photo, basePath), tags: await reader.tagsOf(photo.id) };
    }),
    route(
      operations.findSimilarToItem,
      async ({ params: { externalId }, query: given, reader, signal }) => {
        const { allowPaths: _, ...options } = toOptions(given);
        return addResultLinks(await reader.similar({ externalId }, { ...options, signal }), basePath);
      },
      { queue },
    ),
    route(operations.listItems, async ({ query, reader }) => ({ items: await reader.items(query) })),
    route(operations.listFields, async ({ reader }) => ({ fields: await reader.fields() })),
  ];
}

function toInput({ image, url, fields }: z.infer<typeof PutSchema>, urlQueries: boolean): PutInput {
  const source = toSource(image, url, urlQueries);
  return { ...(source && { image: source }), ...(fields && { fields }) };
}

function toSource(image: string | undefined, url: string | undefined, urlQueries: boolean): ImageSource | undefined {
  if (url !== undefined) return { url: checkUrls(url, { urlQueries }) };
  return image === undefined ? undefined : { bytes: Buffer.from(image, 'base64') };
}
