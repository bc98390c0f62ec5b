import { defineOperation } from '../../app/operation.js';
import { DECODING_PROBLEMS } from '../../errors/common-problems.js';
import { faceIdParameters, personIdParameters, photoIdParameters } from '../shared/parameters.js';
import {
  ApartSchema,
  AssignedSchema,
  AssignSchema,
  FaceImageQuerySchema,
  FacesQuerySchema,
  FacesSchema,
  MergeSchema,
  PeopleQuerySchema,
  PeopleSchema,
  PeopleSuggestionsSchema,
  PersonChangeSchema,
  PersonSchema,
  SuggestionsQuerySchema,
} from './schema.js';

const tag = 'People';

const place = {
  photoId: 7,
  contentHash: '9f86d081884c7d65',
  frame: 0,
  box: { x: 0.4, y: 0.1, width: 0.1, height: 0.2 },
};
const links = { image: '/api/v1/faces/41/image?v=9f86d081884c7d65-0-0.4_0.1_0.1_0.2' };
const anna = {
  ...{ id: 3, name: 'Anna', isHidden: false, faces: 12, photos: 11 },
  cover: { faceId: 41, ...place, links },
};
const unnamed = { ...anna, id: 8, name: null, faces: 2, photos: 2 };
const face = {
  ...{ id: 41, ...place, path: '/photos/2023/boat.jpg', score: 0.93 },
  ...{ person: { id: 3, name: 'Anna' }, isConfirmed: true, links },
};

export const listPeople = defineOperation({
  id: 'listPeople',
  method: 'get',
  path: '/api/v1/people',
  tag,
  summary: 'List the people whose faces are in photos',
  description: 'None before an index run with the stage `faces`.',
  scope: 'search',
  query: PeopleQuerySchema,
  responses: {
    200: {
      description: 'Those with a name first, then those in most photos.',
      schema: PeopleSchema,
      example: { people: [anna, unnamed], total: 2 },
    },
  },
  problems: [],
});

export const suggestPeople = defineOperation({
  id: 'suggestPeople',
  method: 'get',
  path: '/api/v1/people/suggestions',
  tag,
  summary: 'List pairs of people who may be one',
  description: 'Yes is `POST /api/v1/people/{id}/merge`, no is `POST /api/v1/people/apart`.',
  scope: 'index',
  isForOwner: true,
  query: SuggestionsQuerySchema,
  responses: {
    200: {
      description: 'The likeliest first.',
      schema: PeopleSuggestionsSchema,
      example: { suggestions: [{ person: unnamed, other: anna, cosine: 0.66 }] },
    },
  },
  problems: [],
});

export const keepPeopleApart = defineOperation({
  id: 'keepPeopleApart',
  method: 'post',
  path: '/api/v1/people/apart',
  tag,
  summary: 'Say that two people are two',
  scope: 'index',
  isForOwner: true,
  body: ApartSchema,
  bodyExamples: { two: { people: [3, 8] } },
  responses: { 204: { description: 'They are never joined by themselves, nor suggested.' } },
  problems: ['person-not-found', 'library-unwritable'],
});

export const getPerson = defineOperation({
  id: 'getPerson',
  method: 'get',
  path: '/api/v1/people/{id}',
  tag,
  summary: 'Get a person',
  scope: 'search',
  params: personIdParameters,
  responses: { 200: { description: 'The person.', schema: PersonSchema, example: anna } },
  problems: ['person-not-found'],
});

export const updatePerson = defineOperation({
  id: 'updatePerson',
  method: 'patch',
  path: '/api/v1/people/{id}',
  tag,
  summary: 'Name or hide a person',
  scope: 'index',
  isForOwner: true,
  params: personIdParameters,
  body: PersonChangeSchema,
  bodyExamples: { name: { name: 'Anna' }, hide: { isHidden: true } },
  responses: { 200: { description: 'The person as it is now.', schema: PersonSchema, example: anna } },
  problems: ['person-not-found', 'library-unwritable'],
});

export const mergePeople = defineOperation({
  id: 'mergePeople',
  method: 'post',
  path: '/api/v1/people/{id}/merge',
  tag,
  summary: 'Say that several people are one',
  description: 'The one of the address, who keeps the name or else takes the first name of the others.',
  scope: 'index',
  isForOwner: true,
  params: personIdParameters,
  body: MergeSchema,
  bodyExamples: { one: { from: [8] } },
  responses: { 200: { description: 'The person as it is now.', schema: PersonSchema, example: anna } },
  problems: ['person-not-found', 'library-unwritable'],
});

export const listFacesOfPerson = defineOperation({
  id: 'listFacesOfPerson',
  method: 'get',
  path: '/api/v1/people/{id}/faces',
  tag,
  summary: 'List the faces of a person',
  scope: 'search',
  params: personIdParameters,
  query: FacesQuerySchema,
  responses: {
    200: {
      description: 'Those that show most first.',
      schema: FacesSchema,
      example: { faces: [face], total: 12 },
    },
  },
  problems: ['person-not-found'],
});

export const listFacesInPhoto = defineOperation({
  id: 'listFacesInPhoto',
  method: 'get',
  path: '/api/v1/photos/{id}/faces',
  tag,
  summary: 'List the faces in a photo',
  scope: 'search',
  params: photoIdParameters,
  responses: {
    200: {
      description: 'Frame by frame, from left to right.',
      schema: FacesSchema,
      example: { faces: [face], total: 1 },
    },
  },
  problems: ['photo-not-found'],
});

export const assignFaces = defineOperation({
  id: 'assignFaces',
  method: 'post',
  path: '/api/v1/faces/assign',
  tag,
  summary: 'Say of whom faces are, or that they are none',
  description: 'It holds when photos are added, moved, or looked at anew.',
  scope: 'index',
  isForOwner: true,
  body: AssignSchema,
  bodyExamples: {
    person: { faces: [41, 42], target: { person: 3 } },
    newPerson: { faces: [41], target: { newPerson: null } },
    notThis: { faces: [41], target: { notThis: 3 } },
    noFace: { faces: [43], target: 'no-face' },
  },
  responses: { 200: { description: 'Assigned.', schema: AssignedSchema, example: { person: null } } },
  problems: ['face-not-found', 'person-not-found', 'library-unwritable'],
});

export const getFaceImage = defineOperation({
  id: 'getFaceImage',
  method: 'get',
  path: '/api/v1/faces/{id}/image',
  tag,
  summary: 'Get a small image of a face',
  description: 'A square WebP of at most 256 pixels around the face. Made once and cached, as thumbnails are.',
  scope: 'search',
  params: faceIdParameters,
  query: FaceImageQuerySchema,
  responses: {
    200: {
      description: 'The image.',
      mediaType: 'image/webp',
      headers: {
        ETag: 'Strong: content hash, frame and box.',
        'Cache-Control': 'Private; immutable where `v` is that of the link.',
      },
    },
    304: { description: 'Not modified: `If-None-Match` is its ETag.' },
  },
  problems: ['face-not-found', ...DECODING_PROBLEMS],
});
