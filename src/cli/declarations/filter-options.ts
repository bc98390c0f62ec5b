import { resolve } from 'node:path';
import type { Command } from 'commander';
import { distance } from 'fastest-levenshtein';
import { isImageName } from '../../search/query/classify.js';
import { collect } from '../options.js';

/** Every filter's option with its help. The value is the one after the colon in a query. */
const FILTER_OPTIONS = {
  taken: ['<when>', 'taken in this time: 2023, 2023-06..2023-08, ">=2020", "last summer"'],
  in: ['<dir>', 'anywhere below this folder'],
  folder: ['<name>', 'below any folder of this name'],
  ext: ['<extension>', 'files with this extension, such as jpg'],
  camera: ['<name>', 'camera whose name contains this'],
  lens: ['<name>', 'lens whose name contains this'],
  near: ['<place>', 'near a city or a point: Paris, "Paris, US 30km", 48.85,2.35'],
  country: ['<name>', 'in this country: France or FR'],
  city: ['<name>', 'in this city'],
  keyword: ['<word>', 'with this keyword'],
  person: ['<name>', 'with this person, by the metadata or by the face'],
  tag: ['<name>', 'with this tag'],
  rating: ['<stars>', 'with this rating: 5, ">=4", 3..5'],
  size: ['<bytes>', 'of this size: ">5MB", 1MB..5MB'],
  width: ['<pixels>', 'this wide: ">3000"'],
  height: ['<pixels>', 'this high: ">3000"'],
  duration: ['<time>', 'videos of this length: ">1min", 30s..2min'],
  field: ['<test>', 'with a field of your own: "price<50", "brand=Acme|Umbra", brand'],
  text: ['<words>', 'with these words in the picture or on the page'],
  object: ['<thing>', 'with things of a class: dog, "cup>=3", "red bus"'],
  faces: ['<number>', 'with so many faces: 2, ">=3", 0'],
  color: ['<name>', 'with this colour in the picture: red, blue, black'],
  has: ['<what>', 'audio: videos with sound; depth: a depth map or a stereo pair; text; face'],
  is: [
    '<kind>',
    'photo, video, document, model, live, animation, panorama, portrait, landscape, square, favorite, undated, screenshot, paper, drawing, sensitive, bw, night, blurred, dark or bright',
  ],
} as const satisfies Record<string, readonly [value: string, help: string]>;

/** The options that {@link addFilterOptions} adds, as parsed. */
export type FilterOptions = { [name in keyof typeof FILTER_OPTIONS]?: string[] } & { not?: string[] };

/**
 * Adds an option for each filter, and `--not`. All may be given several times and are combined with AND. The arguments of the command may
 * then contain negated filters (`-camera:phone`) and negative weights, which look like options otherwise.
 */
export function addFilterOptions(command: Command): Command {
  for (const [name, [value, help]] of Object.entries(FILTER_OPTIONS))
    command.option(`--${name} ${value}`, help, collect);
  return command
    .option('--not <filter>', 'exclude photos that match a filter: camera:phone, is:square', collect)
    .allowUnknownOption()
    .hook('preAction', (_, action) => refuseUnknownOptions(action));
}

/** Part of a query, and no option: a single sign, `-camera:phone`, `-0.5:fence`. */
const QUERY_PART = /^(?:-|-[a-z]{2,}:.*|-[\d.]+:.*)$/is;

/** The unparsed arguments. They are not those of `process.argv` when a daemon answers for another process. */
function readRawArguments(command: Command): readonly string[] {
  const { parent } = command;
  return parent === null ? (command as unknown as { rawArgs: readonly string[] }).rawArgs : readRawArguments(parent);
}

/** Replaces the check for unknown options, which `allowUnknownOption` turns off. */
function refuseUnknownOptions(command: Command): void {
  // After -- nothing is an option.
  if (readRawArguments(command).includes('--')) return;
  // As it was written: of -q.jpg, the parser has taken -q away.
  const file = readRawArguments(command).find((arg) => /^-[^-:][^:]*$/.test(arg) && isImageName(arg));
  if (file !== undefined) {
    const message = `error: '${file}' begins as an option does\n(For the file of that name: ./${file})`;
    command.error(message, { code: 'commander.unknownOption', exitCode: 1 });
  }
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
 * The options as filters of the query language (`SearchOptions.filters`), the empty text when there are none. Relative folders begin at
 * `cwd`.
 */
export function toFilterText(options: FilterOptions, cwd = process.cwd()): string {
  const filters = Object.keys(FILTER_OPTIONS).flatMap((key) => {
    const name = key as keyof typeof FILTER_OPTIONS;
    return (options[name] ?? []).map((value) => `${name}:${quote(name === 'in' ? toFolder(value, cwd) : value)}`);
  });
  return [...filters, ...(options.not ?? []).map((filter) => negate(filter, cwd))].join(' ');
}

function toFolder(value: string, cwd: string): string {
  // The parser expands the home folder.
  return /^~(?=[\\/]|$)/.test(value) ? value : resolve(cwd, value);
}

/** The shell has removed the quotation marks: everything after the colon is one value. */
function negate(filter: string, cwd: string): string {
  const [, name, value = ''] = /^-?([a-z]+):(.*)$/is.exec(filter) ?? [];
  if (name?.toLowerCase() === 'in' && value !== '' && !value.startsWith('"'))
    return `-in:${quote(toFolder(value, cwd))}`;
  return name === undefined || value.startsWith('"') ? `-${filter.replace(/^-/, '')}` : `-${name}:${quote(value)}`;
}

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
