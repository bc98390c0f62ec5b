import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeSearch } from '#src/vectors/complete-search.js';
import { readCursor } from '#src/vectors/engines/usearch/graph-file.js';
import { UsearchIndex } from '#src/vectors/engines/usearch/usearch-index.js';
import type { IndexLocation } from '#src/vectors/port.js';
import { mountSmallDisk } from '../../../support/faults/small-disk.js';
import { FakeVectorSource } from '../../../support/vectors/fake-vector-source.js';
import { joinVectors, makeRandom, makeUnits } from '../../../support/vectors/synthetic-vectors.js';
import { add, nextLocation, remove, searchOne } from '../../vector-index.contract.js';

const DIM = 32;
const COUNT = 2000;
const VECTORS = makeUnits(makeRandom(1), DIM, COUNT);
const IDS = VECTORS.map((_, i) => i + 1);
const LAST = { lastVectorId: COUNT, lastRemovedSeq: 0 };

const opened: UsearchIndex[] = [];
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
});

async function open(at: IndexLocation): Promise<UsearchIndex> {
  const index = await UsearchIndex.open(at);
  opened.push(index);
  return index;
}

/** A persisted graph in a folder of its own, in use by nobody. */
async function persist(vectors = VECTORS, location = nextLocation(vectors[0]?.length ?? DIM)): Promise<IndexLocation> {
  const index = await UsearchIndex.open(location);
  await add(
    index,
    vectors.map((_, i) => i + 1),
    vectors,
  );
  await index.flush();
  await index.close();
  return location;
}

const graphsOf = ({ path }: IndexLocation) => readdirSync(dirname(path)).filter((name) => name.includes('.usearch'));

function fileOf(at: IndexLocation): string {
  const files = graphsOf(at);
  expect(files).toHaveLength(1);
  return join(dirname(at.path), files[0] as string);
}

/** Writes to a file behind the back of whoever uses it, as only the same user can who changes its mode before. */
function change(file: string, work: (file: string) => void): void {
  chmodSync(file, 0o644);
  work(file);
}

/** Changes what the sidecar says, with a checksum that fits. */
function forge(at: IndexLocation, changed: Record<string, unknown>): void {
  const { sidecar } = JSON.parse(readFileSync(at.path, 'utf8')) as { sidecar: object };
  const forged = { ...sidecar, ...changed };
  const sha256 = createHash('sha256').update(JSON.stringify(forged)).digest('hex');
  writeFileSync(at.path, JSON.stringify({ sidecar: forged, sha256 }));
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  writeSync(openSync(file, 'r+'), bytes, 0, bytes.length, at);
}

/** How many of the vectors are found first by a search for them. */
async function countFound(index: UsearchIndex): Promise<number> {
  let found = 0;
  for (let id = 1; id <= COUNT; id += 20) {
    const { ids } = await searchOne(index, VECTORS[id - 1] as Float32Array, 10);
    if (ids[0] === id) found++;
  }
  return found;
}

let original: IndexLocation;
let location: IndexLocation;
beforeAll(async () => {
  original = await persist();
});
beforeEach(async () => {
  location = copyOf(original);
  // Takes the copy for what it is; the first test of copies is about that.
  await (await UsearchIndex.open(location)).close();
});

function copyOf(from: IndexLocation): IndexLocation {
  const copied = nextLocation(DIM);
  cpSync(dirname(from.path), dirname(copied.path), { recursive: true });
  return copied;
}

