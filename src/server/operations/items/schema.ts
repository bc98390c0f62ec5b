import { z } from 'zod';
import { MAX_ID_LENGTH } from '../../../model/fields.js';
import { base64Image, imageFile } from '../search/schema.js';
import { integerParameter, textParameter } from '../shared/parameters.js';
import { FieldsSchema } from '../shared/photo-schema.js';

const externalId = z.string().min(1).max(MAX_ID_LENGTH).meta({ example: 'sku-4711' });

/** The `{externalId}` of an address, percent-encoded there. */
export const externalIdParameters = z.object({
  externalId: textParameter('externalId', MAX_ID_LENGTH, {
    description: 'The id that the program gave the photo, percent-encoded.',
    example: 'sku-4711',
  }),
});

export const listParameters = z.object({
  after: textParameter('after', MAX_ID_LENGTH, {
    description: 'The last external id of the portion before.',
    example: 'sku-4711',
  }).default(''),
  limit: integerParameter('limit', 1, 1000, { description: 'Maximum number of entries.', example: 100 }).default(100),
});

/** A picture and its fields as JSON. */
export const PutSchema = z
  .strictObject({
    image: base64Image.optional(),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
      .max(4000)
      .optional()
      .meta({
        description:
          'Address of the image, in the place of `image`. Only where the server was started with --allow-url-queries.',
        example: 'https://example.org/shoe.jpg',
      }),
    fields: FieldsSchema.optional(),
  })
  .refine(({ image, url }) => image === undefined || url === undefined, 'image and url must not both be given.')
  .meta({
    id: 'Put',
    description: 'Without an image, the stored one stays; without fields, these stay.',
  });

/** A picture and its fields as multipart. */
export const PutUploadSchema = z
  .object({
    image: imageFile,
    fields: z.string().optional().meta({
      description: 'The fields as JSON.',
      example: '{"price":19.9,"brand":"Acme","inStock":true}',
    }),
  })
  .meta({ id: 'PutUpload' });

export const PutResponseSchema = z
  .object({
    id: z.int().min(1).meta({ description: 'Of the photo with these bytes.', example: 7 }),
    externalId,
    created: z.boolean().meta({ description: 'Nothing was stored under the external id before.' }),
  })
  .meta({ id: 'PutResponse' });

export const FieldChangesSchema = z
  .record(
    z.string(),
    z.union([z.number(), z.string(), z.boolean(), z.array(z.string()), z.null()], {
      error: 'must be a number, a text, a list of texts, true, false, or null to remove the field',
    }),
  )
  .meta({
    id: 'FieldChanges',
    description: 'Fields to set; `null` removes one, those that are left out stay (RFC 7396).',
    example: { price: 17.5, onSale: true, colour: null },
  });

export const ItemsSchema = z
  .object({
    items: z.array(
      z
        .object({ externalId, id: z.int().min(1).nullable(), fields: FieldsSchema })
        .meta({ id: 'Item', description: 'A photo with an external id.' }),
    ),
  })
  .meta({ id: 'Items' });

export const FieldListSchema = z
  .object({
    fields: z.array(
      z
        .object({
          name: z.string().meta({ example: 'price' }),
          type: z.enum(['number', 'string', 'boolean']),
          files: z.int().min(0).meta({ description: 'Files of photos that have it.' }),
        })
        .meta({ id: 'Field' }),
    ),
  })
  .meta({ id: 'FieldList' });
