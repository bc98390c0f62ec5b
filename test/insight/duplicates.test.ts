import { copyFileSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuplicateGroup, Library } from '#src/index.js';
import { countDifferentBits, type Hash, HashIndex } from '#src/insight/duplicates/hash-index.js';
import { compareForKeeping, explainKeeper } from '#src/insight/duplicates/keeper.js';
import { makeCopies, measure, summarise } from '../../bench/support/copies.mjs';
import { makePages } from '../../bench/support/pages.mjs';
import { makeSurfaces } from '../../bench/support/surfaces.mjs';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { IS_LONG } from '../support/runner/form.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { makeRandom } from '../support/vectors/synthetic-vectors.js';

const home = makeTemporaryFolder();
const copies = join(home, 'copies');
/** One photo in so many is copied. */
const EVERY = IS_LONG ? 5 : 10;
const photos = readdirSync(SAMPLES)
  .filter((name) => !name.endsWith('.md'))
  .filter((_, i) => i % EVERY === 0)
  .map((name) => join(SAMPLES, name));
const names = photos.map((photo) => parse(photo).name);

let library: Library;
let groups: DuplicateGroup[];
beforeAll(async () => {
  await makeCopies(photos, copies);
  library = await openSampleLibrary(home, {}, IN_PROCESS);
  await indexPaths(library, [copies]);
  groups = await library.duplicates();
}, 300_000);
afterAll(() => library.close());

