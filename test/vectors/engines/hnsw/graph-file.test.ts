import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { readCursor, readGraph, saveGraph } from '#src/vectors/engines/hnsw/graph-file.js';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import { mountSmallDisk } from '../../../support/faults/small-disk.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';
import { joinVectors, makeRandom, makeUnits } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 16;
const IDENTITY = { libraryId: 'a-library', space: 'revision/fp32', dim: DIM };
const CURSOR = { lastVectorId: 1200, lastRemovedSeq: 34 };
const REMOVED = [3, 4, 150];
const VECTORS = makeUnits(makeRandom(1), DIM, 200);

const inOrder = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

const root = makeTemporaryFolder();
let folders = 0;

function makeGraph(count = VECTORS.length): HnswGraph {
  const graph = HnswGraph.create(DIM);
  const vectors = VECTORS.slice(0, count);
  graph.add(
    vectors.map((_, i) => i + 1),
    joinVectors(vectors),
  );
  graph.remove(REMOVED);
  return graph;
}

/** A saved graph in a folder of its own. */
class SavedGraph {
  readonly folder = join(root, `${++folders}`);
  readonly sidecar = join(this.folder, 'graph-1.json');

  get graphFiles(): string[] {
    return readdirSync(this.folder).filter((name) => name.endsWith('.hnsw'));
  }

  /** Path of the graph itself. */
  get file(): string {
    expect(this.graphFiles).toHaveLength(1);
    return join(this.folder, this.graphFiles[0] as string);
  }

  save(graph = makeGraph()): Promise<void> {
    return saveGraph(graph, this.sidecar, IDENTITY, CURSOR);
  }

  read(identity = IDENTITY): ReturnType<typeof readGraph> {
    return readGraph(this.sidecar, identity);
  }

  /** Changes what the sidecar says, with a checksum that fits. */
  forge(change: Record<string, unknown>): void {
    const { sidecar } = JSON.parse(readFileSync(this.sidecar, 'utf8')) as { sidecar: object };
    const forged = { ...sidecar, ...change };
    const sha256 = createHash('sha256').update(JSON.stringify(forged)).digest('hex');
    writeFileSync(this.sidecar, JSON.stringify({ sidecar: forged, sha256 }));
  }

  async expectInvalid(identity = IDENTITY): Promise<void> {
    await expect(this.read(identity)).rejects.toMatchObject({ code: 'graph-invalid', name: 'PhotoseekError' });
  }
}

let saved: SavedGraph;
beforeEach(async () => {
  saved = new SavedGraph();
  await saved.save();
});

