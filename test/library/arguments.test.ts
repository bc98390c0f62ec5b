// Arguments that TypeScript did not check: each is refused with what was expected, and nothing is opened, indexed or searched.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import * as photoseek from '#src/index.js';
import { type KeyRing, type Library, openEmbedder, openLibrary, pullModel, type SearchResponse } from '#src/index.js';
import { openLibraryWith } from '#src/library/open-library.js';
import { IN_PROCESS } from '../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const library = await openLibraryWith({ path: join(folder, 'library') }, IN_PROCESS);
afterAll(() => library.close());
// biome-ignore lint/suspicious/noExplicitAny: as a program in JavaScript sees it
const untyped = library as any;
const drain = async (events: AsyncIterable<unknown>) => {
  for await (const _ of events);
};

describe('openLibrary', () => {
  it.each([
    [
      './x',
      'The options of openLibrary() must be an object, got "./x".',
      'Write openLibrary({ path: "./my-library" }).',
    ],
    [null, 'The options of openLibrary() must be an object, got null.', undefined],
    [{ paht: join(folder, 'a') }, 'openLibrary() has no option "paht".', 'Did you mean path?'],
    [{ readonly: true }, 'openLibrary() has no option "readonly".', 'Did you mean readOnly?'],
    [{ path: 7 }, 'path must be a path as a string, got 7.', undefined],
    [{ path: '' }, 'path must be a path as a string, got "".', undefined],
    [{ path: join(folder, 'b'), create: 'no' }, 'create must be true or false, got "no".', undefined],
    [
      { path: join(folder, 'b'), engine: 'faiss' },
      'engine must be one of exact, hnsw, quantised, usearch, got "faiss".',
      undefined,
    ],
    [{ path: join(folder, 'b'), decoders: 0 }, 'decoders must be an integer from 1 to 64, got 0.', undefined],
    [{ path: join(folder, 'b'), onStage: {} }, 'onStage must be a function, got an object.', undefined],
  ])('refuses %j', async (options, message, hint) => {
    const error = await openLibrary(options as never).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'bad-argument', message, ...(hint === undefined ? {} : { hint }) });
    for (const name of ['a', 'b']) expect(existsSync(join(folder, name))).toBe(false);
  });

  it('takes options that are undefined for left out', async () => {
    const opened = await openLibrary({ path: join(folder, 'c'), model: undefined, threads: undefined } as never);
    await opened.close();
    await expect(pullModel('photoseek-mini', { cache: '/tmp' } as never)).rejects.toThrow(
      'pullModel() has no option "cache".',
    );
    await expect(openEmbedder({ modle: 'photoseek-mini' } as never)).rejects.toMatchObject({
      hint: 'Did you mean model?',
    });
  });
});

describe('paths', () => {
  it('takes one string for one path, and refuses what is no list of paths', async () => {
    const empty = makeTemporaryFolder();
    await drain(library.index(empty));
    expect((await library.roots()).map(({ path }) => path)).toEqual([empty]);
    for (const paths of [undefined, 7, [7], [''], { path: '/' }, ['a\0b']])
      expect(() => untyped.index(paths)).toThrow(/^paths must be a list of paths, got /);
    await expect(drain(untyped.index([]))).rejects.toMatchObject({ code: 'no-paths' });
    await expect(untyped.removeRoot()).rejects.toThrow('path must be a string, got undefined.');
    expect(() => untyped.within(3)).toThrow('folder must be a path as a string, got 3.');
    await expect(untyped.backup()).rejects.toThrow('file must be a path as a string');
  });
});

describe('images and queries', () => {
  it.each([
    ['/nope.jpg', 'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got "/nope.jpg".'],
    [undefined, 'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got undefined.'],
    [
      { id: 1, path: '/a' },
      'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got { id, path }.',
    ],
    [{ file: '/a' }, 'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got { file }.'],
    [{}, 'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got {}.'],
    [[], 'The image of similar() must be { id } or { path } or { bytes } or { externalId }, got an empty list.'],
    [{ id: '1' }, 'id must be an id as a number, got "1".'],
    [{ bytes: 'abc' }, 'bytes must be a Uint8Array, got "abc".'],
    [
      { id: 1, box: { x: 0.8, y: 0, width: 0.3, height: 1 } },
      /^box must be shares of the image from 0 to 1, with x \+ width and y \+ height at most 1, got /,
    ],
    [{ id: 1, box: '0,0,1,1' }, /^box must be shares of the image/],
  ])('similar refuses %j', async (target, message) => {
    const error = await untyped.similar(target).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'bad-argument' });
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });

  it.each([
    [{ txt: 'dog' }, 'the query has no option "txt".'],
    [{ terms: 'dog' }, 'terms must be a list of terms, got "dog".'],
    [{ terms: ['dog'] }, /^A term must be \{ text \} or /],
    [{ terms: [{ text: 'dog', boost: 2 }] }, /^A term must be .* got \{ text, boost \}\.$/],
    [{ terms: [{ text: 7 }] }, 'text must be a string, got 7.'],
    ...[5, null, undefined, ['cat']].map((query): [unknown, RegExp] => [
      query,
      /^The query must be a string, or an object such as \{ text: "a boat" \}, got (5|null|undefined|a list of "cat")\.$/,
    ]),
  ])('search refuses %j', async (query, message) => {
    const error = await untyped.search(query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'bad-argument' });
    expect(error.message).toMatch(message);
  });
});

