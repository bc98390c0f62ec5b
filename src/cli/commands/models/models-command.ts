import { describeModel, listModels, pullModel, type RegisteredModel } from '../../../library/models.js';
import type { CommandContext } from '../../context.js';
import { showDownload } from '../../options.js';
import { printable } from '../../output/printable.js';

/** Options of `photoseek models`. */
export interface ModelsOptions {
  json?: boolean;
  quiet?: boolean;
}

/** `photoseek models` */
export function runModelsCommand(options: ModelsOptions, { stdout, stderr, colours }: CommandContext): void {
  const models = listModels();
  if (options.json) {
    stdout.write(`${JSON.stringify({ models })}\n`);
    return;
  }
  const rows = models.map((model) => [
    model.id,
    describeSize(model),
    describeLanguages(model),
    describeQuality(model),
    model.speed,
    model.licence,
    model.verified === 'none' ? 'not verified' : '',
  ]);
  const [head = '', ...lines] = alignColumns([HEADINGS, ...rows]);
  stdout.write([colours.dim(head), ...lines, ''].join('\n'));
  if (options.quiet) return;
  stderr.write(
    'Quality is published for different data sets: photoseek models show MODEL names each and its source. Any hub id or folder of the same layout works with --model.\n',
  );
}

/** `photoseek models show MODEL` */
export function runModelsShowCommand(name: string, options: ModelsOptions, { stdout }: CommandContext): void {
  const model = describeModel(name);
  if (options.json) {
    stdout.write(`${JSON.stringify({ model })}\n`);
    return;
  }
  const rows: [string, string][] = [
    ['model', model.id],
    ['name', model.name],
    ['repository', model.repository ?? 'ships with photoseek'],
    ['revision', model.revision ?? (model.embedded ? '' : 'main: the newest; pin another with MODEL@COMMIT')],
    ['text tower', model.text?.repository ?? ''],
    ['family', model.family],
    ['vectors', `${model.dim} numbers`],
    ['image', `${model.imageSize} × ${model.imageSize} pixels`],
    ...Object.entries(model.bytes).map(([dtype, bytes]): [string, string] => [`size, ${dtype}`, toMegabytes(bytes)]),
    ['languages', model.languages.join(', ') || describeLanguages(model)],
    ...(model.quality.length === 0 ? [['quality', 'no comparable figure is confirmed'] as [string, string]] : []),
    ...model.quality.map(({ measure, value, source }): [string, string] => [
      'quality',
      `${measure}: ${value} (${source})`,
    ]),
    ['licence', model.licence],
    ['speed', model.speed],
    ['verified', VERIFIED[model.verified]],
  ];
  stdout.write(`${alignColumns(rows.filter(([, value]) => value !== '')).join('\n')}\n`);
}

/** `photoseek models pull MODEL` */
export async function runModelsPullCommand(
  name: string,
  options: ModelsOptions,
  { stdout }: CommandContext,
): Promise<void> {
  const pulled = await pullModel(name, options.quiet ? {} : { onModelDownload: showDownload });
  if (options.json) stdout.write(`${JSON.stringify(pulled)}\n`);
  else if (!options.quiet) stdout.write(`${pulled.model} is in ${printable(pulled.folder)}\n`);
}

const HEADINGS = ['MODEL', 'SIZE', 'LANGUAGES', 'QUALITY', 'SPEED', 'LICENCE', ''];

const VERIFIED: Record<RegisteredModel['verified'], string> = {
  files: 'repository and file names, in public documentation',
  repository: 'the repository, in public documentation; file names by convention',
  none: 'no: the repository is named after its siblings',
};

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function describeSize({ bytes }: RegisteredModel): string {
  return toMegabytes(bytes.fp32 ?? Math.max(...Object.values(bytes)));
}

function toMegabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function describeLanguages({ languages, languageCount }: RegisteredModel): string {
  if (languages.length > 3) return `${languages.length}`;
  return languages.join(', ') || String(languageCount ?? '');
}

function describeQuality({ quality: [first] }: RegisteredModel): string {
  return first === undefined ? '–' : `${first.measure.split(/[ ,]/)[0]} ${first.value.toFixed(1)}`;
}
