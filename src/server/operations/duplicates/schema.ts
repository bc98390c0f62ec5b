import { z } from 'zod';
import { quote } from '../../middleware/describe-issue.js';
import { booleanParameter, count, pageParameters, textParameter } from '../shared/parameters.js';
import { PhotoSchema, pathListBytes, photoShape } from '../shared/photo-schema.js';

const KINDS = ['exact', 'near', 'turned', 'similar'] as const;

export const DuplicatesQuerySchema = z.object({
  kinds: textParameter('kinds', 100, {
    description: 'Comma-separated: exact, near, turned, similar. Default: all but turned.',
    example: 'exact,near',
  })
    .transform((value, context) => {
      const kinds = value.split(',');
      if (kinds.every((kind) => (KINDS as readonly string[]).includes(kind))) return kinds as (typeof KINDS)[number][];
      context.addIssue({
        code: 'custom',
        message: `kinds must be a comma-separated list of ${KINDS.join(', ')}, got ${quote(value)}.`,
      });
      return z.NEVER;
    })
    .optional(),
  filters: textParameter('filters', 4000, {
    description: 'Only among photos that pass these filters, in the query language.',
    example: 'taken:2023',
  }).optional(),
  compareBytes: booleanParameter(
    'compareBytes',
    'Read the files of each group and leave out those with other bytes than were indexed. Set it before anything is deleted. Default: false.',
  ).optional(),
  ...pageParameters,
});

export const DuplicatesSchema = z
  .object({
    total: count.meta({ description: 'Number of groups, over all pages.' }),
    reclaimableBytes: count.meta({
      description: 'What deleting all files but the keepers sets free, over all groups.',
    }),
    groups: z.array(
      z
        .object({
          kind: z.enum(KINDS),
          members: z
            .array(
              z
                .object({
                  photo: PhotoSchema,
                  path: z.string(),
                  pathBytes: photoShape.pathBytes,
                  aliases: z.array(z.string()).meta({
                    description: 'Further paths of this very file: hard links, a folder that is mounted twice.',
                    example: [],
                  }),
                  aliasBytes: pathListBytes.meta({
                    description:
                      '`pathBytes` of `aliases`, in their order, null for valid UTF-8; left out when all are.',
                  }),
                  cosine: z.number(),
                  turn: z
                    .object({ mirrored: z.boolean(), rotated: z.literal([0, 90, 180, 270]) })
                    .optional()
                    .meta({
                      description:
                        'Of turned members: how the keeper is turned to look like it, mirrored first, then rotated clockwise.',
                    }),
                })
                .meta({ id: 'DuplicateMember' }),
            )
            .meta({ description: 'The suggested keeper first.' }),
          reason: z
            .string()
            .meta({ description: 'Why the keeper is suggested.', example: 'largest picture (4000 × 3000)' }),
          reclaimableBytes: count,
        })
        .meta({ id: 'DuplicateGroup' }),
    ),
  })
  .meta({ id: 'Duplicates', description: 'Most reclaimable bytes first. Nothing is ever deleted.' });