describe('a saved graph', () => {
  it('comes back with its vectors, its removed ids and its cursor', async () => {
    const { graph, cursor } = await saved.read();
    expect(cursor).toEqual(CURSOR);
    expect(graph.dim).toBe(DIM);
    expect(graph.size).toBe(VECTORS.length - REMOVED.length);
    expect(inOrder(graph.removedIds)).toEqual(REMOVED);
    VECTORS.forEach((vector, i) => {
      const { ids } = graph.search(vector, 300);
      expect(ids).toHaveLength(graph.size);
      if (!REMOVED.includes(i + 1)) expect(ids[0]).toBe(i + 1);
      for (const id of REMOVED) expect(ids).not.toContain(id);
    });
  });

  it('answers as it did before it was saved', async () => {
    const before = makeGraph();
    const { graph } = await saved.read();
    for (const query of makeUnits(makeRandom(2), DIM, 20)) {
      expect(graph.search(query, 10)).toEqual(before.search(query, 10));
      const allow = IdSet.from([3, 17, 20, 199]);
      expect(graph.search(query, 10, allow)).toEqual(before.search(query, 10, allow));
    }
  });

  it('goes on where it was: it grows, forgets and is saved again', async () => {
    const { graph } = await saved.read();
    const more = makeUnits(makeRandom(3), DIM, 2000);
    const { size } = graph;
    // Ids that it holds, or held, are not added again.
    graph.add([5, REMOVED[0] as number], joinVectors(more.slice(0, 2)));
    expect(graph.size).toBe(size);
    graph.add(
      more.map((_, i) => 1000 + i),
      joinVectors(more),
    );
    graph.remove([1000, 7]);
    await saved.save(graph);
    const { graph: again } = await saved.read();
    expect(again.size).toBe(graph.size);
    expect(inOrder(again.removedIds)).toEqual(inOrder([...REMOVED, 7, 1000]));
    expect(again.search(more[5] as Float32Array, 1).ids).toEqual([1005]);
  });

  it('may be empty', async () => {
    await saved.save(HnswGraph.create(DIM));
    const { graph } = await saved.read();
    expect(graph.size).toBe(0);
    expect(graph.search(VECTORS[0] as Float32Array, 3).ids).toEqual([]);
    graph.add([1], VECTORS[0] as Float32Array);
    expect(graph.search(VECTORS[0] as Float32Array, 3).ids).toEqual([1]);
  });

  it('replaces the one before and clears away what others left, but nothing of other spaces', async () => {
    const neighbour = join(saved.folder, 'graph-12.json');
    await saveGraph(makeGraph(), neighbour, IDENTITY, CURSOR);
    const [ofNeighbour] = saved.graphFiles.filter((name) => name.startsWith('graph-12-'));
    writeFileSync(join(saved.folder, 'graph-1-0123456789ab.hnsw'), 'left by a process that was killed');
    const before = saved.graphFiles;
    await saved.save();
    expect(saved.graphFiles).toHaveLength(2);
    expect(saved.graphFiles).toContain(ofNeighbour);
    expect(saved.graphFiles.filter((name) => before.includes(name))).toEqual([ofNeighbour]);
    expect(readdirSync(saved.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await saved.read();
    await readGraph(neighbour, IDENTITY);
  });

  it('tells how far it had followed without being loaded', () => {
    expect(readCursor(saved.sidecar, IDENTITY)).toEqual(CURSOR);
    expect(readCursor(saved.sidecar, { ...IDENTITY, dim: 8 })).toBeUndefined();
    expect(readCursor(join(root, 'nowhere.json'), IDENTITY)).toBeUndefined();
    rmSync(saved.file);
    expect(readCursor(saved.sidecar, IDENTITY)).toBeUndefined();
  });
});

describe('a graph file that cannot be trusted is refused:', () => {
  it('missing', async () => {
    rmSync(saved.file);
    await saved.expectInvalid();
  });

  it('empty', async () => {
    truncateSync(saved.file);
    await saved.expectInvalid();
  });

  it('truncated anywhere', async () => {
    const whole = readFileSync(saved.file);
    for (const length of [1, 8, 50, 95, 96, 97, 1000, whole.length >> 1, whole.length - 1]) {
      writeFileSync(saved.file, whole.subarray(0, length));
      await saved.expectInvalid();
    }
  });

  it('longer than it was', async () => {
    writeFileSync(saved.file, Buffer.concat([readFileSync(saved.file), Buffer.alloc(4)]));
    await saved.expectInvalid();
  });

  it('garbage of the same length', async () => {
    writeFileSync(saved.file, Buffer.alloc(readFileSync(saved.file).length, 0xa5));
    await saved.expectInvalid();
  });

  it('with one bit changed, in the header or anywhere else', async () => {
    const whole = readFileSync(saved.file);
    const random = makeRandom(4);
    const anywhere = Array.from({ length: 100 }, () => Math.floor(random() * whole.length));
    for (const position of [...Array(128).keys(), ...anywhere, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[position] = (changed[position] as number) ^ (1 << (position % 8));
      writeFileSync(saved.file, changed);
      await saved.expectInvalid();
    }
    writeFileSync(saved.file, whole);
    await saved.read();
  });

  it('another graph under its name', async () => {
    const other = new SavedGraph();
    await other.save(makeGraph(180));
    copyFileSync(other.file, saved.file);
    await saved.expectInvalid();
  });

  it('a folder under its name', async () => {
    const { file } = saved;
    rmSync(file);
    mkdirSync(file);
    await saved.expectInvalid();
  });

  it('truncated or garbage, with a sidecar that was made to fit', async () => {
    const whole = readFileSync(saved.file);
    const { file } = saved;
    for (const bytes of [
      Buffer.alloc(0),
      whole.subarray(0, 40),
      whole.subarray(0, whole.length - 10),
      Buffer.alloc(500, 0x5a),
    ]) {
      writeFileSync(file, bytes);
      saved.forge({ graphBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
      await saved.expectInvalid();
    }
  });
});

describe('a sidecar that cannot be trusted is refused:', () => {
  it('missing', async () => {
    rmSync(saved.sidecar);
    await saved.expectInvalid();
  });

  it.each([
    ['empty', ''],
    ['no JSON', '\u0000\u0001garbage'],
    ['cut off', '{"sidecar":{"format":1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['without fields', '{"sidecar":{},"sha256":""}'],
  ])('%s', async (_, text) => {
    writeFileSync(saved.sidecar, text);
    await saved.expectInvalid();
  });

  it('a folder under its name', async () => {
    rmSync(saved.sidecar);
    mkdirSync(saved.sidecar);
    await saved.expectInvalid();
  });

  it('with any one bit changed', async () => {
    const whole = readFileSync(saved.sidecar);
    for (let bit = 0; bit < 8 * whole.length; bit += 7) {
      const changed = Buffer.from(whole);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      writeFileSync(saved.sidecar, changed);
      await saved.expectInvalid();
    }
    writeFileSync(saved.sidecar, whole);
    await saved.read();
  });

  it.each([
    ['another version of the format', { format: 99 }],
    ['another metric', { metric: 'l2' }],
    ['another M', { m: 16 }],
    ['another dimension', { dim: 32 }],
    ['another number of vectors', { count: 12 }],
    ['ids removed that are not', { removedIds: [] }],
    ['a cursor below zero', { lastVectorId: -1 }],
    ['a field nobody knows', { surprise: true }],
    ['a graph file outside its folder', { graphFile: '../graph-1.hnsw' }],
    ['its folder as the graph file', { graphFile: '..' }],
    ['a graph file that is not there', { graphFile: 'graph-1-ffffffffffff.hnsw' }],
  ])('with %s and a checksum that fits', async (_, change) => {
    saved.forge(change);
    await saved.expectInvalid();
  });

  it.each([
    ['another library', { libraryId: 'another-library' }],
    ['another space', { space: 'revision/q8' }],
    ['another dimension', { dim: 2 * DIM }],
  ])('of %s', async (_, change) => {
    await saved.expectInvalid({ ...IDENTITY, ...change });
  });
});

describe('a graph that cannot be saved', () => {
  it('is a library that cannot be written, where the folder is a file', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    for (const sidecar of [join(file, 'graph-1.json'), join(file, 'below', 'graph-1.json')])
      await expect(saveGraph(makeGraph(), sidecar, IDENTITY, CURSOR)).rejects.toMatchObject({
        code: 'library-unwritable',
      });
  });

  it('leaves the one before, and nothing half-written', async () => {
    const before = readdirSync(saved.folder).sort();
    // Where the new sidecar wants to be written first, nothing can be.
    const inTheWay = `${saved.sidecar}.${process.pid}.tmp`;
    mkdirSync(inTheWay);
    await expect(saved.save(makeGraph(50))).rejects.toMatchObject({ code: 'library-unwritable' });
    rmSync(inTheWay, { recursive: true });
    expect(readdirSync(saved.folder).sort()).toEqual(before);
    const { graph } = await saved.read();
    expect(graph.size).toBe(VECTORS.length - REMOVED.length);
  });

  it.each([
    ['half a file', (path: string) => truncateSync(path, readFileSync(path).length >> 1)],
    ['an empty file', (path: string) => truncateSync(path)],
    ['a file without the last vectors', (path: string) => makeGraph(150).write(path)],
    ['no file', (path: string) => rmSync(path)],
  ])('is noticed where the native side wrote %s and reported success', async (_, spoil) => {
    const graph = makeGraph();
    const write = graph.write.bind(graph);
    vi.spyOn(graph, 'write').mockImplementation((path) => {
      write(path);
      spoil(path);
    });
    await expect(saved.save(graph)).rejects.toMatchObject({ code: 'library-unwritable' });
    expect(saved.graphFiles).toHaveLength(1);
    await saved.read();
  });

  it('leaves the one before where the sidecar cannot be renamed into place', async () => {
    const aside = join(saved.folder, 'aside.json');
    renameSync(saved.sidecar, aside);
    mkdirSync(join(saved.sidecar, 'in the way'), { recursive: true });
    await expect(saved.save(makeGraph(50))).rejects.toMatchObject({ code: 'library-unwritable' });
    rmSync(saved.sidecar, { recursive: true });
    renameSync(aside, saved.sidecar);
    await saved.read();
    expect(readdirSync(saved.folder)).toHaveLength(2);
  });
});

const smallDisk = mountSmallDisk(128);

describe.skipIf(smallDisk === undefined)('on a full disk', () => {
  const sidecar = join(smallDisk ?? '', 'graph-1.json');

  it('saving says so and leaves the graph before', async () => {
    await saveGraph(makeGraph(), sidecar, IDENTITY, CURSOR);
    const before = readdirSync(smallDisk as string).sort();
    const big = makeGraph();
    const more = makeUnits(makeRandom(5), DIM, 1000);
    big.add(
      more.map((_, i) => 1000 + i),
      joinVectors(more),
    );
    await expect(saveGraph(big, sidecar, IDENTITY, { ...CURSOR, lastVectorId: 2000 })).rejects.toMatchObject({
      code: 'library-unwritable',
    });
    expect(readdirSync(smallDisk as string).sort()).toEqual(before);
    const { graph, cursor } = await readGraph(sidecar, IDENTITY);
    expect(graph.size).toBe(VECTORS.length - REMOVED.length);
    expect(cursor).toEqual(CURSOR);
  });

  it('saving works again once there is room', async () => {
    writeFileSync(join(smallDisk as string, 'ballast'), Buffer.alloc(60_000));
    await expect(saveGraph(makeGraph(), sidecar, IDENTITY, CURSOR)).rejects.toMatchObject({
      code: 'library-unwritable',
    });
    rmSync(join(smallDisk as string, 'ballast'));
    await saveGraph(makeGraph(190), sidecar, IDENTITY, CURSOR);
    expect((await readGraph(sidecar, IDENTITY)).graph.size).toBe(190 - REMOVED.length);
    expect(existsSync(join(smallDisk as string, 'ballast'))).toBe(false);
  });
});
