import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptions, parseFolder } from '../options.js';

const PUBLISH_NOTES = `
The library stays the truth: the database can be dropped, and is filled again. What has changed since the last run is sent; photos that the library does not have
any more are removed there, thumbnails included. The first run compares everything. A run that was interrupted goes on where it was. Other libraries may be published
in the same database: the same photo in two of them is one result. The password comes from PGPASSWORD or ~/.pgpass.

Examples:
  photoseek publish postgres://indexer@db.example.org/photos
  photoseek publish postgres://indexer@db.example.org/photos --thumbnails /mnt/shared/thumbnails
  photoseek publish postgres://indexer@db.example.org/photos --thumbnails s3://photos/thumbnails --follow
  photoseek serve --from postgres://server@db.example.org/photos --thumbnails /mnt/shared/thumbnails`;

const UNPUBLISH_NOTES = `
Photos that another library has published, too, stay there. With the last library, the tables go.

Examples:
  photoseek unpublish postgres://indexer@db.example.org/photos --thumbnails /mnt/shared/thumbnails`;

/** Adds the commands that send a library to a database, and remove it there. */
export function addPublishCommands(program: Command, context: CommandContext): void {
  addCommonOptions(program.command('publish'), 'write')
    .description('send what can be searched to a PostgreSQL database, from which other machines answer')
    .argument('<address>', 'postgres://user@host:port/database, with pgvector')
    .option(
      '--thumbnails <dir>',
      'folder or bucket (s3://bucket/prefix) that servers share, for thumbnails',
      parseFolder,
    )
    .option('--name <name>', 'name of the library there (default: that of its folder)')
    .option('--keys', 'let servers accept the keys of the library; without it, those that were sent before are removed')
    .option('--full', 'compare all photos with what is published, not only those that have changed')
    .option('--follow', 'keep running and send changes as they happen')
    .addHelpText('after', PUBLISH_NOTES)
    .action(async (address, options) =>
      (await import('../commands/publish-command.js')).runPublishCommand(address, options, context),
    );

  addCommonOptions(program.command('unpublish'), 'write')
    .description('remove the library from a database that it was published in')
    .argument('<address>', 'as for publish')
    .option('--thumbnails <dir>', 'folder or bucket that thumbnails were published into', parseFolder)
    .addHelpText('after', UNPUBLISH_NOTES)
    .action(async (address, options) =>
      (await import('../commands/publish-command.js')).runUnpublishCommand(address, options, context),
    );
}
