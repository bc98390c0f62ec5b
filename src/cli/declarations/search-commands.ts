import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DuplicateKind } from '../../search/types/duplicates.js';
import type { CommandContext } from '../context.js';
import { addCommonOptions, collect, parseFolder, parseImageBox, parseLanguage, parseNumber } from '../options.js';
import { PREVIEW_PROTOCOLS } from '../preview/protocols.js';
import { addFindOptions, addOutputOptions } from './search-options.js';

const SEARCH_NOTES = `
A term is text or the path of an image, with a weight before it if need be (2:night). The fields of --format are {rank} {id} {path} {name} {stem}
{folder} {duplicates} {relevance} {cosine} {matched} {why} {format} {width} {height} {size} {modified} {taken} {takenSource} {place} {city} {country} {latitude}
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
  photoseek similar id:123
  photoseek similar cat.jpg --ndjson | jq -r .path
  photoseek similar cat.jpg --min-relevance 0.8 --preview
  photoseek similar shelf.jpg --box 0.2,0.1,0.3,0.4    the part that begins 20 % from the left and 10 % from the top`;

const WHERE_NOTES = `
Each term is looked for by itself. On a terminal, the picture is drawn dark where the term is not, or a map in characters where the terminal shows no
images; elsewhere a line for each term: x,y,width,height in shares of the picture, as similar --box takes it, and the term. Also of what is not in the
picture, some part fits best.

Examples:
  photoseek where shelf.jpg "red cup"
  photoseek where id:123 "a dog" + "a ball"
  photoseek where shelf.jpg "red cup" --preview kitty
  photoseek where shelf.jpg "red cup" | cut -f1
  photoseek where shelf.jpg "red cup" --json | jq '.terms[0].box'`;

const EXPORT_NOTES = `
Where nothing matches well, nothing is exported, unless --all is given. Your photos are not changed, and no file in DIR is overwritten: where
another file has the name, it gets a number. Copies have the times of their originals, and photos that an earlier export put there are not added again.

Examples:
  photoseek export "a dog on the beach" --to ~/dogs
  photoseek export --to ~/rome --sidecars in:~/Pictures/Rome
  photoseek export "red car" --to ~/cars --link --min-relevance 0.7
  photoseek export sunset --to ~/lists --list`;

const DUPLICATES_NOTES = `
exact: the same bytes. near: the same image re-encoded, scaled or slightly cropped. similar: the same scene. Nothing is ever deleted: the
first file of a group is the one suggested to keep. --paths prints the others. Files that are not on disk now, or were changed since they were
indexed, are not listed. Several names of one file (hard links, a folder mounted twice) are no duplicates.

Examples:
  photoseek duplicates
  photoseek duplicates --kind turned            mirrored or rotated ones
  photoseek duplicates -0 | xargs -0 mv -t ~/review    move all but one of each, to look at them first
  photoseek duplicates --kind near --json | jq '.groups[].reclaimableBytes'`;

const TAGS_NOTES = `
Examples:
  photoseek tags
  photoseek tags --json | jq -r '.tags[] | "\\(.count) \\(.name)"'
  photoseek tags --language de                        their names in German
  photoseek tags --vocabulary my-terms.txt --extend   one term per line; see docs/tags.md
  photoseek tags --default-vocabulary                 back to the built-in vocabulary`;

