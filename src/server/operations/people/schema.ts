import { z } from 'zod';
import { booleanParameter, count, pageParameters, textParameter } from '../shared/parameters.js';
import { BoxSchema, photoShape } from '../shared/photo-schema.js';

const id = z.int().min(1);
const personId = id.meta({ description: 'Never used again for another person.', example: 3 });
const faceId = id.meta({ description: 'Another one after the photo was looked at anew.', example: 41 });
const name = z.string().nullable().meta({ description: '`null`: not named yet.', example: 'Anna' });

/** Where a face lies. */
const placeShape = {
  photoId: photoShape.id,
  contentHash: photoShape.contentHash,
  frame: count.meta({ description: 'Ordinal of the frame.', example: 0 }),
  box: BoxSchema,
};

const faceLinks = z.object({
  image: z.string().meta({
    description: 'A small square around the face.',
    example: '/api/v1/faces/41/image?v=9f86d081884c7d65-0-0.4_0.1_0.1_0.2',
  }),
});

export const PersonSchema = z
  .object({
    id: personId,
    name,
    isHidden: z.boolean(),
    faces: count.meta({ description: 'Faces in the photos that the client may see.', example: 12 }),
    photos: count.meta({ example: 11 }),
    cover: z
      .object({ faceId, ...placeShape, links: faceLinks })
      .nullable()
      .meta({ description: 'The face that shows most; `null` for a person whose photos are gone.' }),
  })
  .meta({ id: 'Person', description: 'Faces that look alike, or that a user has said to be of one person.' });

export const PeopleSchema = z
  .object({ people: z.array(PersonSchema), total: count })
  .meta({ id: 'People', description: 'Those with a name first, then those in most photos.' });

const FaceSchema = z
  .object({
    id: faceId,
    ...placeShape,
    path: photoShape.path,
    score: z.number().meta({ description: 'How sure the detector is that it is a face, 0…1.', example: 0.93 }),
    person: z
      .object({ id: personId, name })
      .nullable()
      .meta({ description: '`null`: of none, because it is no face, or because no index run has grouped it yet.' }),
    isConfirmed: z.boolean().meta({ description: 'A user has said that it is of this person.' }),
    links: faceLinks,
  })
  .meta({ id: 'Face', description: 'A face in a photo.' });

export const FacesSchema = z
  .object({ faces: z.array(FaceSchema), total: count })
  .meta({ id: 'Faces', description: 'Of a person those that show most first, in a photo from left to right.' });

export const PeopleQuerySchema = z.object({
  hidden: booleanParameter('hidden', 'Hidden people, too. Default: false.').default(false),
  in: textParameter('in', 4096, {
    description: 'Only faces in photos below this folder count: an absolute path.',
    example: '/home/me/Pictures/2023',
  }).optional(),
  ...pageParameters,
});

export const FacesQuerySchema = z.object(pageParameters);

export const FaceImageQuerySchema = z.object({
  v: textParameter('v', 200, {
    description: 'Version of the image, from its link.',
    example: '9f86d081884c7d65-0-0.4_0.1_0.1_0.2',
  }).optional(),
});

export const SuggestionsQuerySchema = z.object({ limit: pageParameters.limit });

export const PersonChangeSchema = z
  .strictObject({
    name: z
      .string()
      .max(200)
      .nullable()
      .optional()
      .meta({ description: '`null` takes the name away.', example: 'Anna' }),
    isHidden: z.boolean().optional().meta({ description: 'Whether lists leave the person out.' }),
  })
  .meta({ id: 'PersonChange', description: 'What is left out stays.' });

export const MergeSchema = z
  .strictObject({
    from: z
      .array(id)
      .min(1)
      .max(1000)
      .meta({ description: 'People who are this one.', example: [8] }),
  })
  .meta({ id: 'MergePeople' });

export const ApartSchema = z
  .strictObject({ people: z.tuple([id, id]).meta({ description: 'Two people, however alike.', example: [3, 8] }) })
  .meta({ id: 'PeopleApart' });

export const AssignSchema = z
  .strictObject({
    faces: z
      .array(id)
      .min(1)
      .max(1000)
      .meta({ description: 'Ids of faces.', example: [41, 42] }),
    target: z
      .union(
        [
          z.strictObject({ person: id }),
          z.strictObject({ newPerson: z.string().min(1).max(200).nullable() }),
          z.strictObject({ notThis: id }),
          z.literal('no-face'),
        ],
        {
          error: 'must be {"person": id}, {"newPerson": name or null}, {"notThis": id of a person} or "no-face"',
        },
      )
      .meta({
        description:
          'The person they are of, a new one, the person they are not of, or `"no-face"`: they are no faces at all.',
        example: { person: 3 },
      }),
  })
  .meta({ id: 'AssignFaces' });

export const AssignedSchema = z
  .object({ person: personId.nullable().meta({ description: 'The person that `newPerson` has made; else `null`.' }) })
  .meta({ id: 'AssignedFaces' });

export const PeopleSuggestionsSchema = z
  .object({
    suggestions: z.array(
      z
        .object({
          person: PersonSchema,
          other: PersonSchema,
          cosine: z.number().meta({ description: 'Mean cosine of their faces, 0.62…0.70.', example: 0.66 }),
        })
        .meta({ id: 'PeoplePair', description: 'Two people who may be one; the first has fewer faces.' }),
    ),
  })
  .meta({ id: 'PeopleSuggestions', description: 'The likeliest first.' });
