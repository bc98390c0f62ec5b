import type { Box, FoundPlace, WhereResponse } from '../../index.js';
import { printBox } from '../../model/box.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { printable } from '../output/printable.js';
import { detectProtocol } from '../preview/detect-protocol.js';
import { drawShades, paintHeat } from '../preview/draw-heat.js';
import { encodePixels, type PreviewProtocol } from '../preview/protocols.js';
import { readTarget } from '../read-target.js';
import { withLibrary } from '../with-library.js';

/** Of shares, as `similar --box` takes them. */
const DIGITS = 3;

/** Options of `photoseek where`. */
export interface WhereCommandOptions extends CommonOptions {
  frame?: number;
  language?: string;
  /** `auto`: the protocol of this terminal. */
  preview?: PreviewProtocol | 'auto';
}

/** `photoseek where IMAGE TEXT…`: on a terminal the box in words and a map, else a line for each term that programs read. */
export async function runWhereCommand(
  image: string,
  words: readonly string[],
  options: WhereCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, cwd } = context;
  const { frame, language, preview, json = false } = options;
  const target = await readTarget(image, cwd);
  const isDrawn = !json && (stdout.isTerminal || preview !== undefined);
  const protocol = isDrawn ? chooseProtocol(preview) : undefined;
  const response = await withLibrary(options, context, (library) =>
    library.where(target, words.join(' '), {
      ...(frame !== undefined && { frame }),
      ...(language !== undefined && { language }),
      withImage: protocol !== undefined,
    }),
  );
  if (json) stdout.write(`${JSON.stringify(response)}\n`);
  else if (!isDrawn)
    for (const { text, box } of response.terms) stdout.write(`${printBox(box, DIGITS)}\t${printable(text)}\n`);
  else for (const place of response.terms) await draw(place, response, protocol, context);
}

function chooseProtocol(preview: WhereCommandOptions['preview']): PreviewProtocol | undefined {
  return preview === undefined || preview === 'auto' ? detectProtocol(process.env) : preview;
}

async function draw(
  place: FoundPlace,
  response: WhereResponse,
  protocol: PreviewProtocol | undefined,
  { stdout, colours }: CommandContext,
): Promise<void> {
  const { x, y, width, height } = place.box;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  stdout.write(`${colours.bold(printable(place.text))}: ${describe(place.box)}\n`);
  stdout.write(
    `${percent(x)} from the left, ${percent(y)} from the top, ${percent(width)} wide, ${percent(height)} high ${colours.dim(`(--box ${printBox(place.box, DIGITS)})`)}\n`,
  );
  if (protocol !== undefined && response.image !== undefined)
    stdout.write(`${await encodePixels(paintHeat(response.image, place, response), protocol)}\n`);
  else for (const line of drawShades(place.cells, response)) stdout.write(`${colours.yellow(line)}\n`);
}

/** In thirds: `upper left`, `middle`. */
function describe({ x, y, width, height }: Box): string {
  const across = ['left', '', 'right'][Math.floor(Math.min(0.99, x + width / 2) * 3)] as string;
  const down = ['upper', '', 'lower'][Math.floor(Math.min(0.99, y + height / 2) * 3)] as string;
  if (across === '')
    return down === '' ? 'in the middle' : `in the middle, ${down === 'upper' ? 'at the top' : 'at the bottom'}`;
  return down === '' ? `on the ${across}` : `on the ${down} ${across}`;
}
