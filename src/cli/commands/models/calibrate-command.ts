import type { Library } from '../../../library/types/library.js';
import type { CommandContext } from '../../context.js';
import type { CommonOptions } from '../../options.js';
import { withLibrary } from '../../with-library.js';

/** Options of `photoseek calibrate`. */
export interface CalibrateCommandOptions extends CommonOptions {
  reset?: boolean;
}

/** `photoseek calibrate` */
export async function runCalibrateCommand(options: CalibrateCommandOptions, context: CommandContext): Promise<void> {
  const { stdout } = context;
  await withLibrary(options, context, async (library) => {
    if (options.reset) {
      await library.useCalibration(null);
      const { calibration } = await library.stats();
      if (options.json) stdout.write(`${JSON.stringify({ calibration })}\n`);
      else if (!options.quiet) stdout.write('The calibration of the model is used again.\n');
      return;
    }
    const report = await library.calibrate();
    if (options.json) stdout.write(`${JSON.stringify(report)}\n`);
    else if (!options.quiet) stdout.write(describeReport(report));
  });
}

type Report = Awaited<ReturnType<Library['calibrate']>>;

function describeReport({ photos, keywords, background, cutoff, refused, tags }: Report): string {
  const number = (value: number) => value.toFixed(3);
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const { library, model } = background;
  const lines = [
    `measured with ${photos} photos and ${keywords} keywords; figures are of the half that nothing was chosen on`,
    `everyday texts: cosines of ${number(library.mean)} ± ${number(library.deviation)} (the model was measured with ${number(model.mean)} ± ${number(model.deviation)})`,
    `nonsense that is refused: ${percent(refused.before)} before, ${percent(refused.after)} now`,
    cutoff === null
      ? 'where answers end: as for the model, moved to these photos; too few keywords to measure it'
      : `where answers end: F1 ${number(cutoff.before.f1)} before, ${number(cutoff.after.f1)} now (precision ${number(cutoff.after.precision)}, recall ${number(cutoff.after.recall)})`,
    tags === null
      ? 'tags: too few keywords are terms of the vocabulary'
      : `tags against keywords: F1 ${number(tags.before.f1)} before, ${number(tags.after.f1)} now (precision ${number(tags.after.precision)}, recall ${number(tags.after.recall)})`,
  ];
  return `${lines.join('\n')}\n`;
}
