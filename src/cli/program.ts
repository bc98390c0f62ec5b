import { Command, Option } from 'commander';
import { KIND_NAMES, type KindName } from '../model/content-kind.js';
import { DETECTOR_STAGES } from '../model/region.js';
import { VERSION } from '../version.js';
import { checkCommands } from './check-commands.js';
import { type CommandContext, type CommandRunner, createProcessContext } from './context.js';
import { addDaemonCommands } from './daemon/daemon-commands.js';
import { addCareCommands } from './declarations/care-commands.js';
import { addCompletionCommands } from './declarations/completion-commands.js';
import { addEncoderCommands } from './declarations/encoder-commands.js';
import { addKeysCommands } from './declarations/keys-commands.js';
import { addModelsCommand } from './declarations/models-commands.js';
import { addPeopleCommands } from './declarations/people-commands.js';
import { addPublishCommands } from './declarations/publish-commands.js';
import { addRootsCommands } from './declarations/roots-commands.js';
import { addSearchCommands } from './declarations/search-commands.js';
import {
  addCommonOptions,
  addUpgradeOption,
  collect,
  collectPath,
  collectRoot,
  parseCount,
  parseFolder,
  parseNumber,
  parsePort,
} from './options.js';
import { HELP_WIDTH, wrapHelp } from './output/wrap-help.js';
import { parseNames } from './parse-names.js';
import { prepareArguments } from './prepare-arguments.js';

const KINDS = Object.keys(KIND_NAMES) as KindName[];

const parseKinds = parseNames(KINDS, 'all', KINDS);
const parseStages = parseNames(DETECTOR_STAGES, 'none', []);

/** Equal to `LOG_LEVELS` of the server, which is not loaded for `--help`. */
const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];

const EXAMPLES = `
Examples:
  photoseek index ~/Pictures                 index a folder; again to update it
  photoseek search "a dog on the beach"      find photos by describing them
  photoseek search boat at sunset --limit 5  quotes are not needed
  photoseek similar ~/Pictures/cat.jpg       find photos that look like an image
  photoseek search "red car" --json | jq -r '.results[].path'
  photoseek export sunset --to ~/sunsets     copy the results into a folder
  photoseek duplicates                       exact, near, and of one scene
  photoseek serve                            search in a browser
  photoseek status                           size and state of the library

Everything stays on this machine. Your photos are never changed.
photoseek COMMAND --help has the options of a command, with examples.`;

