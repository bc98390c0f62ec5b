import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer as readAll } from 'node:stream/consumers';
import { PhotoseekError } from '../../../errors.js';
import { listImages } from '../../../library/embedding/list-images.js';
import { openEmbedder } from '../../../library/embedding/open-embedder.js';
import type { Embedder, EmbedderOptions, Embedding, EmbedInput } from '../../../library/embedding/types.js';
import { toBytes, toNumbers } from '../../../library/embedding/write-vector.js';
import { fromNameBytes, toFsPath } from '../../../runtime/fs-path.js';
import type { CommandContext } from '../../context.js';
import { type ModelOptions, toOpenOptions } from '../../options.js';
import { createLineInterval } from '../../output/line-interval.js';
import { printable } from '../../output/printable.js';
import { makeNpyHeader } from '../../output/vectors/npy.js';
import { openOutput } from '../../output/vectors/open-output.js';

/** Options of `photoseek embed`. */
export interface EmbedCommandOptions extends ModelOptions {
  model?: string;
  quiet?: boolean;
  language?: string;
  texts?: string;
  image?: string[];
  imageList?: string;
  format: 'jsonl' | 'npy';
  output?: string;
}

type Named = { text: string } | { path: string; name: string };

/** `photoseek embed TEXT…`: exit code 1 when an input has no vector. @param open tests replace it */
export async function runEmbedCommand(
  args: readonly string[],
  options: EmbedCommandOptions,
  context: CommandContext,
  open: (options: EmbedderOptions) => Promise<Embedder> = openEmbedder,
): Promise<void> {
  const { stderr, colours } = context;
  const inputs = await readInputs(args, options, context);
  if (options.format === 'npy' && options.output === undefined && context.stdout.isTerminal) {
    throw new PhotoseekError('bad-argument', 'An npy file cannot be shown in a terminal.', {
      hint: 'Write it to a file: -o vectors.npy',
    });
  }
  const say = (text: string) => {
    if (!options.quiet) stderr.write(`${text}\n`);
  };
  const embedder = await open(toOpenOptions(options));
  try {
    const { name, revision, dim } = embedder.model;
    const output = await openOutput(options.output && resolve(context.cwd, options.output), context.stdout);
    let failed = 0;
    let done = 0;
    const isDue = createLineInterval();
    try {
      if (options.format === 'npy') await output.write(makeNpyHeader(inputs.length, dim));
      for await (const embedding of embedder.embed(inputs, { language: options.language })) {
        const input = inputs[done] as Named;
        if (embedding.error !== null) {
          failed++;
          stderr.write(`${colours.red('error:')} ${describeFailure(input, embedding.error)}\n`);
        }
        await output.write(
          options.format === 'npy'
            ? // A row of NaN keeps the row of each input at its place.
              toBytes(embedding.vector ?? new Float32Array(dim).fill(Number.NaN))
            : `${JSON.stringify(toLine(done, input, embedding, embedder.model))}\n`,
        );
        done++;
        if (isDue()) say(`embedded ${done} of ${inputs.length}${failed > 0 ? `, ${failed} failed` : ''}`);
      }
      await output.finish();
    } catch (error) {
      await output.discard();
      throw error;
    }
    const made = done - failed === 1 ? '1 vector' : `${done - failed} vectors`;
    say(`${made} of ${dim} float32 numbers, by ${printable(name)} (revision ${revision})`);
    if (failed > 0) {
      const place = options.format === 'npy' ? 'their rows are NaN' : 'their lines have an error';
      say(`${failed} of ${done} inputs have no vector; ${place}`);
      process.exitCode = 1;
    }
  } finally {
    await embedder.close();
  }
}

function describeFailure(input: Named, { message, code }: PhotoseekError): string {
  return `${printable('name' in input ? input.name : input.text)}: ${printable(message)} [${code}]`;
}

function toLine(index: number, input: Named, { vector, error, ...rest }: Embedding, model: Embedder['model']) {
  const source = 'name' in input ? { image: input.name } : { text: input.text };
  const { name, revision, dim } = model;
  if (vector === null) return { index, ...source, error: { code: error.code, message: error.message } };
  const truncated = 'truncated' in rest && rest.truncated ? { truncated: true } : {};
  return { index, ...source, ...truncated, model: name, revision, dim, vector: toNumbers(vector) };
}

/** Texts first, then images, in the order in which they are given. @throws PhotoseekError `bad-argument`, `path-not-found` */
async function readInputs(
  args: readonly string[],
  { texts, image = [], imageList }: EmbedCommandOptions,
  { cwd }: CommandContext,
): Promise<(EmbedInput & Named)[]> {
  const isNothingGiven = args.length === 0 && texts === undefined && image.length === 0 && imageList === undefined;
  const textFile = texts ?? (isNothingGiven && !process.stdin.isTTY ? '-' : undefined);
  if (textFile === '-' && imageList === '-')
    throw new PhotoseekError('bad-argument', 'Only one of --texts and --image-list can be read from stdin.');
  const lines = textFile === undefined ? [] : splitLines((await readBytes(textFile, cwd)).toString('utf8'));
  // Names need not be valid UTF-8.
  const listed = imageList === undefined ? [] : splitLines(fromNameBytes(await readBytes(imageList, cwd)));
  const names = [...image, ...listed];
  const paths = (await Promise.all(names.map((name) => listImages(cwd, name)))).flat();
  const inputs = [...[...args, ...lines].map((text) => ({ text })), ...paths];
  if (inputs.length > 0) return inputs;
  throw new PhotoseekError('bad-argument', 'There must be at least one text or image, got none.', {
    hint: 'For example: photoseek embed "a red boat" --image boat.jpg',
  });
}

/** A file, or stdin (`-`). */
function readBytes(file: string, cwd: string): Promise<Buffer> {
  return (file === '-' ? readAll(process.stdin) : readFile(toFsPath(resolve(cwd, file)))).catch((cause) => {
    throw new PhotoseekError('path-not-found', `${file} cannot be read: ${(cause as Error).message}.`, { cause });
  });
}

/** The lines of a text that are not empty. */
function splitLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
