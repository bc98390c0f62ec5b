import { resolve } from 'node:path';
import type { PhotoseekError } from '../../errors.js';
import { detect } from '../../library/detection/detect.js';
import type { DetectedFrame } from '../../library/detection/types.js';
import { SURE_TEXT_SCORE } from '../../model/region.js';
import type { CommandContext } from '../context.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek text`. */
export interface TextCommandOptions {
  minScore?: number;
  ocrModel?: string;
  json?: boolean;
  quiet?: boolean;
}

/** `photoseek text FILE…`: exit code 1 when a file cannot be read. @param find tests replace it */
export async function runTextCommand(
  files: readonly string[],
  options: TextCommandOptions,
  context: CommandContext,
  find: typeof detect = detect,
): Promise<void> {
  const { stdout, stderr, colours, cwd } = context;
  const { minScore = SURE_TEXT_SCORE, ocrModel } = options;
  const model = ocrModel === undefined ? {} : { ocrModel: resolve(cwd, ocrModel) };
  let at = 0;
  for await (const { frames, error } of find(
    files.map((file) => ({ path: resolve(cwd, file) })),
    model,
  )) {
    const file = files[at++] as string;
    if (error !== null) process.exitCode = 1;
    if (options.json) stdout.write(`${JSON.stringify(toJson(file, frames, error))}\n`);
    else if (error !== null) stderr.write(`${colours.red('error:')} ${printable(file)}: ${printable(error.message)}\n`);
    else {
      const text = formatFrames(frames, minScore, context);
      if (files.length > 1) stdout.write(`${at > 1 ? '\n' : ''}${colours.bold(printable(file))}\n`);
      stdout.write(text);
      if (text === '' && !options.quiet) stderr.write(`${printable(file)}: no text found.\n`);
    }
  }
}

/** The lines of each frame; of several frames, under their pages. Text that a document states takes the place of what is read. */
function formatFrames(frames: readonly DetectedFrame[], minScore: number, { colours }: CommandContext): string {
  const texts = frames.flatMap((frame) => {
    const lines = frame.text?.trim().split('\n') ?? listLines(frame, minScore);
    if (lines.length === 0 || lines.join('') === '') return [];
    const heading = frame.page === null || frames.length === 1 ? [] : [colours.dim(`— p. ${frame.page} —`)];
    return [...heading, ...lines.map(printable)];
  });
  return texts.map((line) => `${line}\n`).join('');
}

function listLines({ regions }: DetectedFrame, minScore: number): string[] {
  return regions.flatMap(({ kind, label, score }) => (kind === 'text' && label && score >= minScore ? [label] : []));
}

function toJson(file: string, frames: readonly DetectedFrame[], error: PhotoseekError | null): object {
  return { file, frames, error: error && { code: error.code, message: error.message } };
}