describe('a persisted graph', () => {
  it('cannot be written to by accident, and takes less than 0.3 KB a vector beside its numbers', () => {
    const file = fileOf(location);
    expect(statSync(file).mode & 0o777).toBe(0o444);
    expect(statSync(file).size / COUNT - DIM).toBeLessThan(300);
    expect(readCursor(location.path, location.identity)).toEqual(LAST);
  });

  // What native code does with such files: it ends the process.
  it.each<[string, (file: string) => void]>([
    ['cut in half', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['without its last 100,000 bytes', (file) => truncateSync(file, statSync(file).size - 100_000)],
    ['that is empty', (file) => truncateSync(file, 0)],
    ['of other bytes', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size, 0xa5))],
    ['with one byte changed in its vectors', (file) => overwrite(file, 5000, Uint8Array.of(99, 98, 97))],
    [
      'with bytes changed in its graph',
      (file) => overwrite(file, statSync(file).size - 20_000, new Uint8Array(500).fill(255)),
    ],
    ['that is longer', (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(10)]))],
  ])('%s is refused before native code sees it, even with the times it had', async (_, damage) => {
    const file = fileOf(location);
    const { atime, mtime } = statSync(file);
    change(file, damage);
    utimesSync(file, atime, mtime);
    await expect(UsearchIndex.read(location, { checkBytes: false })).rejects.toMatchObject({ code: 'graph-invalid' });
    // For searches it is as if there were none.
    const index = await open(location);
    expect(await index.cursor()).toBeUndefined();
    expect(index.status().size).toBe(0);
  });

  it('of another dimension is refused, though native code would take it', async () => {
    const other = await persist(makeUnits(makeRandom(2), 2 * DIM, COUNT));
    const file = fileOf(location);
    change(file, () => copyFileSync(fileOf(other), file));
    const { sidecar } = JSON.parse(readFileSync(other.path, 'utf8'));
    forge(location, { sha256: sidecar.sha256, stamp: { ...sidecar.stamp, bytes: statSync(file).size } });
    await expect(UsearchIndex.read(location, { checkBytes: false })).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining('dimension 64'),
    });
  });

  it('of fewer vectors than its sidecar says is refused', async () => {
    forge(location, { count: COUNT + 1 });
    await expect(UsearchIndex.read(location, { checkBytes: false })).rejects.toMatchObject({ code: 'graph-invalid' });
  });

  it.each([
    ['another library', { libraryId: 'another' }],
    ['another model', { space: 'another' }],
    ['another shape', { m: 16 }],
    ['another version', { format: 2 }],
    ['a graph outside of its folder', { graphFile: '../graph-1-0.usearch' }],
    ['a graph that is not there', { graphFile: 'graph-1-0.usearch' }],
    ['removed ids that are none', { removedIds: ['1'] }],
  ])('of %s is refused', async (_, changed) => {
    forge(location, changed);
    expect(await (await open(location)).cursor()).toBeUndefined();
    expect(readCursor(location.path, location.identity)).toBeUndefined();
  });

  it('is compared with its checksum once where it is a copy, and is known from then on', async () => {
    const copied = copyOf(location);
    const stampOf = () => JSON.parse(readFileSync(copied.path, 'utf8')).sidecar.stamp;
    const before = stampOf();
    expect(await countFound(await open(copied))).toBe(COUNT / 20);
    expect(stampOf()).not.toEqual(before);
    const sidecar = statSync(copied.path).mtimeMs;
    expect(await countFound(await open(copied))).toBe(COUNT / 20);
    expect(statSync(copied.path).mtimeMs).toBe(sidecar);
  });

  it('whose bytes changed behind its times is found by an examination of all of them', async () => {
    const file = fileOf(location);
    change(file, () => overwrite(file, 5000, Uint8Array.of(99, 98, 97)));
    // As if nothing had happened: what only a failing disk can do.
    const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
    const stamp = { bytes: Number(size), mtimeNs: `${mtimeNs}`, ctimeNs: `${ctimeNs}`, inode: `${ino}` };
    forge(location, { stamp });
    await expect(UsearchIndex.read(location, { checkBytes: true })).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining('checksum'),
    });
  });
});

