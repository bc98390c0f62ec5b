import { z } from 'zod';
import { FailureSchema } from '../failures/schema.js';
import { count, milliseconds } from '../shared/parameters.js';
import { photoShape } from '../shared/photo-schema.js';
import { ProblemSchema } from '../shared/problem-schema.js';

export const StartJobSchema = z
  .strictObject({
    paths: z.array(z.string().min(1).max(4096)).min(1).max(100).optional().meta({
      description: 'Folders and files. Default: all roots. A new path becomes a root, which takes the scope `admin`.',
    }),
    force: z.boolean().optional().meta({ description: 'Read every file again, also those that seem unchanged.' }),
    retryFailed: z.boolean().optional().meta({ description: 'Retry files that could not be read before.' }),
    prune: z.boolean().optional().meta({ description: 'Remove the photos of a root that is empty now.' }),
  })
  .meta({ id: 'StartJob', example: { retryFailed: true } });

const IndexReportSchema = z
  .object({
    indexed: count,
    reused: count,
    detected: count.meta({
      description: 'Photos that were indexed before, and that were looked at again for more (text, things, colours).',
    }),
    unchanged: count,
    removed: count,
    failed: z.array(FailureSchema),
    skipped: count,
    missingRoots: z.array(z.string()),
    notices: z
      .array(z.object({ code: z.string(), path: z.string(), pathBytes: photoShape.pathBytes, message: z.string() }))
      .meta({
        description: 'Worth knowing of a run that went well, such as a path that the rules of its root exclude.',
      }),
    unembedded: count.meta({
      description:
        'Photos not yet embedded with the model of this run; until there are none, queries use the model from before.',
    }),
    tookMs: z.number(),
  })
  .loose()
  .meta({ id: 'IndexReport' });

const StepRateSchema = z
  .object({ done: count, ratePerSecond: z.number() })
  .meta({ id: 'StepRate', description: 'Items that passed a step in this run, and its rate over the last seconds.' });

const IndexEventSchema = z
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
      position: z
        .object({ atMs: count, durationMs: count })
        .optional()
        .meta({ description: 'How far the current file is, of a film that is being decoded.' }),
      steps: z.object({ decode: StepRateSchema, encode: StepRateSchema, write: StepRateSchema }).meta({
        description: 'Frames decoded and encoded (a photo has one), files written; the slowest step limits the rate.',
      }),
    }),
    z.object({ type: z.literal('failed'), failure: FailureSchema }),
    z.object({
      type: z.literal('indexing-vectors'),
      indexed: count,
      total: count,
      ratePerSecond: z.number(),
      etaMs: z.number().nullable(),
    }),
    z.object({ type: z.literal('done'), report: IndexReportSchema }),
  ])
  .meta({ id: 'IndexEvent', description: 'Progress of an index run.' });

/** How far a run is; also part of the run in the statistics. */
export const runProgressShape = {
  stage: z.enum(['scanning', 'indexing', 'indexing-vectors']),
  done: count.meta({ description: 'Files found, files written, or vectors indexed, by the stage.' }),
  total: count.meta({ description: '0 while it is not known.' }),
  failed: count,
  ratePerSecond: z.number(),
  etaMs: z.number().nullable(),
};

export const JobSchema = z
  .object({
    id: z.string().meta({ example: 'k3J9xQ2aTfE' }),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    paths: z.array(z.string()),
    startedAtMs: milliseconds,
    endedAtMs: milliseconds.nullable(),
    progress: z
      .object(runProgressShape)
      .meta({ id: 'RunProgress', description: 'How far the run is: the numbers of the stage it is in.' }),
    last: IndexEventSchema.nullable().meta({ description: 'The newest event of progress.' }),
    report: IndexReportSchema.nullable().meta({ description: 'Once it is done.' }),
    problem: ProblemSchema.nullable().meta({ description: 'Why it failed.' }),
    links: z.object({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'Job', description: 'An index run that this server started.' });

export const JobsSchema = z.object({ jobs: z.array(JobSchema) }).meta({ id: 'Jobs', description: 'The newest first.' });

export const jobIdParameters = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,40}$/, 'The id of a job must be the one that starting it returned.')
    .meta({ description: 'Id of a job, from starting it.', example: 'k3J9xQ2aTfE' }),
});
