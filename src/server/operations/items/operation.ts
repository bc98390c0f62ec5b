import { defineOperation } from '../../app/operation.js';
import { IMAGE_PROBLEMS } from '../../errors/common-problems.js';
import { PhotoDetailSchema } from '../photos/schema.js';
import { findSimilar } from '../search/operation.js';
import { photo } from '../shared/examples.js';
import {
  externalIdParameters,
  FieldChangesSchema,
  FieldListSchema,
  ItemsSchema,
  listParameters,
  PutResponseSchema,
  PutSchema,
  PutUploadSchema,
} from './schema.js';

const tag = 'Items';
const path = '/api/v1/items/{externalId}';
const item = { ...photo, externalId: 'sku-4711', fields: { price: 19.9, brand: 'Acme', inStock: true } };

export const putItem = defineOperation({
  id: 'putItem',
  method: 'put',
  path,
  tag,
  summary: 'Store a picture under an id of your own',
  description:
    'As JSON, or as multipart with the file `image` and the JSON `fields`. Stored and findable when the response arrives. Under an id that is stored already, the picture is replaced; without `fields` its fields stay.',
  scope: 'index',
  isForOwner: true,
  params: externalIdParameters,
  body: PutSchema,
  bodyExamples: {
    address: { url: 'https://example.org/shoe.jpg', fields: { price: 19.9, brand: 'Acme', inStock: true } },
  },
  upload: PutUploadSchema,
  responses: {
    200: {
      description: 'Stored.',
      schema: PutResponseSchema,
      example: { id: 7, externalId: 'sku-4711', created: true },
    },
  },
  problems: [
    'photo-not-found',
    'url-queries-disabled',
    'url-refused',
    'url-failed',
    ...IMAGE_PROBLEMS,
    'library-unwritable',
  ],
});

export const setFields = defineOperation({
  id: 'setFields',
  method: 'patch',
  path,
  tag,
  summary: 'Change some fields of a photo',
  scope: 'index',
  isForOwner: true,
  params: externalIdParameters,
  body: FieldChangesSchema,
  bodyExamples: { sale: { price: 17.5, onSale: true, colour: null } },
  responses: { 204: { description: 'Changed.' } },
  problems: ['photo-not-found', 'library-unwritable'],
});

export const removeItem = defineOperation({
  id: 'removeItem',
  method: 'delete',
  path,
  tag,
  summary: 'Remove what is stored under an id of your own',
  description: 'Also when there is nothing.',
  scope: 'index',
  isForOwner: true,
  params: externalIdParameters,
  responses: { 204: { description: 'Removed.' } },
  problems: ['library-unwritable'],
});

export const getItem = defineOperation({
  id: 'getItem',
  method: 'get',
  path,
  tag,
  summary: 'Get the photo with an id of your own',
  scope: 'search',
  params: externalIdParameters,
  responses: {
    200: {
      description: 'The photo.',
      schema: PhotoDetailSchema,
      example: { ...item, tags: [{ name: 'shoe', score: 0.83 }] },
    },
  },
  problems: ['photo-not-found'],
});

export const findSimilarToItem = defineOperation({
  ...findSimilar,
  id: 'findSimilarToItem',
  path: `${path}/similar`,
  tag,
  summary: 'Search photos that are similar to the one with an id of your own',
  params: externalIdParameters,
});

export const listItems = defineOperation({
  id: 'listItems',
  method: 'get',
  path: '/api/v1/items',
  tag,
  summary: 'List the photos with ids of your own',
  description: 'In the order of these ids. `after` continues behind the last one of a response.',
  scope: 'index',
  query: listParameters,
  responses: {
    200: {
      description: 'A portion.',
      schema: ItemsSchema,
      example: { items: [{ externalId: 'sku-4711', id: 7, fields: { price: 19.9 } }] },
    },
  },
  problems: [],
});

export const listFields = defineOperation({
  id: 'listFields',
  method: 'get',
  path: '/api/v1/fields',
  tag,
  summary: 'List the fields that photos have',
  scope: 'index',
  responses: {
    200: {
      description: 'By name.',
      schema: FieldListSchema,
      example: { fields: [{ name: 'price', type: 'number', files: 1200 }] },
    },
  },
  problems: [],
});
