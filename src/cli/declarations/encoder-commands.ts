import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptions, addModelOptions, collect, parseFolder, parseLanguage, parseShare } from '../options.js';

const EMBED_NOTES = `
Vectors are float32 numbers of unit length: the cosine of two is their dot product. They come in the order of the inputs, texts first.
jsonl is one JSON object a line, with the model and the dimension; npy is a matrix for NumPy, with one row for each input. An input without a
vector is reported, the rest goes on, and the exit code is 1: its line has an error, its row is NaN. No library is needed.

Examples:
  photoseek embed "a red boat" "a boat in the snow"
  photoseek embed --texts captions.txt --format npy -o captions.npy
  photoseek embed --image ~/Pictures/boats --format npy -o boats.npy
  find . -name "*.jpg" | photoseek embed --image-list - > vectors.jsonl`;

const TEXT_NOTES = `
Lines are printed in reading order. Latin letters and Chinese are read; docs/text.md has the languages. Text that a PDF states for a page is printed as
it is. No library is needed, and nothing is stored; index runs read the text of all photos (photoseek index --stages text).

Examples:
  photoseek text receipt.jpg
  photoseek text scan.pdf > scan.txt
  photoseek text --json sign.heic | jq '.frames[].regions[] | {label, score}'`;

const EVAL_NOTES = `
FILE has lines of image, tab and caption; images are named relative to DIR. A first line may name the columns file, caption and language. The
language of a file is that of its name (captions.zh.tsv), or stands before it (zh=FILE). R@k is the share of queries whose image is among the
first k. --classes has one folder of images per class: images are classified by the names of the folders, and found by each other.

--cutoff chooses on one half of the images where answers end, prints the outcome on the other half, and stores it in the library (--library),
whose searches use it from then on.

Examples:
  photoseek eval --images photos --captions captions.tsv --report report.html
  photoseek eval --images photos --captions captions.tsv --captions captions.zh.tsv --json
  photoseek eval --classes flowers --model photoseek-mini --model Xenova/clip-vit-base-patch32
  photoseek eval --images photos --captions captions.tsv --cutoff --library my-library`;

const CALIBRATE_NOTES = `
Relevances, where answers end, when nothing fits and how sure a tag must be were measured with holiday photos. This measures them with the photos
of the library, for drawings, X-rays or products: with texts that mean nothing and, where photos have keywords, with these. At least fifty photos
are needed. The outcome is stored with the embedding space; searches and tags use it at once.

Examples:
  photoseek calibrate
  photoseek calibrate --reset`;

/** Adds the commands that use an encoder for something else than searching. */
export function addEncoderCommands(program: Command, context: CommandContext): void {
  addModelOptions(program.command('embed'))
    .description('turn texts and images into vectors, for other programs')
    .argument('[text...]', 'texts; without any input, one text per line is read from stdin')
    .option('--model <name>', 'encoder: photoseek-mini-2, a folder, or a hub id such as Xenova/clip-vit-base-patch32')
    .option('--texts <file>', 'a file with one text per line; - for stdin')
    .option('-i, --image <path>', 'an image, or a folder of images; may be given several times', collect)
    .option('--image-list <file>', 'a file with one path of an image per line; - for stdin')
    .option('--language <code>', 'language of the texts, for example zh (default: recognised)', parseLanguage)
    .addOption(new Option('--format <format>', 'format of the output').choices(['jsonl', 'npy']).default('jsonl'))
    .option('-o, --output <file>', 'file to write to (default: stdout)')
    .option('-q, --quiet', 'print results and errors only')
    .addHelpText('after', EMBED_NOTES)
    .action(async (texts, options) =>
      (await import('../commands/models/embed-command.js')).runEmbedCommand(texts, options, context),
    );

  program
    .command('text')
    .description('print the text that is read in images')
    .argument('<file...>', 'images, PDFs')
    .option('--ocr-model <dir>', 'folder of another model that reads text')
    .option('--min-score <x>', 'how sure a line must be, 0 to 1 (default: 0.8)', parseShare)
    .option('--json', 'print one JSON document for each file, with the box and the score of each line')
    .option('-q, --quiet', 'print results and errors only')
    .addHelpText('after', TEXT_NOTES)
    .action(async (files, options) =>
      (await import('../commands/text-command.js')).runTextCommand(files, options, context),
    );

  addModelOptions(program.command('eval'))
    .description('measure models with your own captioned or sorted images')
    .option('--model <name>', 'encoder to measure; may be given several times (default: photoseek-mini-2)', collect)
    .option('--images <dir>', 'folder of captioned images')
    .option('--captions <file>', 'captions as tab-separated values; may be given several times', collect)
    .option('--classes <dir>', 'folder with a folder of images for each class')
    .option('--prompt <text>', 'text for a class, {} for its name; may be given several times', collect)
    .option('--cutoff', 'measure where answers end, and let the library use it')
    .option('--report <file>', 'write an HTML page with tables, confusions and misses')
    .option('--library <dir>', 'folder of the library that --cutoff is for', parseFolder)
    .option('--json', 'print one JSON document')
    .option('-q, --quiet', 'print results and errors only')
    .addHelpText('after', EVAL_NOTES)
    .action(async (options) => (await import('../commands/models/eval-command.js')).runEvalCommand(options, context));

  addCommonOptions(program.command('calibrate'), 'write')
    .description('measure relevances and tags on the photos of your library')
    .option('--reset', 'use the calibration of the model again')
    .addHelpText('after', CALIBRATE_NOTES)
    .action(async (options) =>
      (await import('../commands/models/calibrate-command.js')).runCalibrateCommand(options, context),
    );
}
