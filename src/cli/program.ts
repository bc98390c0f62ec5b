import { Command } from 'commander';
import { VERSION } from '../version.js';
import { addCommonOptions, addLimitOption, parsePort } from './options.js';

const EXAMPLES = `
Examples:
  photoseek index ~/Pictures                    make pictures findable; run it again to take up what changed
  photoseek search "a dog on the beach"         find photos by describing them
  photoseek search boat at sunset --limit 5     quotes are not needed
  photoseek similar ~/Pictures/cat.jpg          find photos that look like one
  photoseek search "red car" --json | jq -r '.results[].path'
  photoseek serve                               the same in a browser, on this machine only
  photoseek status                              what is in the library

Everything stays on this machine. The library is one folder; your photos are only read.`;

/** The commands and their options. Each command's code is loaded when it is used, so that a search starts fast. */
export function createProgram(): Command {
  const program = new Command('photoseek')
    .description('Find your own pictures by describing them or by showing a similar one.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(photoseek --help shows what is possible)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();

  addCommonOptions(program.command('index'))
    .description('make the pictures under folders findable, or bring them up to date')
    .argument('<path...>', 'folders or files')
    .action(async (paths, options) => (await import('./commands/index-command.js')).runIndexCommand(paths, options));

  addLimitOption(addCommonOptions(program.command('search')))
    .description('find photos by describing them')
    .argument('<words...>', 'the description; quotes are not needed')
    .action(async (words, options) => (await import('./commands/search-command.js')).runSearchCommand(words, options));

  addLimitOption(addCommonOptions(program.command('similar')))
    .description('find photos that look like a picture, inside or outside the library')
    .argument('<file>', 'the picture')
    .action(async (file, options) => (await import('./commands/similar-command.js')).runSimilarCommand(file, options));

  addCommonOptions(program.command('status'))
    .description('say what is in the library')
    .action(async (options) => (await import('./commands/status-command.js')).runStatusCommand(options));

  addCommonOptions(program.command('serve'))
    .description('serve the page and the HTTP interface on this machine')
    .option('--port <n>', 'port to listen on; 0 picks a free one', parsePort, 7878)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .action(async (options) => (await import('./commands/serve-command.js')).runServeCommand(options));

  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(photoseek ${command.name()} --help)`);
  return program;
}