describe('duplicates', () => {
  it('finds every exact copy, and nothing else as such', () => {
    const found = measure(groups, copies);
    expect(summarise(found, names)[0]).toMatchObject({
      what: 'the same bytes',
      made: names.length,
      exact: names.length,
    });
    expect(found.right.exact).toBe(found.all.exact);
  });

  it('finds re-encoded, scaled, cropped and brightened copies as near: recall ≥ 0.95, precision ≥ 0.98', () => {
    const found = measure(groups, copies);
    const rows = summarise(found, names).filter(({ kind }) => kind === 'near');
    expect(rows).toHaveLength(13);
    const share = rows.reduce((sum, { near }) => sum + near, 0) / rows.reduce((sum, { made }) => sum + made, 0);
    expect(share).toBeGreaterThanOrEqual(0.95);
    expect(found.right.near / found.all.near).toBeGreaterThanOrEqual(0.98);
  });

  it('finds mirrored pictures as similar at most, and what it calls similar is one scene in 0.9 of cases', () => {
    const found = measure(groups, copies);
    const rows = summarise(found, names);
    for (const { what, near } of rows.filter(({ kind }) => kind === 'turned' || kind === 'similar'))
      expect.soft(near, what).toBe(0);
    expect(rows.find(({ what }) => what === 'mirrored')?.similar).toBeGreaterThan(names.length / 2);
    expect(found.right.similar / found.all.similar).toBeGreaterThanOrEqual(0.9);
  });

  it('finds mirrored and rotated pictures on demand, and says how they are turned', async () => {
    expect(groups.filter(({ kind }) => kind === 'turned')).toEqual([]);
    const withTurned = await library.duplicates({ kinds: ['exact', 'near', 'turned'] });
    const turned = withTurned.filter(({ kind }) => kind === 'turned');
    const found = measure(withTurned, copies);
    for (const { what, turned, made } of summarise(found, names).filter(({ kind }) => kind === 'turned'))
      expect.soft(turned, what).toBe(made);
    expect(found.right.turned).toBe(found.all.turned);
    const isRecipe = (recipe: string) => (path: string) => path.includes(recipe);
    for (const { members } of turned) {
      const [keeper, ...others] = members;
      expect(keeper?.turn).toBeUndefined();
      for (const { path, turn } of others) {
        expect(turn).toBeDefined();
        if (isRecipe('mirrored')(path) && !isRecipe('rotated')(keeper?.path ?? ''))
          expect(turn).toEqual({ mirrored: true, rotated: 0 });
      }
    }
  });

  it('suggests the largest picture, says why, and sorts by what the others take', () => {
    const near = groups.filter(({ kind }) => kind === 'near');
    for (const { members, reason } of near) {
      const [keeper] = members;
      for (const { photo } of members)
        expect(photo.width * photo.height).toBeLessThanOrEqual(
          (keeper?.photo.width ?? 0) * (keeper?.photo.height ?? 0),
        );
      expect(reason).toMatch(/^(largest picture|least compressed) \(/);
      expect(keeper?.cosine).toBe(1);
    }
    const bytes = groups.map(({ reclaimableBytes }) => reclaimableBytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
  });

  it('puts a file into one group of a kind at most', () => {
    for (const kind of ['exact', 'near', 'similar']) {
      const paths = groups
        .filter((group) => group.kind === kind)
        .flatMap(({ members }) => members.map(({ path }) => path));
      expect(new Set(paths).size).toBe(paths.length);
    }
  });

  it('looks only for the kinds that are asked for, and finds the same', async () => {
    const near = await library.duplicates({ kinds: ['near'] });
    expect(near).toEqual(groups.filter(({ kind }) => kind === 'near'));
    await expect(library.duplicates({ kinds: ['same' as 'near'] })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('knows only what a folder, or a filter, lets it see', async () => {
    const folder = join(copies, 'exact copy');
    expect(await library.within(folder).duplicates({ kinds: ['exact', 'near'] })).toEqual([]);
    const both = await library.within(copies).duplicates({ kinds: ['exact'] });
    for (const { members } of both)
      for (const { path, photo } of members)
        expect([path, ...photo.otherPaths].filter((one) => !one.startsWith(copies))).toEqual([]);
    expect(await library.duplicates({ filters: 'width:>100000' })).toEqual([]);
    const filtered = await library.duplicates({ kinds: ['near'], filters: 'width:<1000' });
    expect(filtered.length).toBeGreaterThan(0);
    for (const { members } of filtered) for (const { photo } of members) expect(photo.width).toBeLessThan(1000);
  });

  it('ends when it is aborted', async () => {
    const signal = AbortSignal.abort();
    await expect(library.duplicates({ signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('prefers, of files with the same bytes, the one that is not named as a copy', async () => {
    const folder = join(home, 'named');
    mkdirSync(folder);
    const own = await openFakeLibrary({ path: join(home, 'own') });
    for (const name of ['a photo (1).jpg', 'a long name of a photo.jpg', 'a photo copy.jpg']) {
      copyFileSync(photos[0] as string, join(folder, name));
      utimesSync(join(folder, name), 1e9, 1e9);
    }
    await indexPaths(own, [folder]);
    const [group] = await own.duplicates();
    await own.close();
    expect(group).toMatchObject({ kind: 'exact', reason: 'not named as a copy' });
    expect(group?.members[0]?.path).toBe(join(folder, 'a long name of a photo.jpg'));
    expect(group?.reclaimableBytes).toBe(2 * (group?.members[0]?.photo.sizeBytes ?? 0));
  });
});

describe('images that resemble each other whatever they show', () => {
  const folder = join(home, 'alike');
  const subjectOf = (path: string) =>
    basename(path)
      .replace(/^(sky-[a-z]+).*/, '$1')
      .replace(/\.\w+$/, '');

  it('are neither one image nor one scene: pages of ten kinds, plain colours, skies; exposures of one sky are', async () => {
    await makePages(folder, IS_LONG ? 6 : 2, 5);
    const exposures = await makeSurfaces(folder);
    const own = await openSampleLibrary(join(home, 'with-alike'), {}, IN_PROCESS);
    await indexPaths(own, [folder]);
    const alike = await own.duplicates();
    await own.close();
    const joined = alike.flatMap(({ kind, members: [keeper, ...others] }) =>
      others.map(({ path }) => ({ kind, keeper: subjectOf(keeper?.path ?? ''), other: subjectOf(path) })),
    );
    expect(joined.filter(({ keeper, other }) => keeper !== other)).toEqual([]);
    expect(joined.filter(({ kind }) => kind === 'near')).toHaveLength(exposures);
  }, 120_000);
});

describe('the index of hashes', () => {
  const random = makeRandom(7);
  const makeHash = (): Hash => ({ high: Math.floor(random() * 2 ** 32), low: Math.floor(random() * 2 ** 32) });
  const flip = ({ high, low }: Hash, bits: number): Hash => {
    const flipped = { high, low };
    for (let i = 0; i < bits; i++) flipped[random() < 0.5 ? 'high' : 'low'] ^= 1 << Math.floor(random() * 32);
    return { high: flipped.high >>> 0, low: flipped.low >>> 0 };
  };

  it('finds exactly what comparing with all finds', () => {
    const centres = Array.from({ length: 40 }, makeHash);
    const hashes = Array.from({ length: 3000 }, (_, i) => flip(centres[i % 40] as Hash, Math.floor(random() * 30)));
    const index = new HashIndex(hashes);
    for (const hash of [...centres, ...hashes.slice(0, 100)]) {
      for (const bits of [0, 4, 17, 64]) {
        const expected = [...hashes.keys()]
          .map((position) => ({ position, bits: countDifferentBits(hash, hashes[position] as Hash) }))
          .filter((found) => found.bits <= bits);
        expect(index.search(hash, bits)).toEqual(expected);
        expect(index.search(hash, bits, 1000)).toEqual(expected.filter(({ position }) => position >= 1000));
      }
    }
  });

  it('counts bits as their spelling does', () => {
    for (let i = 0; i < 1000; i++) {
      const [a, b] = [makeHash(), makeHash()];
      const ones = (word: number) => (word >>> 0).toString(2).replaceAll('0', '').length;
      expect(countDifferentBits(a, b)).toBe(ones(a.high ^ b.high) + ones(a.low ^ b.low));
    }
  });
});

describe('the keeper', () => {
  const photo = { path: '/a/photo.jpg', width: 4000, height: 3000, sizeBytes: 5e6, hasMetadata: true, takenAtMs: 5 };
  it.each([
    ['largest picture (4000 × 3000)', { width: 2000, height: 1500, sizeBytes: 9e6 }],
    ['least compressed (5.0 MB)', { sizeBytes: 1e6 }],
    ['has metadata', { hasMetadata: false, takenAtMs: 1 }],
    ['taken first (1970-01-01)', { takenAtMs: null }],
    ['not named as a copy', { path: '/a/b (2).jpg' }],
    ['shortest path', { path: '/a/b/photo.jpg' }],
    ['first by name', { path: '/a/proto.jpg' }],
  ])('is chosen for: %s', (reason, worse) => {
    const candidates = [{ ...photo, ...worse }, photo].sort(compareForKeeping);
    expect(candidates[0]).toBe(photo);
    expect(explainKeeper(candidates)).toBe(reason);
  });
});
