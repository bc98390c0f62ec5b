import { type Command, Option } from 'commander';
import type { CommandContext } from './context.js';
import { collect } from './options.js';

const EMBED_NOTES = `
Vectors are float32 numbers of unit length: the cosine of two is their dot product. They come in the order of the inputs, texts first.
jsonl is one JSON object a line, with the model and the dimension; npy is a matrix for NumPy, with one row for each input. An input without a
vector is reported, the rest goes on, and the exit code is 1: its line has an error, its row is NaN. No library is needed.

Examples:
  photoseek embed "a red boat" "a boat in the snow"
  photoseek embed --texts captions.txt --format npy -o captions.npy
  photoseek embed --image ~/Pictures/boats --format npy -o boats.npy
  find . -name "*.jpg" | photoseek embed --image-list - > vectors.jsonl`;

/** Adds the commands that use an encoder for something else than searching. */
export function addEncoderCommands(program: Command, context: CommandContext): void {
  addModelOption(program.command('embed'))
    .description('turn texts and images into vectors, for other programs')
    .argument('[text...]', 'texts; without any input, one text per line is read from stdin')
    .option('--texts <file>', 'a file with one text per line; - for stdin')
    .option('-i, --image <path>', 'an image, or a folder of images; may be given several times', collect)
    .option('--image-list <file>', 'a file with one path of an image per line; - for stdin')
    .option('--language <code>', 'language of the texts, for example zh (default: recognised)')
    .addOption(new Option('--format <format>', 'format of the output').choices(['jsonl', 'npy']).default('jsonl'))
    .option('-o, --output <file>', 'file to write to (default: stdout)')
    .addHelpText('after', EMBED_NOTES)
    .action(async (texts, options) =>
      (await import('./commands/embed-command.js')).runEmbedCommand(texts, options, context),
    );
}

function addModelOption(command: Command): Command {
  return command
    .option('--model <name>', 'encoder: photoseek-mini-2, a folder, or a hub id such as Xenova/clip-vit-base-patch32')
    .option('-q, --quiet', 'print results and errors only');
}
