import { PhotoseekError } from '../../../errors.js';
import type { Embedding, EmbedInput } from '../../../library/embedding/types.js';
import { toBytes, toNumbers } from '../../../library/embedding/write-vector.js';
import { type Route, route } from '../../app/make-router.js';
import type { ServerContext } from '../../app/server-context.js';
import { checkBody } from '../../middleware/read-request.js';
import { receiveImages } from '../../middleware/receive-image.js';
import { NEVER } from '../search/read-query.js';
import * as operations from './operation.js';
import { type EmbedRequest, EmbedRequestSchema } from './schema.js';

/** A request, and the images of its multipart body. */
interface Received extends EmbedRequest {
  uploads: readonly Uint8Array[];
}

/** Vectors of texts and images. */
export function makeEmbedRoutes({ library, queues }: ServerContext): Route[] {
  return [
    route(
      operations.embed,
      async ({ body, received, signal }) => {
        const startedAt = performance.now();
        const { texts, images, uploads, language, encoding } = (received as Received | undefined) ?? {
          ...body,
          uploads: [],
        };
        const inputs: EmbedInput[] = [
          ...texts.map((text) => ({ text })),
          ...uploads.map((bytes) => ({ bytes })),
          ...images.map((image) => ({ bytes: Buffer.from(image, 'base64') })),
        ];
        if (inputs.length === 0)
          throw new PhotoseekError('bad-argument', 'There must be at least one text or image, got none.');
        const { model, embeddings } = await library.embed(inputs, { signal, language });
        const write: Write = encoding === 'base64' ? (vector) => toBytes(vector).toString('base64') : toNumbers;
        return {
          model,
          texts: embeddings.slice(0, texts.length).map((embedding) => toText(embedding, write)),
          images: embeddings.slice(texts.length).map((embedding) => toImage(embedding, write)),
          tookMs: performance.now() - startedAt,
        };
      },
      {
        queue: queues.embed,
        receive: async (request, response) => {
          if (!request.is('multipart/form-data')) return undefined;
          const { images, query } = await queues.upload.run(() => receiveImages(request, response), NEVER);
          return { ...(checkBody(query, EmbedRequestSchema) as EmbedRequest), uploads: images } satisfies Received;
        },
      },
    ),
  ];
}

type Write = (vector: Float32Array) => number[] | string;

function toText(embedding: Embedding, write: Write) {
  if (embedding.error !== null) throw embedding.error;
  return { vector: write(embedding.vector), truncated: embedding.truncated };
}

function toImage({ vector, error }: Embedding, write: Write) {
  return {
    vector: vector === null ? null : write(vector),
    error: error === null ? null : { code: error.code, message: error.message },
  };
}