describe('a graph that is mapped', () => {
  // A search in it would end the process (SIGBUS).
  it.each<[string, (file: string) => void]>([
    ['truncated', (file) => truncateSync(file, 4096)],
    ['written over', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size, 7))],
  ])('is not searched any more when its file was %s by another process', async (_, damage) => {
    const index = await open(location);
    expect(await countFound(index)).toBe(COUNT / 20);
    const file = fileOf(location);
    change(file, damage);
    await expect(searchOne(index, VECTORS[0] as Float32Array, 5)).rejects.toMatchObject({ code: 'graph-invalid' });
  });

  it('answers as before when another process has put other bytes in the place of its file, or deleted it', async () => {
    const index = await open(location);
    const file = fileOf(location);
    writeFileSync(`${file}.new`, 'other bytes');
    renameSync(`${file}.new`, file);
    expect(await countFound(index)).toBe(COUNT / 20);
    await index.reset();
    expect(graphsOf(location)).toEqual([]);
  });

  it('gives way to the one that another process has merged, and both find the same', async () => {
    const [here, there] = [await open(location), await open(location)];
    const more = makeUnits(makeRandom(3), DIM, 300);
    const step = {
      add: { ids: more.map((_, i) => COUNT + 1 + i), data: joinVectors(more) },
      remove: [5],
      cursor: { lastVectorId: COUNT + 300, lastRemovedSeq: 1 },
    };
    await there.apply(step);
    await there.flush();
    expect(there.status()).toEqual({ size: COUNT + 299, indexed: COUNT + 299, unindexed: 0 });
    // Its file is deleted, and still there for who has it mapped.
    expect(await countFound(here)).toBe(COUNT / 20);
    await here.apply(step);
    expect(here.status()).toEqual({ size: COUNT + 299, indexed: COUNT + 299, unindexed: 0 });
    for (const index of [here, there]) {
      expect((await searchOne(index, more[7] as Float32Array, 3)).ids[0]).toBe(COUNT + 8);
      expect((await searchOne(index, VECTORS[4] as Float32Array, 300)).ids).not.toContain(5);
    }
    expect(graphsOf(location)).toHaveLength(1);
  });

  it('is not written anew for a few vectors more, which wait', async () => {
    const index = await open(location);
    const before = fileOf(location);
    const few = makeUnits(makeRandom(4), DIM, 4);
    await add(index, [5001, 5002, 5003, 5004], few);
    await index.flush();
    expect(fileOf(location)).toBe(before);
    expect(index.status()).toEqual({ size: COUNT + 4, indexed: COUNT, unindexed: 4 });
    expect((await searchOne(index, few[2] as Float32Array, 2)).ids[0]).toBe(5003);
    // The next process reads them again.
    expect(readCursor(location.path, location.identity)).toEqual(LAST);
  });

  it('is not written anew for removals, which its sidecar names', async () => {
    const index = await open(location);
    const before = fileOf(location);
    await remove(index, [3, 4]);
    await index.flush();
    expect(fileOf(location)).toBe(before);
    const again = await open(location);
    expect(again.status().size).toBe(COUNT - 2);
    expect(await again.cursor()).toEqual({ lastVectorId: COUNT, lastRemovedSeq: 2 });
    expect((await searchOne(again, VECTORS[2] as Float32Array, 50)).ids).not.toContain(3);
  });

  it('finds what is left when most was removed', async () => {
    const index = await open(location);
    await remove(
      index,
      IDS.filter((id) => id % 50 !== 0),
    );
    const left = IDS.filter((id) => id % 50 === 0);
    const query = VECTORS[49] as Float32Array;
    // Two threads build the graph: now and then it does not lead to one of its vectors.
    const { ids } = await searchOne(index, query, 100);
    expect(left).toEqual(expect.arrayContaining([...ids]));
    expect(ids.length).toBeGreaterThanOrEqual(left.length - 2);
    const source = new FakeVectorSource(DIM);
    for (const id of left) source.vectors.set(id, VECTORS[id - 1] as Float32Array);
    const [complete] = await completeSearch(index, source, [query], 100);
    expect([...(complete?.ids ?? [])].sort((a, b) => a - b)).toEqual(left);
  });
});

