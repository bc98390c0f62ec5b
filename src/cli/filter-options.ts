import { resolve } from 'node:path';
import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { collect } from './options.js';

/** Every filter's option, with what `--help` says. The value is what stands after the colon in a query. */
const FILTER_OPTIONS = {
  taken: ['<when>', 'taken then: 2023, 2023-06..2023-08, ">=2020", "last summer"'],
  in: ['<dir>', 'anywhere below this folder'],
  folder: ['<name>', 'below any folder of this name'],
  ext: ['<ending>', 'files with this ending, such as jpg'],
  camera: ['<name>', 'a part of the camera’s name'],
  lens: ['<name>', 'a part of the lens’s name'],
  near: ['<place>', 'near a city or a point: Paris, "Paris, US 30km", 48.85,2.35'],
  country: ['<name>', 'in this country: France or FR'],
  city: ['<name>', 'in this city'],
  keyword: ['<word>', 'with this keyword'],
  person: ['<name>', 'with this person tagged'],
  tag: ['<name>', 'with this tag'],
  rating: ['<stars>', 'rated so: 5, ">=4", 3..5'],
  size: ['<bytes>', 'of this size: ">5MB", 1MB..5MB'],
  width: ['<pixels>', 'this wide: ">3000"'],
  height: ['<pixels>', 'this high: ">3000"'],
  is: ['<what>', 'portrait, landscape, square or favorite'],
} as const satisfies Record<string, readonly [value: string, help: string]>;

/** What {@link addFilterOptions} makes of the command line. */
export type FilterOptions = { [name in keyof typeof FILTER_OPTIONS]?: string[] } & { not?: string[] };

/**
 * Adds an option for each filter, and `--not`. All may be given several times; a photo fulfils all of them together. The arguments of the
 * command may then have filters turned round (`-camera:phone`) among them, and negative weights, which look like options otherwise.
 */
export function addFilterOptions(command: Command): Command {
  for (const [name, [value, help]] of Object.entries(FILTER_OPTIONS))
    command.option(`--${name} ${value}`, help, collect);
  return command
    .option('--not <filter>', 'what must not be so, as in a query: camera:phone, is:square', collect)
    .allowUnknownOption()
    .hook('preAction', (_, action) => refuseUnknownOptions(action));
}

/** Part of a query, and no option: a single sign, `-camera:phone`, `-0.5:fence`. */
const QUERY_PART = /^(?:-|-[a-z]{2,}:.*|-[\d.]+:.*)$/is;

/** As they came: this process may be answering the command line of another. */
function readRawArguments(command: Command): readonly string[] {
  const { parent } = command;
  return parent === null ? (command as unknown as { rawArgs: readonly string[] }).rawArgs : readRawArguments(parent);
}

/** What the library of options does itself where all that begins with a sign is an option. */
function refuseUnknownOptions(command: Command): void {
  // Behind two dashes everything is words.
  if (readRawArguments(command).includes('--')) return;
  const unknown = command.args.find((arg) => arg.startsWith('-') && !QUERY_PART.test(arg));
  if (unknown === undefined) return;
  const flags = command.options.flatMap(({ long }) => long ?? []);
  const near = flags
    .filter((flag) => distance(flag, unknown) <= 2)
    .sort((a, b) => distance(a, unknown) - distance(b, unknown));
  const advice = near[0] === undefined ? '' : `\n(Did you mean ${near[0]}?)`;
  command.error(`error: unknown option '${unknown}'${advice}`, { code: 'commander.unknownOption', exitCode: 1 });
}

/**
 * The options as filters of the query language (`SearchOptions.filters`), the empty text when there are none. Folders that are not
 * whole paths begin at the current folder.
 */
export function toFilterText(options: FilterOptions, cwd = process.cwd()): string {
  const filters = Object.keys(FILTER_OPTIONS).flatMap((key) => {
    const name = key as keyof typeof FILTER_OPTIONS;
    return (options[name] ?? []).map((value) => `${name}:${quote(name === 'in' ? toFolder(value, cwd) : value)}`);
  });
  return [...filters, ...(options.not ?? []).map(negate)].join(' ');
}

function toFolder(value: string, cwd: string): string {
  // The language knows the home folder itself.
  return /^~(?=[\\/]|$)/.test(value) ? value : resolve(cwd, value);
}

/** The shell has taken the quotation marks away: what is behind the colon is one value. */
function negate(filter: string): string {
  const [, name, value = ''] = /^-?([a-z]+):(.*)$/is.exec(filter) ?? [];
  return name === undefined || value.startsWith('"') ? `-${filter.replace(/^-/, '')}` : `-${name}:${quote(value)}`;
}

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
