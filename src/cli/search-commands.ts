import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DuplicateKind } from '../search/types.js';
import type { CommandContext } from './context.js';
import { addCommonOptions, collect } from './options.js';
import { addFindOptions, addOutputOptions } from './search-options.js';

const SEARCH_NOTES = `
A term may be words, the path of a picture, or either with a weight before it (2:night). --format knows {rank} {id} {path} {name} {stem}
{folder} {copies} {relevance} {cosine} {matched} {format} {width} {height} {size} {modified} {taken} {place} {city} {country} {latitude}
{longitude} {camera} {lens} {rating} {title} {description} {keywords} {people}, and \\t \\n \\0 \\{ \\}.

Examples:
  photoseek search "a dog on the beach"
  photoseek search "kitty" + 2:"night" - 0.5:"fence"
  photoseek search kitty --add 2:night --subtract 0.5:fence
  photoseek search boat taken:2023 -is:portrait
  photoseek search --taken "last summer" --near "Paris 30km" --not camera:phone
  photoseek search boats --sort taken --reverse -n 50
  photoseek search "red car" --paths | head -3
  photoseek search "red car" -0 | xargs -0 ls -l
  photoseek search sunset --format "{taken}\\t{relevance}\\t{path}"
  photoseek search sunset --preview --open`;

const SIMILAR_NOTES = `
Examples:
  photoseek similar ~/Pictures/cat.jpg
  photoseek similar cat.jpg --ndjson | jq -r .path
  photoseek similar cat.jpg --min-relevance 0.8 --preview`;

const EXPORT_NOTES = `
Your photos are not touched, and what is in DIR is never written over: a name that is taken gets a number.

Examples:
  photoseek export "a dog on the beach" --to ~/dogs
  photoseek export "red car" --to ~/cars --link --min-relevance 0.7
  photoseek export sunset --to ~/lists --list`;

const DUPLICATES_NOTES = `
exact: the same bytes. near: the same picture, encoded, scaled or slightly cropped anew. similar: the same scene. Nothing is ever deleted:
the first of a group is a suggestion which to keep. --paths prints the others.

Examples:
  photoseek duplicates
  photoseek duplicates --kind exact --paths
  photoseek duplicates --kind near --json | jq '.groups[].reclaimableBytes'`;

const TAGS_NOTES = `
Examples:
  photoseek tags
  photoseek tags --json | jq -r '.tags[] | "\\(.count) \\(.name)"'
  photoseek tags --vocabulary my-words.txt --extend   a word a line; docs/tags.md has more
  photoseek tags --default-vocabulary                 back to the words that ship`;

/** Adds the commands that ask a library. */
export function addSearchCommands(program: Command, context: CommandContext): void {
  addFindOptions(addOutputOptions(program.command('search')))
    .description('find photos by describing them')
    .argument('[words...]', 'the description; quotes are not needed')
    .addHelpText('after', SEARCH_NOTES)
    .action(async (words, options) =>
      (await import('./commands/search-command.js')).runSearchCommand(words, options, context),
    );

  addFindOptions(addOutputOptions(program.command('similar')))
    .description('find photos that look like a picture, inside or outside the library')
    .argument('<file>', 'the picture')
    .addHelpText('after', SIMILAR_NOTES)
    .action(async (file, options) =>
      (await import('./commands/search-command.js')).runSimilarCommand(file, options, context),
    );

  addFindOptions(addCommonOptions(program.command('export')), 1000)
    .description('bring the photos that answer a query together in a folder')
    .argument('[words...]', 'the description')
    .requiredOption('--to <dir>', 'folder to put them in; made when it is not there')
    .addOption(new Option('--copy', 'copy the files (the default)').conflicts(['link', 'list']))
    .addOption(new Option('--link', 'make symbolic links').conflicts(['copy', 'list']))
    .addOption(new Option('--list', 'write their paths to a file in it, one a line').conflicts(['copy', 'link']))
    .addHelpText('after', EXPORT_NOTES)
    .action(async (words, options) =>
      (await import('./commands/export-command.js')).runExportCommand(words, options, context),
    );

  addCommonOptions(program.command('duplicates'))
    .description('list files that are copies of each other, and photos of one scene')
    .addOption(new Option('--kind <kind>', 'exact, near or similar; may be given several times').argParser(collectKind))
    .option('--filter <filters>', 'only among photos that match, for example "taken:2023"')
    .option('--paths', 'print the paths of all but the suggested keepers')
    .addHelpText('after', DUPLICATES_NOTES)
    .action(async (options) =>
      (await import('./commands/duplicates-command.js')).runDuplicatesCommand(options, context),
    );

  addCommonOptions(program.command('tags'))
    .description('say what is on the photos, in everyday words, and how often')
    .option('--vocabulary <file>', 'tag with the words of this file from now on')
    .option('--extend', 'beside the words that ship, not instead of them')
    .addOption(
      new Option('--default-vocabulary', 'tag with the words that ship again').conflicts(['vocabulary', 'extend']),
    )
    .addHelpText('after', TAGS_NOTES)
    .action(async (options) => (await import('./commands/tags-command.js')).runTagsCommand(options, context));
}

const KINDS: readonly DuplicateKind[] = ['exact', 'near', 'similar'];

function collectKind(value: string, before?: string[]): string[] {
  if (!KINDS.includes(value as DuplicateKind))
    throw new InvalidArgumentError(`Allowed choices are ${KINDS.join(', ')}.`);
  return collect(value, before);
}
