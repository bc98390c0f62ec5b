import { z } from 'zod';
import { base64Image, imageFile } from '../search/schema.js';

const MAX_TEXTS = 256;
const MAX_IMAGES = 32;
const MAX_TEXT = 4000;

export const EmbedRequestSchema = z
  .strictObject({
    texts: z
      .array(z.string().min(1).max(MAX_TEXT))
      .max(MAX_TEXTS)
      .default([])
      .meta({ description: `Up to ${MAX_TEXTS} texts.`, example: ['a red boat'] }),
    images: z
      .array(base64Image)
      .max(MAX_IMAGES)
      .default([])
      .meta({ description: `Up to ${MAX_IMAGES} images in base64; the body has at most 20 MB.` }),
    language: z.string().min(1).max(20).optional().meta({
      description: 'ISO 639-1 code of the language of the texts. Default: it is recognised.',
      example: 'en',
    }),
    encoding: z.enum(['float', 'base64']).default('float').meta({
      description: '`float`: vectors as arrays of numbers; `base64`: their float32 numbers, little-endian, in base64.',
    }),
  })
  .meta({ id: 'EmbedRequest', description: 'Texts and images to embed; at least one.' });

export type EmbedRequest = z.infer<typeof EmbedRequestSchema>;

/** Images as multipart, with the texts. */
export const EmbedUploadSchema = z
  .object({
    image: z.array(imageFile).min(1).max(8).meta({ description: 'Images of at most 50 MB each.' }),
    query: z.string().optional().meta({
      description: 'The rest of the request: an EmbedRequest as JSON. Its images follow the uploaded ones.',
      example: '{"texts":["a red boat"],"encoding":"base64"}',
    }),
  })
  .meta({ id: 'EmbedUpload' });

const vector = z.union([z.array(z.number()), z.string()]);

export const EmbedResponseSchema = z
  .object({
    model: z
      .object({
        name: z.string().meta({ example: 'photoseek-mini-2' }),
        revision: z.string().meta({
          description:
            'Fingerprint of the files of the model. Vectors with the same revision and dtype can be compared.',
          example: '125561d6493a637f',
        }),
        dtype: z.string().meta({ example: 'fp32' }),
        dim: z.int().meta({ description: 'Length of the vectors.', example: 512 }),
      })
      .meta({ id: 'EmbeddingModel' }),
    texts: z.array(
      z
        .object({
          vector: vector.meta({ description: 'float32 numbers of L2 norm 1.' }),
          truncated: z.boolean().meta({ description: 'The text was longer than the input of the model.' }),
        })
        .meta({ id: 'TextEmbedding' }),
    ),
    images: z.array(
      z
        .object({
          vector: vector.nullable().meta({ description: 'float32 numbers of L2 norm 1; `null`: see `error`.' }),
          error: z
            .object({ code: z.string().meta({ example: 'damaged-image' }), message: z.string() })
            .nullable()
            .meta({ description: 'Why the image has no vector. The others have theirs.' }),
        })
        .meta({ id: 'ImageEmbedding' }),
    ),
    tookMs: z.number(),
  })
  .meta({ id: 'EmbedResponse', description: 'Vectors in the order of the request.' });
