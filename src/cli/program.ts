import { Command, Option } from 'commander';
import { VERSION } from '../version.js';
import { type CommandContext, type CommandRunner, createProcessContext } from './context.js';
import { addDaemonCommands } from './daemon/daemon-commands.js';
import { addCommonOptions, collect, parseCount, parseNumber, parsePort } from './options.js';
import { addSearchCommands } from './search-commands.js';

/** As `LOG_LEVELS` of the server, which is not loaded for that. */
const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];

const EXAMPLES = `
Examples:
  photoseek index ~/Pictures                    make pictures findable; run it again to take up what changed
  photoseek search "a dog on the beach"         find photos by describing them
  photoseek search boat at sunset --limit 5     quotes are not needed
  photoseek similar ~/Pictures/cat.jpg          find photos that look like one
  photoseek search "red car" --json | jq -r '.results[].path'
  photoseek export sunset --to ~/sunsets        copy what is found into a folder
  photoseek duplicates                          copies, re-encoded pictures, photos of one scene
  photoseek tags                                what is on your photos
  photoseek serve                               the same in a browser, on this machine only
  photoseek status                              what is in the library

Everything stays on this machine. The library is one folder; your photos are only read.`;

const INDEX_NOTES = `
--exclude, --hidden, --follow-links and --raw are remembered with each folder until they are given again. A file named .photoseekignore
holds patterns for the folder it lies in. With --json, one JSON event a line; the last one holds the report.

Examples:
  photoseek index ~/Pictures --exclude "*.psd" --exclude "drafts/"
  photoseek index /mnt/nas/photos --decoders 8
  photoseek index ~/Pictures --watch`;

const VERIFY_NOTES = `
Exit code 0: all is well, or photoseek repair mends it. Exit code 1: something is lost that only a backup or another index run brings back.
Nothing is changed.`;

/** The commands and their options. Each command's code is loaded when it is used, so that a search starts fast. */
export function createProgram(context: CommandContext = createProcessContext()): Command {
  const program = new Command('photoseek')
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .description('Find your own pictures by describing them or by showing a similar one.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(photoseek --help shows what is possible)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();

  addCommonOptions(program.command('index'))
    .description('make the pictures under folders findable, or bring them up to date')
    .argument('<path...>', 'folders or files')
    .option(
      '-x, --exclude <pattern>',
      'pass over what matches, as in a .gitignore; may be given several times',
      collect,
    )
    .option('--hidden', 'take hidden files and folders too')
    .option('--no-hidden', 'pass over hidden files and folders (the default)')
    .option('--follow-links', 'follow symbolic links')
    .option('--no-follow-links', 'do not follow symbolic links (the default)')
    .addOption(
      new Option(
        '--raw <which>',
        "sibling: pass over a camera's raw file where its JPEG or HEIC lies beside it",
      ).choices(['all', 'sibling']),
    )
    .option('--retry-failed', 'try again what could not be read before')
    .option('--prune', 'forget the photos of a folder that is empty now, instead of taking it for an unplugged disk')
    .option('--keep-active', 'with another --model: let both models answer once all photos are embedded, fused by rank')
    .option('--wait', 'wait for another index run on this library to end')
    .option('--watch', 'stay, and take up changes as they happen')
    .option('--threads <n>', 'cores for encoding (default: all)', parseCount(256))
    .option('--decoders <n>', 'decoding processes (default: one a core; more for a slow network disk)', parseCount(64))
    .option('--batch-size <n>', 'pictures encoded at a time (default: by cores and memory)', parseCount(64))
    .addHelpText('after', INDEX_NOTES)
    .action(async (paths, options) => (await import('./commands/index-command.js')).runIndexCommand(paths, options));

  addSearchCommands(program, context);

  addCommonOptions(program.command('status'))
    .description('say what is in the library')
    .action(async (options) => (await import('./commands/status-command.js')).runStatusCommand(options));

  addCommonOptions(program.command('serve'))
    .description('serve the page and the HTTP interface on this machine')
    .option('--port <n>', 'port to listen on; 0 picks a free one', parsePort, 7878)
    .option('--host <address>', 'address to listen on; any but a loopback one takes a key', '127.0.0.1')
    .option('--allow-host <name>', 'a host name to answer to besides localhost; may be given several times', collect)
    .option('--allow-url-queries', 'let queries name pictures on the web, which are then fetched')
    .option('--rate-limit <n>', 'requests a minute from one address; 0: as many as come', parseNumber(1_000_000), 6000)
    .addOption(new Option('--log-level <level>', 'JSON lines on stderr').choices(LEVELS).default('warn'))
    .option('--watch', 'take up changes in the indexed folders as they happen')
    .action(async (options) => (await import('./commands/serve-command.js')).runServeCommand(options, runCommand));

  addDaemonCommands(program, runCommand);

  addKeysCommand(program);

  addCommonOptions(program.command('mcp'))
    .description('let an assistant search, over the Model Context Protocol on stdin and stdout')
    .option('--folder <dir>', 'only what lies below this folder')
    .action(async (options) => (await import('./commands/mcp-command.js')).runMcpCommand(options));

  addCommonOptions(program.command('verify'))
    .description('check the library: catalogue, vectors, graph, words and files')
    .option('--no-files', 'do not look at the files on disk')
    .addHelpText('after', VERIFY_NOTES)
    .action(async (options) => (await import('./commands/verify-command.js')).runVerifyCommand(options));

  addCommonOptions(program.command('repair'))
    .description('build everything again that is derived: the graph, the words, thumbnails')
    .action(async (options) => (await import('./commands/repair-command.js')).runRepairCommand(options));

  addCommonOptions(program.command('backup'))
    .description('write a copy of the catalogue, safe while the library is in use')
    .argument('<file>', 'where to; must not exist')
    .action(async (file, options) => (await import('./commands/backup-command.js')).runBackupCommand(file, options));

  addCommonOptions(program.command('restore'))
    .description('put a backup in the place of the library')
    .argument('<file>', 'a backup')
    .option('--force', 'even where there is a library; it is kept beside the new one')
    .action(async (file, options) => (await import('./commands/restore-command.js')).runRestoreCommand(file, options));

  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    command.exitOverride().showHelpAfterError(`(photoseek ${command.name()} --help)`);
  return program;
}

const runCommand: CommandRunner = (args, context) => createProgram(context).parseAsync(args, { from: 'user' });

function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke keys for the server');
  const load = () => import('./commands/keys-command.js');
  addCommonOptions(keys.command('create'))
    .description('make a key and print it, this once')
    .argument('<name>', 'who or what will use it')
    .addOption(
      new Option('--scope <scope>', 'search; or index, too; or admin: everything')
        .choices(['search', 'index', 'admin'])
        .default('search'),
    )
    .option('--folder <dir>', 'only photos below this folder can be seen with it')
    .action(async (name, options) => (await load()).runKeysCreateCommand(name, options));
  addCommonOptions(keys.command('list'))
    .description('list the keys, without their secrets')
    .action(async (options) => (await load()).runKeysListCommand(options));
  addCommonOptions(keys.command('revoke'))
    .description('make a key useless')
    .argument('<id>', 'its number in the list', parseNumber(Number.MAX_SAFE_INTEGER))
    .action(async (id, options) => (await load()).runKeysRevokeCommand(id, options));
}
