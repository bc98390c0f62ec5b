import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import type { FollowerOptions } from '#src/vectors/index-opener.js';
import type { NeighbourOptions, Neighbours } from '#src/vectors/port.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { FakeVectorSource } from '../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnit, makeUnits } from '../support/vectors/synthetic-vectors.js';

const DIM = 16;
/** The limit of these spaces: far below that of a library, so that a graph is made in milliseconds. */
const EXACT_UP_TO = 200;
const MANY = EXACT_UP_TO + 200;

const root = makeTemporaryFolder();
let folder = '';
let folders = 0;
let indexPath = '';
const opened: SpaceFollower[] = [];

beforeEach(() => {
  folder = join(root, `${++folders}`);
  indexPath = join(folder, 'graph-1.json');
});
afterEach(async () => {
  for (const space of opened.splice(0)) await space.close();
});

function open(source: FakeVectorSource, options: Partial<FollowerOptions> = {}): SpaceFollower {
  const space = new SpaceFollower(source, { indexPath, exactUpTo: EXACT_UP_TO, ...options });
  opened.push(space);
  return space;
}

function makeSource(count: number): FakeVectorSource {
  const source = new FakeVectorSource(DIM);
  source.add(count);
  return source;
}

/** A source whose graph was saved, with nothing noted of how that came about. */
async function makeSaved(count = MANY): Promise<FakeVectorSource> {
  const source = makeSource(count);
  await saveAndClose(source);
  source.askedAfter.length = 0;
  source.handedOut.length = 0;
  return source;
}

/** A source that says whether it has changed. */
class StampedSource extends FakeVectorSource {
  stamp = 'first';

  changeStamp(): string {
    return this.stamp;
  }
}

async function searchOne(
  space: SpaceFollower,
  query: Float32Array,
  k: number,
  options?: NeighbourOptions,
): Promise<Neighbours> {
  return (await space.search([query], k, options))[0] as Neighbours;
}

/** Compares the found vectors with those of an exact search: exactly, but for one in fifty once there is a graph. */
async function expectRight(space: SpaceFollower, source: FakeVectorSource, queries = 20): Promise<void> {
  let hits = 0;
  let wanted = 0;
  for (const query of makeUnits(makeRandom(queries), DIM, queries)) {
    const { ids, cosines } = await searchOne(space, query, 10);
    const expected = findNearest(source.vectors, query, 10);
    expect(ids).toHaveLength(expected.ids.length);
    expect(cosines).toEqual([...cosines].sort((a, b) => b - a));
    for (const id of ids) expect(source.vectors.has(id)).toBe(true);
    hits += ids.filter((id) => expected.ids.includes(id)).length;
    wanted += expected.ids.length;
  }
  expect(space.size).toBe(source.vectors.size);
  expect(hits).toBeGreaterThanOrEqual(space.engine === 'exact' ? wanted : 0.98 * wanted);
}

async function expectFound(space: SpaceFollower, source: FakeVectorSource, ids: readonly number[]): Promise<void> {
  for (const id of ids) expect((await searchOne(space, source.vectors.get(id) as Float32Array, 3)).ids[0]).toBe(id);
}

describe('a source that says when it changes', () => {
  it('is not looked at while it has not, and is after each change', async () => {
    const source = new StampedSource(DIM);
    source.add(10);
    const space = open(source);
    for (let i = 0; i < 3; i++) await expectRight(space, source, 2);
    source.askedAfter.length = 0;
    await expectRight(space, source, 2);
    expect(source.askedAfter).toEqual([]);
    const [added] = source.add(1);
    source.remove([1]);
    source.stamp = 'second';
    await expectRight(space, source, 2);
    expect(source.askedAfter).toEqual([10]);
    source.remove([added as number]);
    source.stamp = 'third';
    // The caller's stamp is older than the change: what came later may be missing in its search, and not in the next.
    await space.refresh('second');
    await expectRight(space, source, 2);
  });
});