/** Adds the commands that read a library. */
export function addSearchCommands(program: Command, context: CommandContext): void {
  addFindOptions(addOutputOptions(program.command('search')))
    .description('find photos by describing them')
    .argument('[query...]', 'the description; quotes are not needed')
    .addHelpText('after', SEARCH_NOTES)
    .action(async (words, options) =>
      (await import('../commands/search-command.js')).runSearchCommand(words, options, context),
    );

  addFindOptions(addOutputOptions(program.command('similar')))
    .description('find photos that look like an image, inside or outside the library')
    .argument('<image>', 'an image file, or id:123 for a photo of the library', parseImage)
    .option('--box <x,y,w,h>', 'only this part of the image, in shares of its width and height', parseImageBox)
    .addHelpText('after', SIMILAR_NOTES)
    .action(async (image, options) =>
      (await import('../commands/search-command.js')).runSimilarCommand(image, options, context),
    );

  addCommonOptions(program.command('where'))
    .description('show where something is in a picture')
    .argument('<image>', 'an image file, or id:123 for a photo of the library', parseImage)
    .argument('<text...>', 'what to look for; quotes are not needed')
    .option('--frame <n>', 'of a film or document, the frame with this ordinal', parseNumber(1_000_000))
    .option(
      '--language <code>',
      'language of the text, for example de or zh (default: it is recognised)',
      parseLanguage,
    )
    .addOption(
      new Option('--preview [protocol]', 'draw the picture, in terminals that can')
        .choices(['auto', ...PREVIEW_PROTOCOLS])
        .preset('auto'),
    )
    .addHelpText('after', WHERE_NOTES)
    .action(async (image, text, options) =>
      (await import('../commands/where-command.js')).runWhereCommand(image, text, options, context),
    );

  addFindOptions(addCommonOptions(program.command('export')), 1000)
    .description('copy or link the results of a query into a folder')
    .argument('[query...]', 'the description')
    .requiredOption('--to <dir>', 'folder to export to; created if missing', parseFolder)
    .addOption(new Option('--copy', 'copy the files (the default)').conflicts(['link', 'list']))
    .addOption(new Option('--link', 'make symbolic links').conflicts(['copy', 'list']))
    .addOption(new Option('--list', 'write their paths to a file in it, one per line').conflicts(['copy', 'link']))
    .addOption(
      new Option('--sidecars', 'copy their sidecars, too (.xmp, Takeout .json, films of live photos)').conflicts(
        'list',
      ),
    )
    .addHelpText('after', EXPORT_NOTES)
    .action(async (words, options) =>
      (await import('../commands/export-command.js')).runExportCommand(words, options, context),
    );

  addCommonOptions(program.command('duplicates'))
    .description('list duplicates, near-duplicates and photos of one scene')
    .addOption(
      new Option(
        '--kind <kind>',
        'exact, near, turned or similar; may be given several times (default: all but turned)',
      ).argParser(collectKind),
    )
    .option('--filter <filters>', 'only among photos that match, for example "taken:2023"')
    .addOption(
      new Option(
        '--paths',
        'print the paths of all but the suggested keepers, compared byte by byte; without --kind, of exact',
      ).conflicts('json'),
    )
    .addOption(new Option('-0, --null', 'the same, each path ended by a zero byte (for xargs -0)').conflicts('json'))
    .addHelpText('after', DUPLICATES_NOTES)
    .action(async (options) =>
      (await import('../commands/duplicates-command.js')).runDuplicatesCommand(options, context),
    );

  addCommonOptions(program.command('tags'))
    .description('list the tags of the photos with counts')
    .option('--vocabulary <file>', 'use the vocabulary in this file from now on')
    .option('--extend', 'add it to the built-in vocabulary instead of replacing that')
    .addOption(
      new Option('--default-vocabulary', 'use the built-in vocabulary again').conflicts(['vocabulary', 'extend']),
    )
    .option('--language <code>', 'name the shipped tags in this language: de, zh', parseLanguage)
    .addHelpText('after', TAGS_NOTES)
    .action(async (options) => (await import('../commands/tags-command.js')).runTagsCommand(options, context));
}

function parseImage(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must be an image file, or id:123, got an empty text.');
}

const KINDS: readonly DuplicateKind[] = ['exact', 'near', 'turned', 'similar'];

function collectKind(value: string, before?: string[]): string[] {
  if (!KINDS.includes(value as DuplicateKind))
    throw new InvalidArgumentError(`Allowed choices are ${KINDS.join(', ')}.`);
  return collect(value, before);
}
