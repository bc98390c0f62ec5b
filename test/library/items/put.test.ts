// Pictures without a file: put, found, replaced, removed, and everything else that a library does with photos.
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import type { FieldFilters } from '#src/search/types/request.js';
import { makePicture, writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

async function open(options: OpenOptions = {}): Promise<Library> {
  const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library'), ...options });
  onTestFinished(() => library.close());
  return library;
}

const bytesOf = (seed: number) => makePicture(seed).then((bytes) => ({ bytes: new Uint8Array(bytes) }));

/** The files of a library's managed originals. */
async function listOriginals(library: Library): Promise<string[]> {
  const names = await readdir(join(library.path, 'managed-originals'), { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes('.')).sort();
}

const find = async (library: Library, filters: string) => {
  const { results } = await library.search({ filters });
  return results.map(({ externalId }) => externalId).sort();
};

describe('put', () => {
  it('makes a picture findable by what it shows, by its fields and by its external id', async () => {
    const library = await open();
    const fields = { price: 19.9, brand: 'Acme', inStock: true, colours: ['red', 'Dark Blue'] };
    const put = await library.put('sku-4711', { image: await bytesOf(1), fields });
    expect(put).toEqual({ id: expect.any(Number), externalId: 'sku-4711', created: true });
    await library.put('sku-2', { image: await bytesOf(2), fields: { price: 80, brand: 'Umbra', inStock: false } });
    const { results } = await library.search('anything', { fields: { price: { max: 50 }, inStock: true }, all: true });
    expect(results).toMatchObject([{ id: put.id, externalId: 'sku-4711', fields, format: 'jpeg' }]);
    expect(await library.photo({ externalId: 'sku-4711' })).toMatchObject({ id: put.id, fields });
    const alike = await library.similar({ externalId: 'sku-4711' }, { all: true });
    expect(alike.results.map(({ externalId }) => externalId)).toEqual(['sku-2']);
    const named = await library.search('sku-4711', { mode: 'text' });
    expect(named.results.map(({ externalId }) => externalId)).toEqual(['sku-4711']);
  });

  it('replaces a picture, keeps its fields unless others are given, and deletes the bytes before', async () => {
    const library = await open();
    const first = await library.put('a', { image: await bytesOf(1), fields: { price: 1, brand: 'Acme' } });
    const second = await library.put('a', { image: await bytesOf(2) });
    expect(second).toMatchObject({ created: false });
    expect(second.id).not.toBe(first.id);
    expect(await library.photo({ externalId: 'a' })).toMatchObject({
      id: second.id,
      fields: { price: 1, brand: 'Acme' },
    });
    await library.put('a', { image: await bytesOf(2), fields: { price: 2 } });
    expect((await library.photo({ externalId: 'a' })).fields).toEqual({ price: 2 });
    await library.put('a', { fields: { price: 3 } });
    expect(await find(library, 'field:price=3')).toEqual(['a']);
    expect(await library.stats()).toMatchObject({ photos: 1, files: 1, model: { vectors: 1 } });
    expect(await listOriginals(library)).toHaveLength(1);
    await expect(library.photo(first.id)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('takes many pictures at once, and calls for one id in their order', async () => {
    const library = await open();
    const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map(bytesOf));
    await Promise.all([
      ...pictures.map((image, i) => library.put(`p${i}`, { image, fields: { i } })),
      ...pictures.map((image, i) => library.put('one', { image, fields: { i } })),
    ]);
    expect((await library.items()).map(({ externalId, fields }) => [externalId, fields['i']])).toEqual([
      ['one', 5],
      ...pictures.map((_, i) => [`p${i}`, i]),
    ]);
    // Two ids with the same bytes are one photo of two files.
    expect(await library.stats()).toMatchObject({ photos: 6, files: 7 });
    const shared = await library.photo({ externalId: 'one' });
    expect(shared).toMatchObject({ externalId: 'one', otherExternalIds: ['p5'] });
    expect((await library.similar({ externalId: 'one' })).results[0]).toMatchObject({
      externalId: 'p5',
      identical: true,
    });
  });

  it('shows of two articles with one picture the one that fulfils the filters', async () => {
    const library = await open();
    const image = await bytesOf(1);
    await library.put('a', { image, fields: { inStock: false } });
    await library.put('b', { image, fields: { inStock: true } });
    const shown = async (inStock: boolean) => (await library.search({}, { fields: { inStock } })).results;
    expect(await shown(true)).toMatchObject([{ externalId: 'b', fields: { inStock: true }, otherExternalIds: ['a'] }]);
    expect(await shown(false)).toMatchObject([{ externalId: 'a', fields: { inStock: false } }]);
  });

  it('leaves the file of the user in front of a picture with the same bytes', async () => {
    const library = await open();
    const folder = makeTemporaryFolder();
    const file = join(folder, 'zebra.jpg');
    const { bytes } = await bytesOf(1);
    await writeFile(file, bytes);
    await indexPaths(library, [folder]);
    for (const id of ['a', 'b', 'c']) await library.put(id, { image: { bytes }, fields: { price: 9 } });
    const [found] = (await library.search('anything', { all: true })).results;
    expect(found).toMatchObject({ path: file, otherPaths: [], externalId: 'a', otherExternalIds: ['b', 'c'] });
    const { id } = found as { id: number };
    // Filters that the managed original alone fulfils choose the item, not the path.
    const priced = (await library.search({}, { fields: { price: 9 } })).results;
    expect(priced).toMatchObject([{ path: file, otherPaths: [], fields: { price: 9 } }]);
    expect(await library.photo(id)).toMatchObject({ path: file, otherPaths: [] });
    expect(await library.photo({ externalId: 'b' })).toMatchObject({ path: file, externalId: 'b', otherPaths: [] });
    expect(await library.original(id)).toMatchObject({ path: file });
    expect((await library.similar({ path: file })).results[0]).toMatchObject({
      path: file,
      otherPaths: [],
      externalId: 'a',
    });
    // They are no copies that could be deleted.
    expect(await library.duplicates({ kinds: ['exact'] })).toEqual([]);
  });

  it('stores nothing of what is no image, and nothing of an unknown id without one', async () => {
    const library = await open();
    const none = { bytes: new TextEncoder().encode('no picture at all') };
    await expect(library.put('a', { image: none })).rejects.toMatchObject({
      kind: 'media',
      details: { externalId: 'a' },
    });
    await expect(library.put('b', { fields: { x: 1 } })).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.put('c', { image: { path: '/not/there.jpg' } })).rejects.toMatchObject({
      code: 'path-not-found',
    });
    await expect(library.put('d', { image: { url: 'https://example.org/a.jpg' } })).rejects.toMatchObject({
      code: 'url-refused',
    });
    expect(await library.stats()).toMatchObject({ files: 0, photos: 0 });
    expect(await listOriginals(library)).toEqual([]);
    await library.put('a', { image: await bytesOf(1), fields: { x: 1 } });
    await expect(library.put('a', { image: none, fields: { x: 2 } })).rejects.toMatchObject({ kind: 'media' });
    expect(await library.photo({ externalId: 'a' })).toMatchObject({ fields: { x: 1 } });
    expect(await listOriginals(library)).toHaveLength(1);
  });

  it('copies a file, and gets an address by the function of the program', async () => {
    const file = join(makeTemporaryFolder(), 'upload.png');
    await writePicture(file, 7);
    const fetchUrl = async (url: string) => new Uint8Array(await makePicture(url.length));
    const library = await open({ fetchUrl });
    await library.put('file', { image: { path: file } });
    await writeFile(file, 'gone');
    await library.put('web', { image: { url: 'https://example.org/x.jpg' } });
    const { path, mediaType } = await library.original((await library.photo({ externalId: 'file' })).id);
    expect([path, mediaType]).toEqual([
      expect.stringMatching(/managed-originals\/..\/file-[0-9a-f]{16}\.png$/),
      'image/png',
    ]);
    expect((await readFile(path)).length).toBeGreaterThan(100);
    expect((await library.items({ after: 'file' })).map(({ externalId }) => externalId)).toEqual(['web']);
  });
});

describe('the type of a field', () => {
  it('is that of its first value', async () => {
    const library = await open();
    await library.put('a', { image: await bytesOf(1), fields: { price: 1, tags: ['x'] } });
    const refuse = async (fields: object, message: string) => {
      await expect(library.put('b', { image: await bytesOf(2), fields } as never)).rejects.toMatchObject({
        code: 'bad-argument',
        message,
      });
    };
    await refuse({ price: '19.90' }, 'The field price must be a number, as its first value was, got "19.90".');
    await refuse({ Price: 2 }, 'The field price must be written so, got Price.');
    await refuse({ 'on sale': true }, `A field's name must be such as price or in_stock, got "on sale".`);
    await refuse(
      { price: Number.NaN },
      'The field price must be a finite number, a text, a list of texts, true or false, got NaN.',
    );
    await refuse(
      { tags: 'x'.repeat(1001) },
      'The field tags must have at most 100 texts of 1000 characters, got 1 of up to 1001.',
    );
    await refuse(
      Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`f${i}`, i])),
      'A photo must have at most 64 fields, got 65.',
    );
    expect(await library.fields()).toEqual([
      { name: 'price', type: 'number', files: 1 },
      { name: 'tags', type: 'string', files: 1 },
    ]);
    expect(await listOriginals(library)).toHaveLength(1);
  });
});