describe('a space', () => {
  it('is empty while its source is', async () => {
    const space = open(new FakeVectorSource(DIM));
    expect(await searchOne(space, makeUnit(makeRandom(1), DIM), 5)).toEqual({ ids: [], cosines: [] });
    expect([space.engine, space.size, space.status().unindexed]).toEqual(['exact', 0, 0]);
  });

  it('compares with all as long as it is small, and has a graph beyond', async () => {
    const source = makeSource(EXACT_UP_TO);
    const space = open(source);
    await expectRight(space, source);
    expect(space.engine).toBe('exact');
    source.add(1);
    await expectRight(space, source);
    expect(space.engine).toBe('hnsw');
  });

  it('compares with all whatever its size in a process that searches once', async () => {
    const source = makeSource(MANY);
    const space = open(source, { oneShot: true });
    await expectRight(space, source, 5);
    await space.flush();
    expect(space.engine).toBe('exact');
    expect(space.status().unindexed).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('reads the vectors once for the first search of a process that searches once, and holds them from the second on', async () => {
    const source = makeSource(MANY);
    const all = [...source.vectors.keys()];
    const space = open(source, { oneShot: true });
    await space.refresh();
    expect([space.size, source.handedOut]).toEqual([MANY, []]);
    await expectRight(space, source, 1);
    expect(source.handedOut).toEqual(all);
    await expectRight(space, source, 1);
    await expectRight(space, source, 1);
    expect(source.handedOut).toEqual([...all, ...all]);
    // Two at once: one reads them, the other waits until they are held.
    const second = open(source, { oneShot: true });
    await Promise.all([expectRight(second, source, 1), expectRight(second, source, 1)]);
  });

  describe('in a process that searches once, with a graph that can be mapped', () => {
    async function makeMapped(): Promise<FakeVectorSource> {
      const source = makeSource(MANY);
      const space = open(source, { engine: 'usearch' });
      await space.refresh();
      await space.flush();
      await space.close();
      source.handedOut.length = 0;
      return source;
    }
    const graphFile = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.usearch')) as string);

    it('reads no vector but those it puts in order, and those the graph lacks', async () => {
      const source = await makeMapped();
      const space = open(source, { oneShot: true });
      await expectRight(space, source);
      expect(space.engine).toBe('usearch');
      // Which tell whether graph and source belong together, the newest among them.
      const sample = [...source.handedOut];
      expect(sample).toHaveLength(4);
      expect(sample.at(-1)).toBe(MANY);
      source.remove([3, 4]);
      const added = source.add(20);
      await expectRight(space, source);
      expect(source.handedOut).toEqual([...sample, ...added]);
    });

    it('compares with all where the graph is damaged, lacks too many, or belongs to another history', async () => {
      const source = await makeMapped();
      const back = source.copy();
      source.add(5000);
      const behind = open(source, { oneShot: true });
      await expectRight(behind, source, 5);
      expect(behind.engine).toBe('exact');
      back();
      source.remove([MANY]);
      source.prune();
      source.add(1);
      const other = open(source, { oneShot: true });
      await expectRight(other, source, 5);
      expect(other.engine).toBe('exact');
      back();
      chmodSync(graphFile(), 0o644);
      truncateSync(graphFile(), 3000);
      const damaged = open(source, { oneShot: true });
      await expectRight(damaged, source, 5);
      expect(damaged.engine).toBe('exact');
      expect(readdirSync(folder)).toHaveLength(2);
    });
  });

  it('answers by comparison when a mapped graph is damaged while it is in use, then builds it again', async () => {
    const source = makeSource(MANY);
    const space = open(source, { engine: 'usearch' });
    await space.flush();
    const files = () => readdirSync(folder).filter((name) => name.endsWith('.usearch'));
    const [file = ''] = files();
    chmodSync(join(folder, file), 0o644);
    truncateSync(join(folder, file), 3000);
    await expectRight(space, source);
    await space.flush();
    expect(space.status()).toEqual({ size: MANY, indexed: MANY, unindexed: 0 });
    expect(files()).toHaveLength(1);
    expect(files()).not.toEqual([file]);
    await expectRight(space, source);
  });

  it.each([
    ['small', 50],
    ['big', MANY],
  ])('follows what another process adds and removes while it is %s', async (_, count) => {
    const source = makeSource(count);
    const space = open(source);
    await space.refresh();
    const added = source.add(30);
    await expectFound(space, source, added);
    source.remove([1, 2, 3, added[0] as number]);
    await expectRight(space, source);
    // Added and removed between two looks.
    const gone = source.add(5);
    source.remove(gone);
    const stays = source.add(5);
    await expectFound(space, source, stays);
    await expectRight(space, source);
  });

  it('gives only what is allowed', async () => {
    const source = makeSource(MANY);
    const space = open(source);
    const query = source.vectors.get(5) as Float32Array;
    expect((await searchOne(space, query, 10, { allow: IdSet.from([7, 9]) })).ids.sort()).toEqual([7, 9]);
  });

  it('is right while vectors are unindexed', async () => {
    const source = makeSource(MANY + 3000);
    const space = open(source);
    let asked = 0;
    await space.refresh();
    expect(space.status().unindexed).toBeGreaterThan(0);
    do {
      await expectRight(space, source, 5);
      asked++;
    } while (space.status().unindexed > 0);
    expect(asked).toBeGreaterThan(1);
    await expectRight(space, source);
  });

  it('takes in nothing twice, however much is asked at the same time', async () => {
    const source = makeSource(MANY);
    const space = open(source);
    const query = makeUnit(makeRandom(1), DIM);
    const asked: Promise<unknown>[] = [];
    for (let i = 0; i < 20; i++) {
      asked.push(space.refresh(), space.search([query], 5), space.flush());
      source.add(10);
      source.remove([1 + i]);
      if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all(asked);
    const { ids } = await searchOne(space, query, MANY + 1000);
    expect(ids.sort((a, b) => a - b)).toEqual([...source.vectors.keys()]);
  });

  it('goes on after its source failed once', async () => {
    const source = makeSource(100);
    const space = open(source);
    source.listAfter = () => {
      throw new Error('the disk was away');
    };
    await expect(space.refresh()).rejects.toThrow('the disk was away');
    source.listAfter = FakeVectorSource.prototype.listAfter;
    await expectRight(space, source);
  });

  it('rejects everything once it is closed, big or small', async () => {
    for (const count of [10, MANY]) {
      const source = makeSource(count);
      const space = open(source);
      const query = makeUnit(makeRandom(1), DIM);
      await space.search([query], 1);
      await space.close();
      for (const asked of [
        space.search([query], 1),
        space.searchAsOfRefresh([query], 1),
        space.refresh(),
        space.flush(),
      ])
        await expect(asked).rejects.toMatchObject({ code: 'library-closed' });
    }
  });

  it('starts no thread after it was closed', async () => {
    const source = makeSource(10);
    const space = open(source);
    await space.refresh();
    await space.close();
    source.add(MANY);
    await expect(space.refresh()).rejects.toMatchObject({ code: 'library-closed' });
    expect(space.engine).toBe('exact');
  });

  it('can be closed while its graph is being saved', async () => {
    const source = makeSource(MANY);
    const space = open(source);
    await space.refresh();
    const saving = space.flush().catch((error: unknown) => error);
    await space.close();
    expect(await saving).toMatchObject({ code: 'library-closed' });
    expect(existsSync(indexPath)).toBe(false);
  });
});

describe('the graph of a space', () => {
  it('is not saved while comparing with all will do', async () => {
    const space = open(makeSource(50));
    await space.flush();
    expect(existsSync(folder)).toBe(false);
  });

  it('spares the next process all but the rest', async () => {
    const source = await makeSaved();
    const added = source.add(40);
    source.remove([10, 20, added[3] as number]);
    const space = open(source);
    await expectRight(space, source);
    expect(space.engine).toBe('hnsw');
    expect(source.askedAfter[0]).toBe(MANY);
    expect(new Set(source.askedAfter)).not.toContain(0);
    expect(source.handedOut.every((id) => id >= MANY)).toBe(true);
    await expectFound(space, source, added.slice(5, 15));
  });

  it('is saved again only where something changed', async () => {
    const source = await makeSaved();
    const before = readdirSync(folder).sort();
    const space = open(source);
    await space.flush();
    expect(readdirSync(folder).sort()).toEqual(before);
    source.remove([1]);
    await space.flush();
    const after = readdirSync(folder).sort();
    expect(after).not.toEqual(before);
    await space.flush();
    expect(readdirSync(folder).sort()).toEqual(after);
  });

  it('can be saved while searches go on', async () => {
    const source = makeSource(MANY + 1000);
    const space = open(source);
    let isSaving = true;
    const saving = space.flush().finally(() => {
      isSaving = false;
    });
    let asked = 0;
    while (isSaving) {
      await expectRight(space, source, 2);
      if (asked++ < 5) source.add(1);
    }
    await saving;
    expect(asked).toBeGreaterThan(3);
    await space.close();
    const next = open(source);
    await expectRight(next, source);
    expect(source.askedAfter.filter((id) => id === 0)).toHaveLength(1);
  });

  describe.each([
    ['missing', (path: string) => rmSync(path)],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['damaged', flipLastBit],
  ])('whose file is %s', (_, spoil) => {
    it('is built again without a word, and can be saved', async () => {
      const source = await makeSaved();
      const [file] = readdirSync(folder).filter((name) => name.endsWith('.hnsw'));
      spoil(join(folder, file as string));
      const space = open(source);
      await expectRight(space, source);
      expect(source.askedAfter).toContain(0);
      await space.flush();
      await space.close();
      source.askedAfter.length = 0;
      await expectRight(open(source), source);
      expect(source.askedAfter).not.toContain(0);
    });
  });

  it('is built again where its sidecar is damaged', async () => {
    const source = await makeSaved();
    writeFileSync(indexPath, '{');
    await expectRight(open(source), source);
    expect(source.askedAfter).toContain(0);
  });

  it('is built again where it belongs to another library', async () => {
    await makeSaved();
    const source = new FakeVectorSource(DIM, 2, 'another-library');
    source.add(MANY);
    await expectRight(open(source), source);
  });

  it('is built again where its number of vectors tells of another history', async () => {
    const source = makeSource(MANY);
    const restore = source.copy();
    source.add(100);
    await saveAndClose(source);
    restore();
    source.add(50);
    source.remove([5, 6]);
    const space = open(source);
    await expectRight(space, source);
    await space.flush();
    await expectRight(space, source);
  });

  it('is built again where the number agrees by chance but the vectors do not', async () => {
    const source = makeSource(MANY);
    const restore = source.copy();
    source.add(100);
    await saveAndClose(source);
    restore();
    const others = source.add(100);
    const space = open(source);
    await expectRight(space, source);
    await expectFound(space, source, others.slice(0, 20));
  });

  it('is kept where another process adds and removes vectors while it is read', async () => {
    const source = await makeSaved();
    let writes = 0;
    source.beforeCount = () => {
      if (writes++ < 5) source.remove([(source.add(3)[0] as number) - 3 * writes]);
    };
    const space = open(source);
    await space.refresh();
    expect(writes).toBeGreaterThanOrEqual(5);
    await expectRight(space, source);
    expect(source.askedAfter).not.toContain(0);
  });

  it('is current from when it was saved until something is added, removed or lost', async () => {
    const source = makeSource(EXACT_UP_TO);
    const space = open(source);
    expect(await space.isCurrent()).toBe(true);
    source.add(1000);
    expect(await space.isCurrent()).toBe(false);
    await space.flush();
    expect(await space.isCurrent()).toBe(true);
    const added = source.add(1);
    expect(await space.isCurrent()).toBe(false);
    await space.flush();
    source.remove(added);
    expect(await space.isCurrent()).toBe(false);
    await space.flush();
    expect(await space.isCurrent()).toBe(true);
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.hnsw'));
    writeFileSync(join(folder, file as string), '');
    expect(await space.isCurrent()).toBe(false);
  });
});

describe('removals', () => {
  it('of the time before a space is first read are not asked for', async () => {
    const source = makeSource(300);
    source.remove([1, 2, 3]);
    source.prune();
    source.remove([4]);
    const space = open(source, { oneShot: true });
    await expectRight(space, source);
    expect(source.askedRemovedAfter).toEqual([]);
    source.remove([5, 6]);
    await expectRight(space, source);
    expect(source.askedRemovedAfter).toEqual([4]);
  });

  it.each([
    ['small', 60],
    ['big', MANY],
  ])('that were pruned before an open space saw them make a %s one start again', async (_, count) => {
    const source = makeSource(count);
    const space = open(source);
    await space.refresh();
    source.remove([1, 2, 3]);
    source.prune();
    source.remove([4]);
    const added = source.add(3);
    await expectRight(space, source);
    await expectFound(space, source, added);
    await space.flush();
    expect(space.size).toBe(count - 1);
  });

  it('that were pruned before a persisted index saw them make it start again', async () => {
    const source = await makeSaved();
    source.remove([1, 2, 3]);
    source.prune();
    const space = open(source);
    expect(await space.isCurrent()).toBe(false);
    await expectRight(space, source);
    expect(source.askedAfter).toContain(0);
    await space.flush();
    expect(await space.isCurrent()).toBe(true);
  });

  it.each([
    ['exact', 50, 4],
    ['hnsw', MANY, 2],
  ])('are pruned as far as the persisted index of an engine (%s) reflects them', async (_, count, upTo) => {
    const source = makeSource(count);
    source.remove([1, 2]);
    const space = open(source);
    await space.flush();
    source.remove([3, 4]);
    await space.refresh();
    await space.prune();
    expect(source.prunedUpTo()).toBe(upTo);
    await space.flush();
    await space.prune();
    expect(source.prunedUpTo()).toBe(4);
    await expectRight(space, source, 5);
  });

  it('are not pruned before there is a persisted index', async () => {
    const source = makeSource(MANY);
    source.remove([1, 2]);
    const space = open(source);
    await space.refresh();
    await space.prune();
    expect(source.prunedUpTo()).toBe(0);
  });

  it('that were pruned after a persisted index saw them cost nothing', async () => {
    const source = makeSource(MANY);
    source.remove([1, 2, 3]);
    await saveAndClose(source);
    source.prune();
    source.remove([10]);
    source.askedAfter.length = 0;
    await expectRight(open(source), source);
    expect(source.askedAfter).not.toContain(0);
  });
});

async function saveAndClose(source: FakeVectorSource): Promise<void> {
  const space = open(source);
  await space.flush();
  await space.close();
}

function flipLastBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  writeFileSync(path, bytes);
}