/** Headings of the list of commands. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Find photos': ['search', 'similar', 'where', 'export', 'duplicates', 'tags', 'text'],
  'The library': ['index', 'status', 'roots', 'people', 'failures', 'fields'],
  'For browsers and programs': ['serve', 'publish', 'unpublish', 'daemon', 'keys', 'mcp'],
  Models: ['models', 'embed', 'eval', 'calibrate'],
  'Care and help': ['verify', 'repair', 'backup', 'restore', 'completion'],
};

const INDEX_NOTES = `
--exclude, --hidden, --follow-links, --raw and --kinds are stored with each folder until they are given again, --stages and --no-thumbnails with the
library. A file named .photoseekignore excludes by its patterns in its own folder, .nomedia all of it. Trash, snapshots, previews and caches of
devices, systems and other programs, and the library's own folder, are never read below a folder. --json prints one JSON event per line; the last one is the report.

Examples:
  photoseek index ~/Pictures --exclude "*.psd" --exclude "drafts/"
  photoseek index /mnt/nas/photos --decoders 8
  photoseek index ~/Pictures --watch
  photoseek index ~/Pictures --watch --publish postgres://indexer@db.example.org/photos
  photoseek index ~/Films --kinds videos --ffmpeg /opt/ffmpeg/bin/ffmpeg
  photoseek index ~/Scans --kinds photos,documents
  photoseek index --stages text,objects
  photoseek index --stages text,regions
  photoseek index --force ~/Pictures/2019
  photoseek index --claim postgres://indexer@db.example.org/photos --root archive=/mnt/archive --watch`;

/** The commands and their options. The code of a command is loaded when it runs, so that a search starts fast. */
export function createProgram(context: CommandContext = createProcessContext()): Command {
  const program = new Command('photoseek')
    .configureOutput({
      // The same in every terminal: the build writes it into a file (`find-help.ts`), and longer lines are harder to read.
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      writeOut: (text) => context.stdout.write(wrapHelp(text)),
      writeErr: (text) => context.stderr.write(text),
    })
    .description('Find your own pictures by describing them or by showing a similar one.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(see photoseek --help)')
    .addHelpText('after', EXAMPLES)
    .addHelpCommand(
      new Command('help').argument('[command]').description('display help for command').helpGroup('Care and help:'),
    )
    .exitOverride();

  addUpgradeOption(addCommonOptions(program.command('index'), 'write'))
    .description('index the photos of folders, or update their index')
    .argument('[path...]', 'folders or files; default: all folders of the library', collectPath)
    .option(
      '-x, --exclude <pattern>',
      'exclude files by a pattern as in .gitignore; may be given several times',
      collect,
    )
    .option('--hidden', 'include hidden files and folders')
    .option('--no-hidden', 'exclude hidden files and folders (the default)')
    .option('--follow-links', 'follow symbolic links')
    .option('--no-follow-links', 'do not follow symbolic links (the default)')
    .addOption(
      new Option('--raw <which>', 'sibling: exclude a raw file that has its JPEG or HEIC beside it').choices([
        'all',
        'sibling',
      ]),
    )
    .option('--kinds <list>', 'photos, videos, documents, models, or all (default: photos,videos)', parseKinds)
    .option('--ffmpeg <path>', 'program that decodes videos (default: $PHOTOSEEK_FFMPEG, or ffmpeg on PATH)')
    .option('--frames-per-minute <n>', 'most indexed frames per minute of a video (default: 60)', parseCount(600))
    .option('--max-frames <n>', 'most indexed frames of a video (default: 240)', parseCount(10_000))
    .option('--max-pages <n>', 'most indexed pages of a document (default: 50)', parseCount(10_000))
    .option(
      '--stages <list>',
      'look for text, objects, faces, regions in the photos, or none (default: text)',
      parseStages,
    )
    .option('--ocr-model <dir>', 'folder of another model that reads text, kept with the library')
    .option('--drop <list>', 'delete what was found by these stages, and look for it no more', parseStages)
    .option('--thumbnails', 'store a thumbnail of each photo while it is indexed (the default)')
    .option('--no-thumbnails', 'make thumbnails of the originals when they are shown first')
    .option(
      '--accurate',
      'embed the whole frame beside its middle square: finds more, takes longer; kept with the library',
    )
    .option('--no-accurate', 'embed the middle square alone (the default)')
    .option('--force', 'read every file again, also those that seem unchanged')
    .option('--retry-failed', 'read again files that failed before')
    .option('--prune', 'remove the photos of a folder that is empty now, instead of treating it as an unplugged disk')
    .option(
      '--keep-active',
      'with another --model: search with both models once all photos are embedded, fused by rank',
    )
    .option('--wait', 'wait until another index run on this library ends')
    .option('--watch', 'keep running and index changes as they happen')
    .option('--claim <address>', 'share the work of one big root with other machines, through a PostgreSQL database')
    .option('--root <id=path>', 'with --claim: the root by its id, and its folder on this machine', collectRoot)
    .option(
      '--lease <seconds>',
      'with --claim: others take over what a silent machine has claimed (default: 60)',
      parseCount(86_400),
    )
    .option(
      '--share-thumbnails <dir>',
      'with --claim or --publish: folder or bucket (s3://bucket/prefix) that servers share, for thumbnails',
      parseFolder,
    )
    .option('--share-keys', 'with --claim or --publish: let servers accept the keys of this library')
    .option('--publish <address>', 'publish the library afterwards, with --watch continuously: see photoseek publish')
    .option('--threads <n>', 'cores for encoding (default: all)', parseCount(256))
    .option(
      '--decoders <n>',
      'decoding processes (default: one per core; more for a slow network disk)',
      parseCount(64),
    )
    .option('--batch-size <n>', 'images encoded at a time (default: by cores and memory)', parseCount(64))
    .addHelpText('after', INDEX_NOTES)
    .action(async (paths, options) => (await import('./commands/index-command.js')).runIndexCommand(paths, options));

  addSearchCommands(program, context);

  addCommonOptions(program.command('status'))
    .description('show the size and state of the library')
    .action(async (options) => (await import('./commands/status-command.js')).runStatusCommand(options));

  addUpgradeOption(addCommonOptions(program.command('serve')))
    .description('serve the web page and the HTTP interface on this machine')
    .option(
      '--from <address>',
      'answer from the PostgreSQL database that libraries are published in, instead of from a library',
    )
    .option(
      '--replica <address>',
      'with --from: read replica of that database, for reads (default: $PHOTOSEEK_REPLICA)',
    )
    .option('--thumbnails <dir>', 'with --from: folder or bucket that thumbnails were published into', parseFolder)
    .option(
      '--root <id=path>',
      'with --from: folder on this machine with the originals of a root, by the id that publish prints; may be given several times',
      collectRoot,
    )
    .option('--port <n>', 'port to listen on; 0 picks a free one', parsePort, 7878)
    .option('--host <address>', 'address to listen on; any but a loopback address requires a key', '127.0.0.1')
    .option('--allow-host <name>', 'host name to accept besides localhost; may be given several times', collect)
    .option('--base-path <path>', 'path below which a proxy serves it, for example /photos')
    .option(
      '--trusted-proxy <address>',
      'proxy whose X-Forwarded headers are believed: an IP address, a network, or loopback; may be given several times',
      collect,
    )
    .option(
      '--hide-sensitive',
      'hide photos that is:sensitive finds (cards, accounts, passports) from everyone without a key of the scope sensitive',
    )
    .option('--allow-url-queries', 'allow queries with URLs of images, which the server then fetches')
    .option('--rate-limit <n>', 'requests per minute and address; 0: no limit', parseNumber(1_000_000), 6000)
    .addOption(new Option('--log-level <level>', 'level of the JSON log on stderr').choices(LEVELS).default('warn'))
    .option('--watch', 'index changes in the indexed folders as they happen')
    .option('--ffmpeg <path>', 'program that decodes videos (default: $PHOTOSEEK_FFMPEG, or ffmpeg on PATH)')
    .action(async (options) => (await import('./commands/serve-command.js')).runServeCommand(options, runCommand));

  addPublishCommands(program, context);

  addDaemonCommands(program, runCommand);

  addRootsCommands(program, context);
  addPeopleCommands(program, context);

  addKeysCommands(program);

  addModelsCommand(program, context);
  addEncoderCommands(program, context);

  addCommonOptions(program.command('mcp'))
    .description('let an assistant search, over the Model Context Protocol on stdin and stdout')
    .option('--folder <dir>', 'only photos below this folder')
    .option('--hide-sensitive', 'no photos that is:sensitive finds (cards, accounts, passports)')
    .action(async (options) => (await import('./commands/mcp-command.js')).runMcpCommand(options));

  addCareCommands(program, context);

  addCompletionCommands(program, context);

  for (const [group, names] of Object.entries(GROUPS))
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(`${group}:`);
  for (const command of program.commands) {
    command.exitOverride().showHelpAfterError(`(photoseek ${command.name()} --help)`);
    for (const below of command.commands)
      below.exitOverride().showHelpAfterError(`(photoseek ${command.name()} ${below.name()} --help)`);
  }
  // Read as -n with a value, for example, which is refused before anything else can be said.
  const similar = program.commands.find((command) => command.name() === 'similar');
  similar?.showHelpAfterError('(photoseek similar --help; for a file whose name begins with a dash: ./-name)');
  return program;
}

/** Runs a command line in some surroundings. */
export const runCommand: CommandRunner = async (args, context) => {
  const program = createProgram(context);
  await program.parseAsync(prepareArguments(program, checkCommands(program, args)), { from: 'user' });
};
