import { z } from 'zod';
import { count, milliseconds, textParameter } from '../shared/parameters.js';
import { photoShape } from '../shared/photo-schema.js';

const kind = z.enum(['photos', 'videos', 'documents', 'models']);

const RootSchema = z
  .object({
    path: z.string().meta({ example: '/home/me/Pictures' }),
    pathBytes: photoShape.pathBytes,
    files: count,
    failed: count,
    addedAtMs: milliseconds,
    isMissing: z
      .boolean()
      .meta({ description: 'It cannot be reached now (an unplugged disk). Its photos stay in the library.' }),
    movedTo: z.string().nullable().meta({
      description: 'For a missing root: where most of its photos lie now, when they were indexed there, too.',
      example: null,
    }),
    exclude: z.array(z.string()),
    hidden: z.boolean(),
    followLinks: z.boolean(),
    raw: z.enum(['all', 'sibling']).meta({
      description: '`sibling`: raw files with a JPEG or HEIC of the same name beside them are skipped.',
    }),
    kinds: z.array(kind).meta({ description: 'Kinds of files that are indexed.', example: ['photos', 'videos'] }),
    published: z
      .object({ id: z.string(), libraries: z.array(z.string()) })
      .optional()
      .meta({ description: 'Of published libraries: the id of the root, and the names of those that have it.' }),
  })
  .meta({ id: 'Root', description: 'A folder or file that the library keeps up to date with.' });

export const RootsSchema = z.object({ roots: z.array(RootSchema) }).meta({ id: 'Roots' });

export const AddRootSchema = z
  .strictObject({
    path: z.string().min(1).max(4096).meta({
      description: 'Absolute, or below `~`, the home folder of the account that runs the server.',
      example: '/home/me/Pictures',
    }),
    exclude: z
      .array(z.string().min(1).max(1000))
      .max(1000)
      .optional()
      .meta({ description: 'Patterns to skip, as in a .gitignore.', example: ['*.psd'] }),
    hidden: z.boolean().optional().meta({ description: 'Include hidden files and folders.' }),
    followLinks: z.boolean().optional().meta({ description: 'Follow symbolic links.' }),
    raw: z.enum(['all', 'sibling']).optional().meta({
      description: '`sibling`: skip raw files with a JPEG or HEIC of the same name beside them.',
    }),
    kinds: z
      .array(kind)
      .min(1)
      .max(4)
      .optional()
      .meta({
        description: 'Kinds of files to index. Default: photos and videos.',
        example: ['photos', 'videos', 'documents'],
      }),
  })
  .meta({ id: 'AddRoot' });

export const RemoveRootQuerySchema = z.object({
  path: textParameter('path', 4096, { description: 'Path of the root, from the list.', example: '/home/me/Pictures' }),
});

export const RemovedSchema = z
  .object({
    path: z.string().meta({ description: 'Of the root.', example: '/home/me/Pictures' }),
    removed: count.meta({ description: 'Files removed from the library.' }),
    forgotten: count.meta({ description: 'Photos that no other path holds: they are not found any more.' }),
  })
  .meta({ id: 'Removed' });
