import { resolve } from 'node:path';
import { PhotoseekError } from '../../../errors.js';
import { evaluate } from '../../../library/evaluation/evaluate.js';
import type { CaptionFile, EvaluationOptions, EvaluationReport } from '../../../library/evaluation/types.js';
import type { CommandContext } from '../../context.js';
import { type CommonOptions, toOpenOptions } from '../../options.js';
import { makeHtmlReport } from '../../output/evaluation/html-report.js';
import { makeTables, printTables } from '../../output/evaluation/tables.js';
import { createLineInterval } from '../../output/line-interval.js';
import { printable } from '../../output/printable.js';
import { openOutput } from '../../output/vectors/open-output.js';
import { withLibrary } from '../../with-library.js';

/** Options of `photoseek eval`. */
export interface EvalCommandOptions extends Omit<CommonOptions, 'model'> {
  model?: string[];
  images?: string;
  captions?: string[];
  classes?: string;
  prompt?: string[];
  cutoff?: boolean;
  report?: string;
}

/** `photoseek eval`. @param run tests replace it */
export async function runEvalCommand(
  options: EvalCommandOptions,
  context: CommandContext,
  run: (options: EvaluationOptions) => Promise<EvaluationReport> = evaluate,
): Promise<void> {
  const { stdout, stderr, cwd, colours } = context;
  const { model, images, classes, captions, prompt, cutoff = false, report: file } = options;
  if (cutoff && model !== undefined && model.length > 1) {
    throw new PhotoseekError('bad-argument', `--cutoff measures one model, got ${model.length}.`, {
      hint: 'A library uses what was measured for its own model.',
    });
  }
  const { model: _, ...common } = options;
  const say = (text: string) => {
    if (!options.quiet) stderr.write(`${text}\n`);
  };
  const output = file === undefined ? undefined : await openOutput(resolve(cwd, file), stdout);
  try {
    const report = await run({
      ...toOpenOptions(common),
      ...(model === undefined ? {} : { models: model }),
      ...(images === undefined ? {} : { images: resolve(cwd, images) }),
      ...(classes === undefined ? {} : { classes: resolve(cwd, classes) }),
      ...(captions === undefined ? {} : { captions: captions.map((name) => readCaptionOption(name, cwd)) }),
      ...(prompt === undefined ? {} : { prompts: prompt.map(checkPrompt) }),
      ...{ cutoff, thumbnails: output !== undefined },
      onProgress: createProgress(say),
    });
    for (const { image, message, code } of report.failed)
      stderr.write(`${colours.red('error:')} ${printable(image)}: ${printable(message)} [${code}]\n`);
    if (report.captionsWithoutImage > 0)
      say(`${report.captionsWithoutImage} captions are of images that are not there`);
    await output?.write(makeHtmlReport(report));
    await output?.finish();
    const { thumbnails: __, ...printed } = report;
    stdout.write(options.json ? `${JSON.stringify(printed)}\n` : printTables(makeTables(report)));
    if (cutoff) await storeCalibration(report, options, context, say);
    if (report.failed.length > 0) process.exitCode = 1;
  } catch (error) {
    await output?.discard();
    throw error;
  }
}

/** Where there is a library with the model that was measured, it uses the outcome. */
async function storeCalibration(
  { models }: EvaluationReport,
  options: EvalCommandOptions,
  context: CommandContext,
  say: (text: string) => void,
): Promise<void> {
  const [evaluation] = models;
  const calibration = evaluation?.cutoff?.calibration;
  if (evaluation === undefined || calibration === undefined) return;
  const { model: _, ...common } = options;
  await withLibrary(common, context, async (library) => {
    await library.useCalibration(calibration, evaluation.model.revision);
    say(`${printable(library.path)} uses this calibration from now on; photoseek calibrate --reset removes it`);
  });
}

/** `zh=captions.tsv`, or a file alone. */
function readCaptionOption(text: string, cwd: string): CaptionFile {
  const [, language, path] = /^([a-z]{2,3}(?:-[a-z]+)?)=(.+)$/i.exec(text) ?? [];
  return language === undefined || path === undefined
    ? { path: resolve(cwd, text) }
    : { path: resolve(cwd, path), language: language.replace(/^[^-]+/, (code) => code.toLowerCase()) };
}

function checkPrompt(prompt: string): string {
  if (prompt.includes('{}')) return prompt;
  throw new PhotoseekError('bad-argument', `A prompt must have {} for the name of a class, got "${prompt}".`);
}

function createProgress(say: (text: string) => void): NonNullable<EvaluationOptions['onProgress']> {
  const isDue = createLineInterval();
  return ({ model, stage, done, total }) => {
    if (isDue()) say(`${printable(model)}: ${done} of ${total} ${stage}`);
  };
}
