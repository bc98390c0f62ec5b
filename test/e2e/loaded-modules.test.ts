import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { copySampleLibrary } from '../support/libraries/sample-library.js';
import { startNode } from '../support/processes/run-command.js';
import { COMMAND } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const library = join(home, 'library');
const log = join(home, 'loaded.txt');
const DIST = dirname(COMMAND) + sep;

/** Writes down the address of every module that is loaded. */
const HOOKS = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED_LOG, url + '\\n');
    return next(url, context);
  }`;

beforeAll(() => {
  copySampleLibrary(library);
  writeFileSync(join(home, 'hooks.mjs'), HOOKS);
  writeFileSync(
    join(home, 'register.mjs'),
    `import { register } from 'node:module'; register(${JSON.stringify(pathToFileURL(join(home, 'hooks.mjs')).href)});`,
  );
});

/** Modules of the package that a command loads, as paths in `dist`; of a bundle, the modules that were put into it. */
async function listLoaded(args: readonly string[]): Promise<string[]> {
  writeFileSync(log, '');
  const env = { PHOTOSEEK_LIBRARY: library, LOADED_LOG: log };
  const { ended } = startNode(['--import', pathToFileURL(join(home, 'register.mjs')).href, COMMAND, ...args], { env });
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout).not.toBe('');
  const dist = pathToFileURL(DIST).href;
  const urls = readFileSync(log, 'utf8').split('\n');
  const files = urls.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length));
  return [...new Set(files.flatMap((file) => (file.startsWith('command/') ? listBundled(file) : [file])))].sort();
}

/** Modules in a bundle, by its source map. The bundler's own helpers have none. */
function listBundled(file: string): string[] {
  if (file.startsWith('command/rolldown-runtime')) return [];
  const { sources } = JSON.parse(readFileSync(`${DIST}${file}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) => source.replace('../../src/', '').replace(/\.ts$/, '.js'));
}

/** Modules without use for a search. */
const UNNEEDED = [
  /^metadata\/(?!places\/|file-metadata)/,
  /^indexer\/(?!progress\/event-queue)/,
  /^library\/(care\/|roots\.|spaces\/(manage-spaces|upgrade-model|find-upgrade|describe-upgrade|run-model)\.)/,
  /^insight\//,
  /^media\/(decode|expand|prepare|identify)\//,
  /^(server|mcp)\//,
  /^vectors\/engines\/hnsw\/(?!hnsw-index|native-gate)/,
];

it('a search in a terminal loads no metadata parsers, ignore rules, or code of index runs, verify and repair', async () => {
  const loaded = await listLoaded(['search', 'a photo']);
  // It has looked: the library itself is among them.
  expect(loaded).toContain('library/open-library.js');
  expect(loaded).toContain('search/run-search.js');
  expect(loaded.filter((path) => UNNEEDED.some((pattern) => pattern.test(path)))).toEqual([]);
});

it('a search in English does not load the library that recognises languages; one in German does', async () => {
  const isLoaded = async (query: string) => {
    await listLoaded(['search', query]);
    return readFileSync(log, 'utf8').includes('/tinyld/');
  };
  expect(await isLoaded('a dog on the beach')).toBe(false);
  expect(await isLoaded('ein Hund am Strand')).toBe(true);
});

it('help and version load nothing but the first file, and are those of the declarations', async () => {
  for (const args of [['--help'], ['help'], ['models', 'use', '-h'], ['--version']])
    expect(await listLoaded(args), args.join(' ')).toEqual(['photoseek.cjs']);
  const read = async (...args: string[]) => (await startNode([COMMAND, ...args]).ended).stdout;
  // With an option beside it, the declarations are asked.
  expect(await read('index', '--help')).toBe(await read('index', '--json', '--help'));
  expect(await read('models', 'use', '--help')).toBe(await read('models', 'use', '--json', '--help'));
});

it('the pins name folders and files that exist', () => {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  for (const pattern of UNNEEDED)
    expect
      .soft(
        files.some((path) => pattern.test(path)),
        String(pattern),
      )
      .toBe(true);
});

it('a search in a terminal reads few files, because each costs a millisecond', async () => {
  const files = readdirSync(join(DIST, 'command')).filter((name) => name.endsWith('.js'));
  await listLoaded(['search', 'a photo']);
  const read = new Set(
    readFileSync(log, 'utf8')
      .split('\n')
      .map((url) => url.slice(url.lastIndexOf('/') + 1)),
  );
  const bundles = files.filter((name) => read.has(name));
  expect(bundles).toContain('run-here.js');
  expect(bundles.length).toBeLessThan(30);
});
