import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptions, parsePath } from '../options.js';

const VERIFY_NOTES = `
Exit code 0: no problems, or only such as photoseek repair fixes. Exit code 1: data is lost that only a backup or another index run restores,
or --content found a file with other bytes than were indexed.
Nothing is changed.`;

/** Adds the commands that check, repair, back up and restore a library. */
export function addCareCommands(program: Command, context: CommandContext): void {
  addCommonOptions(program.command('verify'))
    .description('check the library: catalogue, vectors, index, full text and files')
    .option('--no-files', 'do not check the files on disk')
    .addOption(new Option('--content', 'read every file and compare its hash, too').conflicts('files'))
    .addHelpText('after', VERIFY_NOTES)
    .action(async (options) => (await import('../commands/care/verify-command.js')).runVerifyCommand(options, context));

  addCommonOptions(program.command('repair'), 'write')
    .description('rebuild all derived data: vector index, full text, thumbnails')
    .action(async (options) => (await import('../commands/care/repair-command.js')).runRepairCommand(options));

  addCommonOptions(program.command('backup'))
    .description('write a copy of the catalogue, safe while the library is in use')
    .argument('<file>', 'file to write; must not exist', parsePath)
    .action(async (file, options) =>
      (await import('../commands/care/backup-command.js')).runBackupCommand(file, options),
    );

  addCommonOptions(program.command('restore'), 'write')
    .description('replace the library by a backup')
    .argument('<file>', 'a backup', parsePath)
    .option('--force', 'also where a library exists; it is moved aside')
    .action(async (file, options) =>
      (await import('../commands/care/restore-command.js')).runRestoreCommand(file, options),
    );
}