describe('setFields', () => {
  it('changes some fields, removes others, and reaches photos of folders', async () => {
    const folder = makeTemporaryFolder();
    await writePicture(join(folder, 'a.jpg'), 1);
    const library = await open();
    await indexPaths(library, [folder]);
    await library.setFields({ path: join(folder, 'a.jpg') }, { price: 5, brand: 'Acme' });
    await library.setFields({ id: 1 }, { price: null, stock: 3 });
    const shown = { id: 1, fields: { brand: 'Acme', stock: 3 } };
    expect(await library.photo(1)).toMatchObject(shown);
    // Also when the file is read again.
    await indexPaths(library, [folder], { force: true });
    expect((await library.search({}, { fields: { brand: 'ACME' } })).results).toMatchObject([shown]);
    expect(await find(library, 'field:price')).toEqual([]);
    await expect(library.setFields({ externalId: 'x' }, { a: 1 })).rejects.toMatchObject({ code: 'photo-not-found' });
  });
});

describe('remove', () => {
  it('removes the photo, its vector and its bytes', async () => {
    const library = await open();
    await library.put('a', { image: await bytesOf(1), fields: { price: 1 } });
    await library.put('b', { image: await bytesOf(2), fields: { price: 1 } });
    expect(await library.remove('a')).toBe(true);
    expect(await library.remove('a')).toBe(false);
    expect(await find(library, 'field:price=1')).toEqual(['b']);
    expect((await library.search('anything', { all: true })).results).toHaveLength(1);
    expect(await library.stats()).toMatchObject({ photos: 1, model: { vectors: 1 } });
    expect(await listOriginals(library)).toHaveLength(1);
    await library.put('a', { image: await bytesOf(1) });
    expect(await library.photo({ externalId: 'a' })).not.toHaveProperty('fields');
  });
});

