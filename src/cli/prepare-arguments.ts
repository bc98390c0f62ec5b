import type { Command } from 'commander';
import { isImageName } from '../search/query/classify.js';
import { separatePreview } from './preview/separate-preview.js';

/** Options of one letter behind one dash: some without a value, at the end perhaps `-n`. */
const SHORT = /^-[qhV0]*(?:n\d*)?$/;

/** The commands whose arguments are a query. */
const ASKING: ReadonlySet<string> = new Set(['search', 'export']);

/**
 * A command line as its parser reads it: `--preview pizza` is a preview of a search for pizza, and `dog -fence` a search for dogs without fences.
 * @param args from the name of the command on
 */
export function prepareArguments(program: Command, args: readonly string[]): string[] {
  const separated = separatePreview(args);
  const command = program.commands.find((one) => one.name() === separated[0]);
  return command === undefined || !ASKING.has(command.name()) ? separated : separateNegations(command, separated);
}

/**
 * A word behind one dash is no option. It gets the minus sign of typography, which the query language reads alike, and the parser of options does not.
 * Values of options (`--not -camera:phone`), negated filters, names of files and options with a dash too few (`-json`) are left as they are.
 */
function separateNegations({ options }: Command, args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const takesValue = (arg: string | undefined) =>
    options.some(({ long, short, required }) => required && (arg === long || arg === short));
  return args.map((arg, i) => {
    const isWord = /^-\p{L}[^:=]*$/u.test(arg) && !SHORT.test(arg) && !isImageName(arg);
    const isOperand = (end === -1 || i < end) && !takesValue(args[i - 1]);
    return isWord && isOperand && !options.some(({ long }) => long === `-${arg}`) ? `−${arg.slice(1)}` : arg;
  });
}
