import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptions, parseFolder } from '../options.js';

const ROOTS_NOTES = `
Removing a root removes from the library what was indexed below it; files on disk are not touched. Photos that another root holds, too, stay.

Examples:
  photoseek roots
  photoseek roots remove /mnt/old-disk/photos --dry-run
  photoseek roots remove /mnt/old-disk/photos`;

const FIELDS_NOTES = `
Fields are numbers, texts, true or false. The first value of a name decides its type. They are kept in the library; files are not touched.

Examples:
  photoseek fields
  photoseek fields shoe.jpg price=19.9 brand=Acme inStock=true
  photoseek search red shoe --field "price<50" --field inStock=true`;

const FAILURES_NOTES = `
Examples:
  photoseek failures
  photoseek failures --json | jq -r '.failures[] | "\\(.code) \\(.path)"'
  photoseek index --retry-failed                read them again`;

/** Adds the commands for the indexed folders, the fields of their files, and the files that could not be read. */
export function addRootsCommands(program: Command, context: CommandContext): void {
  const roots = addCommonOptions(program.command('roots'))
    .description('list the indexed folders, and say which are missing or look moved')
    .addHelpText('after', ROOTS_NOTES)
    .action(async (options) => (await load()).runRootsCommand(options, context));
  const load = () => import('../commands/roots-command.js');
  addCommonOptions(roots.command('remove'), 'write')
    .description('remove a folder from the library')
    .argument('<path>', 'the folder, as it is listed', parseFolder)
    .option('--dry-run', 'only print what would be removed')
    .action(async (path, _, command) => (await load()).runRootsRemoveCommand(path, command.optsWithGlobals(), context));

  addCommonOptions(program.command('fields'))
    .description('list the fields of photos, or set those of a file')
    .argument('[path]', 'a file of the library')
    .argument('[fields...]', 'name=value, several times for a list; name= removes')
    .addHelpText('after', FIELDS_NOTES)
    .action(async (path, values, options) =>
      (await import('../commands/fields-command.js')).runFieldsCommand(path, values, options, context),
    );

  addCommonOptions(program.command('failures'))
    .description('list the files that could not be read, with the reasons')
    .addOption(new Option('--paths', 'print paths only, one per line').conflicts('json'))
    .addHelpText('after', FAILURES_NOTES)
    .action(async (options) => (await import('../commands/failures-command.js')).runFailuresCommand(options, context));
}
