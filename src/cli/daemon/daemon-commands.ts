import type { Command } from 'commander';
import type { CommandRunner } from '../context.js';
import { addCommonOptions, addUpgradeOption } from '../options.js';

const NOTES = `
While it runs, it answers searches, in a tenth of the time: the model and the index are loaded once. "photoseek serve" does the same
beside serving the page. Only your own account can connect; it listens on no network.

Examples:
  photoseek daemon start
  photoseek search "a dog on the beach"
  photoseek daemon stop`;

/** Adds the commands that start and stop the daemon. */
export function addDaemonCommands(program: Command, runCommand: CommandRunner): void {
  addUpgradeOption(addCommonOptions(program.command('daemon')))
    .description('keep a library open in the background, so that searches are faster')
    .argument('[action]', 'start, stop, status, or run (stay in the foreground)', 'status')
    .addHelpText('after', NOTES)
    .action(async (action, options) =>
      (await import('../commands/daemon-command.js')).runDaemonCommand(action, options, runCommand),
    );
}