describe('fields', () => {
  it('alone are a query, beside an empty text, too', async () => {
    const fields = { price: { max: 9 } };
    for (const query of ['', ' ', {}]) expect((await library.search(query, { fields })).total).toBe(0);
    await expect(library.search('', { fields: {} })).rejects.toMatchObject({ code: 'empty-query' });
  });

  it.each([
    [{ min: 9, max: 4 }, 'got 9 to 4.'],
    [{ above: 9, below: 4 }, 'got 9 to 4.'],
    [{ min: 1, above: 9, max: 4 }, 'got 9 to 4.'],
  ])('refuse the reversed range %j', async (price, got) => {
    await expect(library.search({}, { fields: { price } })).rejects.toMatchObject({
      code: 'bad-argument',
      message: `The range of the field price must end at or after its beginning, ${got}`,
      hint: 'For numbers between them: { "price": { "min": 4, "max": 9 } }.',
    });
    expect((await library.search({}, { fields: { price: { min: 4, max: 4 } } })).total).toBe(0);
  });
});

describe('photo', () => {
  it.each([
    [{ id: '1' }, 'A photo without its number must be { externalId }, got { id }.'],
    [null, 'A photo without its number must be { externalId }, got null.'],
    [{ externalId: 7 }, 'externalId must be a string, got 7.'],
  ])('refuses %j', async (photo, message) => {
    await expect(untyped.photo(photo)).rejects.toMatchObject({ code: 'bad-argument', message });
  });
});

it('embed refuses an empty text', async () => {
  await expect(library.embed([{ text: ' ' }])).rejects.toThrow('A text must not be empty.');
});

/** Methods of an interface. */
type MethodsOf<Interface> = {
  [Name in keyof Interface]: Interface[Name] extends (...parameters: never[]) => unknown ? Name : never;
}[keyof Interface];

/** Arguments with an option that the call does not have, and the hint; `null` for a call without options. */
type Misspelt = [given: unknown[], hint: string] | null;

const METHODS: Record<MethodsOf<Library>, Misspelt> = {
  search: [['a dog', { limt: 3 }], 'Did you mean limit?'],
  similar: [[{ id: 1 }, { model: 'photoseek-mini' }], 'Did you mean mode?'],
  facets: [[undefined, { filter: 'tag:a' }], 'Did you mean filters?'],
  suggest: [['do', { limits: 3 }], 'Did you mean limit?'],
  duplicates: [[{ kind: ['near'] }], 'Did you mean kinds?'],
  index: [[['/nowhere'], { excludes: [] }], 'Did you mean exclude?'],
  watch: [[{ signals: 1 }], 'Did you mean signal?'],
  removeRoot: [['/nowhere', { dryrun: true }], 'Did you mean dryRun?'],
  useVocabulary: [[null, { extends: true }], 'Did you mean extend?'],
  embed: [[[], { langage: 'de' }], 'Did you mean language?'],
  calibrate: [[{ sginal: null }], 'Did you mean signal?'],
  upgradeModel: [[{ onBegun: () => {} }], 'Did you mean onBegin?'],
  publish: [['postgres://nowhere/x', { thumbnail: '/t' }], 'Did you mean thumbnails?'],
  claim: [['postgres://nowhere/x', { root: { id: 'a', path: '/t' }, leases: 1 }], 'Did you mean leaseMs?'],
  unpublish: [['postgres://nowhere/x', { thumbnail: '/t' }], 'Did you mean thumbnails?'],
  verify: [[{ contents: true }], 'Did you mean content?'],
  where: [[1, 'a dog', { frames: 1 }], 'Did you mean frame?'],
  put: [['sku-1', { fields: {} }, { sginal: null }], 'Did you mean signal?'],
  items: [[{ afer: '' }], 'Did you mean after?'],
  people: [[{ limt: 3 }], 'Did you mean limit?'],
  facesOf: [[1, { limt: 3 }], 'Did you mean limit?'],
  updatePerson: [[1, { nam: 'Anna' }], 'Did you mean name?'],
  suggestedPeople: [[{ limits: 3 }], 'Did you mean limit?'],
  findFace: [[1, { faces: 2 }], 'Did you mean face?'],
  writePeopleSidecars: [[{ dryrun: true }], 'Did you mean dryRun?'],
  ...{ person: null, facesIn: null, mergePeople: null, assignFaces: null, keepApart: null, exportPeople: null },
  ...{ face: null, faceImage: null },
  ...{
    remove: null,
    setFields: null,
    fields: null,
    fullSize: null,
    frames: null,
    regions: null,
    animatedPreview: null,
    motion: null,
  },
  ...{ photo: null, tagsOf: null, contentHash: null, thumbnail: null, preview: null, original: null, sidecars: null },
  ...{
    tags: null,
    stats: null,
    overview: null,
    within: null,
    reader: null,
    roots: null,
    failures: null,
    useCalibration: null,
    spaces: null,
  },
  ...{ activateSpace: null, retireSpace: null, dropSpace: null, repair: null, backup: null, warmUp: null, close: null },
};

