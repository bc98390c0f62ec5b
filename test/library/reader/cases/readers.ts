/** The contract of readers who see a part: below a folder, without sensitive photos, by a key. Other photos do not exist for them, in whatever way they ask. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PhotoReader } from '#src/library/types/library.js';
import { type Cases, find, idOf, NO_ID } from '../given.js';

/** Photos below 2020, of which one has a file elsewhere. */
const IN_2020 = ['meadow', 'night', 'sea'];

async function expectOnly2020(reader: PhotoReader): Promise<void> {
  expect((await find(reader, 'width:>0')).sort()).toEqual(IN_2020);
  expect((await find(reader, 'red', { all: true })).sort()).toEqual(IN_2020);
  expect(await find(reader, 'anna OR glaciers OR café', { mode: 'text' })).toEqual([]);
  expect((await reader.stats()).photos).toBe(3);
  const { total, countries, tags, people, keywords, objects } = await reader.facets();
  expect([total, countries, tags.length, people.length, keywords.length, objects.length]).toEqual([3, [], 2, 1, 2, 1]);
  expect((await reader.overview()).total).toBe(3);
  expect((await reader.tags()).map(({ name }) => name)).toEqual(['blue', 'green']);
  expect(await reader.suggest('ro')).toEqual([]);
  expect([await reader.items(), await reader.fields()]).toEqual([[], []]);
  const { people: listed } = await reader.people({ includeHidden: true });
  expect(listed.map(({ name, faces }) => `${name} ${faces}`)).toEqual(['Anna Smith 1']);
}

export const within: Cases = (given) => {
  it('shows a folder and what lies below it, and counts nothing else', async () => {
    const { library, shelf } = given();
    await expectOnly2020(library.within(join(shelf.photos, '2020')));
    expect(await find(library.within(join(shelf.photos, '202')), 'width:>0')).toEqual([]);
    expect(await find(library.within('/nowhere'), 'width:>0')).toEqual([]);
    expect(() => library.within('')).toThrow('folder must be a path');
  });

  it('has no photo elsewhere, by whatever method it is asked for', async () => {
    const { library, shelf } = given();
    const reader = library.within(join(shelf.photos, '2020'));
    const id = await idOf(library, 'sunset');
    const [{ id: faceId } = { id: NO_ID }] = await library.facesIn(id);
    const person = (await library.people()).people.find(({ name }) => name?.startsWith('Ben'));
    const missing = { code: 'photo-not-found' };
    for (const ask of [
      () => reader.photo(id),
      () => reader.photo({ externalId: 'sku-1' }),
      () => reader.contentHash(id),
      () => reader.tagsOf(id),
      () => reader.frames(id),
      () => reader.regions(id),
      () => reader.facesIn(id),
      () => reader.thumbnail(id),
      () => reader.preview(id),
      () => reader.animatedPreview(id),
      () => reader.fullSize(id),
      () => reader.original(id),
      () => reader.motion(id),
      () => reader.sidecars(id),
      () => reader.where(id, 'red'),
      () => reader.similar({ id }),
      () => reader.search({ terms: [{ id }] }),
    ])
      await expect(ask(), String(ask)).rejects.toMatchObject(missing);
    for (const ask of [() => reader.face(faceId), () => reader.faceImage(faceId)])
      await expect(ask(), String(ask)).rejects.toMatchObject({ code: 'face-not-found' });
    for (const ask of [() => reader.person(person?.id as number), () => reader.facesOf(person?.id as number)])
      await expect(ask(), String(ask)).rejects.toMatchObject({ code: 'person-not-found' });
  });

  it('gives no path that lies elsewhere', async () => {
    const { library, shelf } = given();
    const reader = library.within(join(shelf.photos, '2020/copies'));
    const { results } = await reader.search('width:>0');
    expect(results.map(({ path, otherPaths }) => [path, otherPaths])).toEqual([[shelf.at('seaAgain'), []]]);
    expect((await reader.original(await idOf(library, 'sea'))).path).toBe(shelf.at('seaAgain'));
  });
};

export const reader: Cases = (given) => {
  it('hides sensitive photos, below a folder or everywhere', async () => {
    const { library, shelf } = given();
    expect(await find(library.reader({ hideSensitive: true }), 'is:document')).toEqual(['report']);
    const both = library.reader({ folder: join(shelf.photos, 'undated'), hideSensitive: true });
    expect((await find(both, 'width:>0')).sort()).toEqual(['live', 'report', 'stone']);
    expect(await find(both, 'DE89', { mode: 'text' })).toEqual([]);
    const id = await idOf(library, 'account');
    await expect(both.photo(id)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(both.thumbnail(id)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expectOnly2020(library.reader({ folder: join(shelf.photos, '2020') }));
  });
};

export const keys: Cases = (given) => {
  it('let in who has the secret, to the folder of the key', async () => {
    const { library, shelf } = given();
    const key = await library.keys.check(shelf.secret);
    expect(key).toMatchObject({
      name: 'guest',
      scopes: ['search'],
      folder: join(shelf.photos, '2020'),
      revokedAtMs: null,
    });
    await expectOnly2020(library.within(key?.folder as string));
    for (const secret of ['', 'nonsense', `${shelf.secret}x`]) expect(await library.keys.check(secret)).toBeUndefined();
    expect((await library.keys.list()).map(({ name }) => name)).toEqual(['guest']);
  });
};
