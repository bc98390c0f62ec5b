import { PhotoseekError } from '../../../errors.js';
import type { SpaceInfo } from '../../../library/types/descriptions.js';
import type { Library } from '../../../library/types/library.js';
import type { CommandContext } from '../../context.js';
import type { CommonOptions } from '../../options.js';
import { withLibrary } from '../../with-library.js';
import { runIndexCommand } from '../index-command.js';

/** Options of `photoseek models use`. */
interface UseOptions extends Omit<CommonOptions, 'model'> {
  keep?: boolean;
  drop?: boolean;
}

/** `photoseek models use MODEL`: an index run of all roots with the model. */
export async function runModelsUseCommand(
  model: string,
  { keep = false, drop = false, ...options }: UseOptions,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    if ((await library.roots()).length > 0) return;
    throw new PhotoseekError('bad-argument', 'The library has no photos yet.', {
      hint: `Index them with the model: photoseek index FOLDER --model ${model}`,
    });
  });
  await runIndexCommand([], { ...options, model, keepActive: keep });
  if (keep) return;
  await withLibrary({ ...options, model }, context, async (library) => {
    const { name } = (await library.stats()).model;
    const spaces = await library.spaces();
    // Not yet where photos could not be read: the run has said so, and the models from before still answer.
    if (!spaces.some((space) => space.name === name && space.state === 'active')) return;
    for (const space of spaces) {
      if (space.name === name) continue;
      if (space.state === 'active') await library.retireSpace(space.id);
      if (drop) await dropSpace(library, space, options, context);
    }
  });
}

/** `photoseek models drop MODEL` */
export async function runModelsDropCommand(
  name: string,
  options: Omit<CommonOptions, 'model'>,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    const spaces = await library.spaces();
    const named = spaces.filter((space) => space.name === name);
    if (named.length === 0) {
      const names = [...new Set(spaces.map((space) => space.name))].join(', ');
      throw new PhotoseekError('bad-argument', `No photo is embedded with ${name}: expected one of ${names}.`);
    }
    // A model whose files changed has a space for each version; the one in use stays.
    const unused = named.filter(({ state }) => state !== 'active');
    for (const space of unused.length > 0 ? unused : named) await dropSpace(library, space, options, context);
  });
}

async function dropSpace(
  library: Library,
  { id, name, vectors }: SpaceInfo,
  { json, quiet }: CommonOptions,
  { stdout }: CommandContext,
): Promise<void> {
  await library.dropSpace(id);
  if (json) stdout.write(`${JSON.stringify({ dropped: { id, name, vectors } })}\n`);
  else if (!quiet) stdout.write(`Deleted ${vectors} vectors of ${name}. The photos stay.\n`);
}
