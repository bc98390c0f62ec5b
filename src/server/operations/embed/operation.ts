import { defineOperation } from '../../app/operation.js';
import { EmbedRequestSchema, EmbedResponseSchema, EmbedUploadSchema } from './schema.js';

export const embed = defineOperation({
  id: 'embed',
  method: 'post',
  path: '/api/v1/embed',
  tag: 'Embedding',
  summary: 'Turn texts and images into vectors',
  description:
    'Unit vectors of the model of this library, for use in other programs: the cosine of two is their dot product. Images are encoded in base64, or sent as multipart. An image that cannot be used has an `error` in its place; nothing is stored.',
  scope: 'embed',
  body: EmbedRequestSchema,
  bodyExamples: { texts: { texts: ['a red boat', 'a boat in the snow'], encoding: 'base64' } },
  upload: EmbedUploadSchema,
  responses: {
    200: {
      description: 'Vectors in the order of the request.',
      schema: EmbedResponseSchema,
      example: {
        model: { name: 'photoseek-mini-2', revision: 'a74968d06c4f4d40', dtype: 'fp32', dim: 2 },
        texts: [{ vector: [0.6, 0.8], truncated: false }],
        images: [{ vector: null, error: { code: 'damaged-image', message: 'The image is damaged.' } }],
        tookMs: 12.4,
      },
    },
  },
  problems: ['upload-too-large', 'encoder-failed'],
});
