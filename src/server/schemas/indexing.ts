import { z } from 'zod';
import { count, milliseconds, pageParameters, textParameter } from './basics.js';
import { ProblemSchema } from './problem.js';

const path = z.string().min(1).max(4096);

const rules = {
  exclude: z
    .array(z.string().min(1).max(1000))
    .max(1000)
    .optional()
    .meta({ description: 'Patterns as in a .gitignore of what is passed over.', example: ['*.psd'] }),
  hidden: z.boolean().optional().meta({ description: 'Take hidden files and folders too.' }),
  followLinks: z.boolean().optional().meta({ description: 'Follow symbolic links.' }),
  raw: z.enum(['all', 'sibling']).optional().meta({
    description: '`sibling`: pass over raw files where their JPEG or HEIC lies beside them.',
  }),
};

export const RootSchema = z
  .object({
    path: z.string().meta({ example: '/home/me/Pictures' }),
    files: count,
    failed: count,
    addedAtMs: milliseconds,
    isMissing: z.boolean().meta({ description: 'It cannot be reached now: an unplugged disk. Its photos are kept.' }),
    exclude: z.array(z.string()),
    hidden: z.boolean(),
    followLinks: z.boolean(),
    raw: z.enum(['all', 'sibling']).meta({
      description: '`sibling`: raw files are passed over where their JPEG or HEIC lies beside them.',
    }),
  })
  .meta({ id: 'Root', description: 'A folder, or a file, that the library keeps up with.' });

export const RootsSchema = z.object({ roots: z.array(RootSchema) }).meta({ id: 'Roots' });

export const AddRootSchema = z
  .strictObject({ path: path.meta({ description: 'Absolute.', example: '/home/me/Pictures' }), ...rules })
  .meta({ id: 'AddRoot' });

export const RemoveRootQuerySchema = z.object({
  path: textParameter('path', 4096, { description: 'The root, as the list gives it.', example: '/home/me/Pictures' }),
});

export const RemovedSchema = z
  .object({ removed: count.meta({ description: 'Files that the library forgot.' }) })
  .meta({ id: 'Removed' });

export const FailureSchema = z
  .object({ path: z.string(), code: z.string().meta({ example: 'damaged-image' }), message: z.string() })
  .meta({ id: 'Failure', description: 'A file that cannot be read, and why.' });

export const FailuresQuerySchema = z.object(pageParameters);
export const FailuresSchema = z.object({ total: count, failures: z.array(FailureSchema) }).meta({ id: 'Failures' });

export const StartJobSchema = z
  .strictObject({
    paths: z.array(path).min(1).max(100).optional().meta({
      description:
        'Folders and files; all roots when it is left out. What is no root yet becomes one, which needs the scope `admin`.',
    }),
    retryFailed: z.boolean().optional().meta({ description: 'Try again what could not be read before.' }),
    prune: z.boolean().optional().meta({ description: 'Forget the photos of a root that is empty now.' }),
  })
  .meta({ id: 'StartJob', example: { retryFailed: true } });

const IndexReportSchema = z
  .object({
    indexed: count,
    reused: count,
    unchanged: count,
    removed: count,
    failed: z.array(FailureSchema),
    skipped: count,
    missingRoots: z.array(z.string()),
    tookMs: z.number(),
  })
  .loose()
  .meta({ id: 'IndexReport' });

const StepRateSchema = z
  .object({ done: count, ratePerSecond: z.number() })
  .meta({ id: 'StepRate', description: 'What has passed a step in this run, and how fast over the last seconds.' });

export const IndexEventSchema = z
  .union([
    z.object({ type: z.literal('scanning'), found: count, ratePerSecond: z.number(), currentPath: z.string() }),
    z.object({ type: z.literal('planned'), toDo: count, unchanged: count, removed: count }),
    z.object({
      type: z.literal('progress'),
      done: count,
      total: count,
      failed: count,
      ratePerSecond: z.number(),
      etaMs: z.number().nullable(),
      currentPath: z.string(),
      steps: z
        .object({ decode: StepRateSchema, encode: StepRateSchema, write: StepRateSchema })
        .meta({ description: 'Pictures decoded and encoded, files written; the slowest step sets the pace.' }),
    }),
    z.object({ type: z.literal('failed'), failure: FailureSchema }),
    z.object({
      type: z.literal('linking'),
      linked: count,
      total: count,
      ratePerSecond: z.number(),
      etaMs: z.number().nullable(),
    }),
    z.object({ type: z.literal('done'), report: IndexReportSchema }),
  ])
  .meta({ id: 'IndexEvent', description: 'What a run tells while it goes.' });

export const JobSchema = z
  .object({
    id: z.string().meta({ example: 'k3J9xQ2aTfE' }),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    paths: z.array(z.string()),
    startedAtMs: milliseconds,
    endedAtMs: milliseconds.nullable(),
    last: IndexEventSchema.nullable().meta({ description: 'The newest event that says how far it is.' }),
    report: IndexReportSchema.nullable().meta({ description: 'Once it is done.' }),
    problem: ProblemSchema.nullable().meta({ description: 'Why it failed.' }),
    links: z.object({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'Job', description: 'An index run that this server started.' });

export const JobsSchema = z.object({ jobs: z.array(JobSchema) }).meta({ id: 'Jobs', description: 'The newest first.' });

export const jobIdParameters = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,40}$/, 'The id of a job is what starting it gave.')
    .meta({ description: 'The id of a job, as starting it gave it.', example: 'k3J9xQ2aTfE' }),
});