describe('a merge', () => {
  it('whose process is killed leaves the graph before, and loses nothing', async () => {
    const index = await open(location);
    const before = fileOf(location);
    const more = makeUnits(makeRandom(5), DIM, 6000);
    const ids = more.map((_, i) => COUNT + 1 + i);
    await add(index, ids, more);
    let kills = 0;
    const flushed = index.flush(({ indexed }) => {
      if (indexed > COUNT + 3000 && kills++ === 0) killChildren();
    });
    await expect(flushed).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('SIGKILL') });
    expect(kills).toBeGreaterThan(0);
    expect(index.status()).toEqual({ size: COUNT + 6000, indexed: COUNT, unindexed: 6000 });
    expect(await countFound(index)).toBe(COUNT / 20);
    expect((await searchOne(index, more[8] as Float32Array, 1)).ids).toEqual([COUNT + 9]);
    expect(await (await open(location)).cursor()).toEqual(LAST);
    expect(fileOf(location)).toBe(before);
    // The next one does the whole of it.
    await index.flush();
    expect(index.status()).toEqual({ size: COUNT + 6000, indexed: COUNT + 6000, unindexed: 0 });
    expect((await searchOne(index, more[8] as Float32Array, 1)).ids).toEqual([COUNT + 9]);
  });

  it('clears away what killed processes left, but not what another one may be writing', async () => {
    const folder = dirname(location.path);
    writeFileSync(join(folder, 'graph-1-0123456789ab.usearch'), 'never named by a sidecar');
    writeFileSync(join(folder, 'graph-1-0123456789ac.usearch.part'), 'left an hour ago');
    utimesSync(join(folder, 'graph-1-0123456789ac.usearch.part'), 1, 1);
    writeFileSync(join(folder, 'graph-1-0123456789ad.usearch.part'), 'being written');
    writeFileSync(join(folder, 'graph-12-0123456789ae.usearch'), 'of another space');
    const index = await open(location);
    await remove(index, [1]);
    await index.flush();
    expect(graphsOf(location).filter((name) => name.includes('0123456789'))).toEqual([
      'graph-1-0123456789ad.usearch.part',
      'graph-12-0123456789ae.usearch',
    ]);
    expect(graphsOf(location)).toHaveLength(3);
  });

  it('that is under way when the index is closed ends, and leaves the graph before', async () => {
    const index = await open(location);
    await add(
      index,
      Array.from({ length: 6000 }, (_, i) => COUNT + 1 + i),
      makeUnits(makeRandom(6), DIM, 6000),
    );
    const flushed = index.flush();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await Promise.all([expect(flushed).rejects.toMatchObject({ code: 'library-closed' }), index.close()]);
    expect(await (await open(location)).cursor()).toEqual(LAST);
  });

  const disk = mountSmallDisk(700);
  it.skipIf(disk === undefined)('for which there is no room says so, and leaves the graph before', async () => {
    const full = await persist(VECTORS, { ...location, path: join(disk as string, 'graph-1.json') });
    const before = fileOf(full);
    const index = await open(full);
    const more = makeUnits(makeRandom(7), DIM, 1000);
    await add(
      index,
      more.map((_, i) => COUNT + 1 + i),
      more,
    );
    await expect(index.flush()).rejects.toMatchObject({ code: 'library-unwritable' });
    expect(index.status()).toEqual({ size: COUNT + 1000, indexed: COUNT, unindexed: 1000 });
    expect((await searchOne(index, more[8] as Float32Array, 1)).ids).toEqual([COUNT + 9]);
    expect(fileOf(full)).toBe(before);
    expect(existsSync(full.path)).toBe(true);
    expect(await (await open(full)).cursor()).toEqual(LAST);
  });
});

/** Kills the processes that this one has started and that merge. */
function killChildren(): void {
  for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)) {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (command.includes('merge-worker')) process.kill(Number(pid), 'SIGKILL');
  }
}
