import { defineOperation } from '../../app/operation.js';
import { FoldersQuerySchema, FoldersSchema } from './schema.js';

export const completeFolder = defineOperation({
  id: 'completeFolder',
  method: 'get',
  path: '/api/v1/folders',
  tag: 'Indexing',
  summary: 'Complete the path of a folder of this machine',
  description:
    'For whoever may add a root: names of folders, never of files, at most twenty. Hidden folders only where the name that is typed begins with a dot.',
  scope: 'admin',
  isForOwner: true,
  query: FoldersQuerySchema,
  responses: {
    200: {
      description: 'In the order of their names; none where nothing begins so or the folder cannot be read.',
      schema: FoldersSchema,
      example: { folders: ['~/Pictures/'] },
    },
  },
  problems: [],
});