describe('managed originals', () => {
  it('are left alone by index runs over folders around the library, and by removing roots', async () => {
    const home = makeTemporaryFolder();
    const library = await open({ path: join(home, 'library') });
    await library.put('a', { image: await bytesOf(1) });
    await writePicture(join(home, 'photo.jpg'), 2);
    await indexPaths(library, [home]);
    await indexPaths(library, [home, library.path, join(library.path, 'managed-originals')]);
    expect(await library.stats()).toMatchObject({ photos: 2, files: 2 });
    for (const { path } of await library.roots()) await library.removeRoot(path);
    expect((await library.items()).map(({ externalId }) => externalId)).toEqual(['a']);
    expect(await library.stats()).toMatchObject({ photos: 1 });
  });

  it('are embedded by an index run with another model', async () => {
    const folder = makeTemporaryFolder();
    const path = join(makeTemporaryFolder(), 'library');
    const first = await openFakeLibrary({ path });
    await first.put('sku-9', { image: await bytesOf(1) });
    await first.close();
    const second = await openFakeLibrary({ path, model: 'other' }, { name: 'other' } as never);
    onTestFinished(() => second.close());
    await writePicture(join(folder, 'photo.jpg'), 2);
    await indexPaths(second, [folder]);
    expect((await second.search('anything', { all: true })).results).toHaveLength(2);
    const named = await second.search('sku-9', { mode: 'text' });
    expect(named.results.map(({ externalId }) => externalId)).toEqual(['sku-9']);
  });

  it('go along when the library is moved', async () => {
    const home = makeTemporaryFolder();
    const before = await openFakeLibrary({ path: join(home, 'before') });
    const { id } = await before.put('a', { image: await bytesOf(1), fields: { price: 1 } });
    await before.close();
    await rename(join(home, 'before'), join(home, 'after'));
    const library = await open({ path: join(home, 'after') });
    const { path } = await library.original(id);
    expect(path).toMatch(/after\/managed-originals\//);
    expect((await library.thumbnail(id)).mediaType).toBe('image/webp');
    expect(await find(library, 'field:price=1')).toEqual(['a']);
    await library.remove('a');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a filter on fields', () => {
  it('compares numbers, texts, lists and booleans, in the query language and as data', async () => {
    const library = await open();
    const stored = {
      a: { price: 10, brand: 'Acme', colours: ['red', 'dark blue'], sale: true },
      b: { price: 20.5, brand: 'Umbra', colours: ['green'] },
      c: { price: -3, brand: 'acme', sale: false },
      d: {},
    };
    for (const [i, [id, fields]] of Object.entries(stored).entries())
      await library.put(id, { image: await bytesOf(i), fields });
    const ask = async (fields: FieldFilters) => {
      const { results } = await library.search({}, { fields });
      return results.map(({ externalId }) => externalId).sort();
    };
    const cases: [string, FieldFilters, string[]][] = [
      ['field:price<20.5', { price: { below: 20.5 } }, ['a', 'c']],
      ['field:price=0..20.5', { price: { min: 0, max: 20.5 } }, ['a', 'b']],
      ['field:price=10|-3', { price: [10, -3] }, ['a', 'c']],
      ['field:brand=ACME', { brand: 'ACME' }, ['a', 'c']],
      ['field:"colours=Dark  Blue"', { colours: 'dark blue' }, ['a']],
      ['field:colours=red|green', { colours: ['red', 'green'] }, ['a', 'b']],
      ['field:sale', { sale: { exists: true } }, ['a', 'c']],
      ['-field:sale', { sale: { exists: false } }, ['b', 'd']],
      ['field:SALE=true', { sale: true }, ['a']],
      ['-field:brand=Acme', { brand: { not: 'Acme' } }, ['b', 'd']],
      ['field:price>0 field:price<20 field:brand=acme', { price: { above: 0, below: 20 }, brand: 'acme' }, ['a']],
    ];
    for (const [text, fields, expected] of cases) {
      expect([text, await find(library, text)]).toEqual([text, expected]);
      expect([text, await ask(fields)]).toEqual([text, expected]);
    }
  });

  it('refuses a value that the type does not have, and says which field no photo has', async () => {
    const library = await open();
    await library.put('a', { image: await bytesOf(1), fields: { price: 1, brand: 'Acme' } });
    await expect(find(library, 'field:price=cheap')).rejects.toMatchObject({
      code: 'bad-query',
      message: 'The field price has values of type number, got "cheap".',
    });
    await expect(find(library, 'field:brand<5')).rejects.toMatchObject({ code: 'bad-query' });
    await expect(library.search('a', { fields: { price: { max: '5' } } as never })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const { results, notices } = await library.search('shoe', { fields: { prise: 1 } });
    expect(results).toEqual([]);
    expect(notices[0]).toEqual({
      code: 'unknown-field',
      message: 'No photo has a field prise. Did you mean price?',
    });
  });
});