const KEY_METHODS: Record<MethodsOf<KeyRing>, Misspelt> = {
  create: [[{ name: 'tablet', scope: ['search'] }], 'Did you mean scopes?'],
  ...{ list: null, revoke: null, check: null },
};

/** `null`: no options, or no function of these. */
const FUNCTIONS: Record<Exclude<keyof typeof photoseek, 'ERROR_KINDS' | 'VERSION' | 'PhotoseekError'>, Misspelt> = {
  openLibrary: [[{ readonly: true }], 'Did you mean readOnly?'],
  detect: [[[], { stage: ['text'] }], 'Did you mean stages?'],
  openEmbedder: [[{ modle: 'photoseek-mini' }], 'Did you mean model?'],
  restoreLibrary: [[join(folder, 'backup.db'), join(folder, 'restored'), { forced: true }], 'Did you mean force?'],
  pullModel: [['photoseek-mini', { ofline: true }], 'Did you mean offline?'],
  parseQuery: [['in:here', { pwd: '/' }], 'Did you mean cwd?'],
  parseFilters: [['in:here', { pwd: '/' }], 'Did you mean cwd?'],
  createImageFetcher: [[{ allowPrivateAdresses: true }], 'Did you mean allowPrivateAddresses?'],
  ...{ listModels: null, describeModel: null, printQuery: null, fromNameBytes: null, toFsPath: null },
};

const cases = (owner: unknown, calls: Readonly<Record<string, Misspelt>>) =>
  Object.entries(calls).flatMap(([name, call]) =>
    call === null ? [] : [{ owner, name, given: call[0], hint: call[1] }],
  );

describe('options', () => {
  it.each([...cases(library, METHODS), ...cases(library.keys, KEY_METHODS), ...cases(photoseek, FUNCTIONS)])(
    'of $name() that it does not have are refused with the nearest one',
    async ({ owner, name, given, hint }) => {
      // biome-ignore lint/suspicious/noExplicitAny: as a program in JavaScript sees it
      const call = async () => (owner as any)[name](...given);
      await expect(call()).rejects.toMatchObject({
        code: 'bad-argument',
        hint,
        details: { option: expect.any(String) },
      });
    },
  );

  it('of a misspelt rehearsal remove nothing', async () => {
    const root = makeTemporaryFolder();
    await drain(library.index(root));
    await expect(untyped.removeRoot(root, { dryrun: true })).rejects.toThrow('removeRoot() has no option "dryrun".');
    expect((await library.roots()).map(({ path }) => path)).toContain(root);
  });

  it('of other types are refused, too', async () => {
    await expect(untyped.removeRoot('/nowhere', { dryRun: 1 })).rejects.toThrow('dryRun must be true or false, got 1.');
    await expect(untyped.search('a dog', { minrelevance: 0.3 })).rejects.toMatchObject({
      hint: 'Did you mean minRelevance?',
    });
    expect(() => untyped.index(['/nowhere'], { excludes: [] })).toThrow('index() has no option "excludes".');
    expect(() => untyped.watch({ once: true })).toThrow('watch() has no option "once".');
    expect(() => untyped.index(['/nowhere'], { exclude: '*.jpg' })).toThrow(
      'exclude must be a list of patterns, got "*.jpg".',
    );
  });

  it('ids are numbers', async () => {
    for (const method of ['photo', 'tagsOf', 'contentHash', 'thumbnail', 'fullSize', 'original', 'motion', 'sidecars'])
      await expect(untyped[method]('1')).rejects.toThrow('id must be an id as a number, got "1".');
    await expect(untyped.photo(1.5)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
});

describe('relevances', () => {
  it('are numbers in the types of answers to queries with terms', () => {
    const similar = () => library.similar({ id: 1 });
    const terms = () => library.search({ terms: [{ text: 'a dog' }] });
    const text = () => library.search('taken:2023');
    expectTypeOf(similar).returns.resolves.toEqualTypeOf<SearchResponse<number>>();
    expectTypeOf(terms).returns.resolves.toEqualTypeOf<SearchResponse<number>>();
    expectTypeOf(text).returns.resolves.toEqualTypeOf<SearchResponse>();
  });
});
