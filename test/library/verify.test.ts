import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import type { Finding } from '#src/library/types/descriptions.js';
import { RunLock } from '#src/store/database/run-lock.js';
import type { FileOutcome } from '#src/store/records.js';
import { saveGraph } from '#src/vectors/engines/hnsw/graph-file.js';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import { writePicture } from '../support/images/random-images.js';
import {
  ENOUGH_FOR_A_GRAPH,
  fillLibrary,
  makeOutcomes,
  tamper,
  withLibrary,
} from '../support/libraries/filled-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { runCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
const small = join(home, 'small');
const big = join(home, 'big');
let copies = 0;

beforeAll(async () => {
  mkdirSync(photos);
  for (let i = 0; i < 6; i++) await writePicture(join(photos, `${i}.jpg`), i);
  const library = await openLibrary({ path: small });
  await indexPaths(library, [photos]);
  await library.close();
  await fillLibrary(big);
});

/** A library of its own for a test that spoils it. */
function copyOf(library: string): string {
  const copy = join(home, `copy-${++copies}`);
  cpSync(library, copy, { recursive: true });
  return copy;
}

function verify(path: string, files = false): Promise<Finding[]> {
  return withLibrary(path, (library) => library.verify({ files }));
}

function repair(path: string): Promise<string[]> {
  return withLibrary(path, (library) => library.repair());
}

function notOk(findings: readonly Finding[]): string[] {
  return findings.filter(({ state }) => state !== 'ok').map(({ check, state }) => `${check} ${state}`);
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => `${path} ${readFileSync(path).toString('base64').slice(-2000)}`)
    .sort();
}

describe('verify', () => {
  it('finds nothing wrong with a library that is whole, small or big, and changes nothing', async () => {
    for (const path of [small, big]) {
      const before = listFiles(path);
      expect(notOk(await verify(path))).toEqual([]);
      expect(listFiles(path)).toEqual(before);
    }
  });

  it('examines every vector, a sample of searches and every file', async () => {
    const findings = await verify(big, true);
    const examined = Object.fromEntries(findings.map((finding) => [finding.check, finding.examined]));
    expect(examined).toMatchObject({
      vectors: ENOUGH_FOR_A_GRAPH,
      graph: ENOUGH_FOR_A_GRAPH,
      'graph-recall': 20,
      files: ENOUGH_FOR_A_GRAPH,
    });
    expect(examined['graph-reachability']).toBeGreaterThanOrEqual(1000);
  });

  it('finds a page of the catalogue that was overwritten, and says it is lost', async () => {
    const path = copyOf(big);
    const file = join(path, 'catalogue.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 16384);
    writeFileSync(file, bytes);
    expect(notOk(await verify(path))).toContain('catalogue-integrity lost');
    await expect(repair(path)).rejects.toMatchObject({ code: 'library-damaged' });
  });

  it.each([
    ['is not finite', "zeroblob(1022) || x'007e'"],
    ['is not of length 1', "zeroblob(1022) || x'0040'"],
    ['is all zero', 'zeroblob(1024)'],
    ['has too few numbers', "x'003c'"],
  ])('finds a vector that %s; repair and another index run bring it back', async (_, data) => {
    const path = copyOf(small);
    tamper(path, `UPDATE vector SET data = CAST(${data} AS BLOB) WHERE id = 3`);
    const wrong = (await verify(path)).find(({ check }) => check === 'vectors');
    expect(wrong).toMatchObject({ state: 'lost', examined: 6, wrong: 1 });
    expect((await repair(path)).join()).toContain('1 damaged vectors');
    const report = await withLibrary(path, (library) => indexPaths(library, [photos]));
    expect(report).toMatchObject({ indexed: 1, unchanged: 5 });
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('finds a file whose content is gone; repair and another index run bring it back', async () => {
    const path = copyOf(small);
    tamper(path, 'DELETE FROM content WHERE id = 2');
    tamper(path, "INSERT INTO keyword (file_id, word) VALUES (9999, 'of no file')");
    // What filters compare is of the content, too.
    expect(notOk(await verify(path))).toEqual(['catalogue-references lost', 'filters derived']);
    await repair(path);
    const report = await withLibrary(path, (library) => indexPaths(library, [photos]));
    expect(report).toMatchObject({ indexed: 1, unchanged: 5 });
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('finds frames without a region and stages without their result; repair and another index run bring them back', async () => {
    const path = copyOf(small);
    tamper(path, 'DELETE FROM vector WHERE id = 1; DELETE FROM region WHERE id = 1');
    tamper(path, 'DELETE FROM vector WHERE id = 2');
    tamper(path, 'DELETE FROM vector WHERE id = 3; DELETE FROM region WHERE id = 3; DELETE FROM frame WHERE id = 3');
    tamper(path, "INSERT INTO stage_done VALUES (9999, 'frames', '1')");
    const references = (await verify(path)).find(({ check }) => check === 'catalogue-references');
    // One dangling stage; a frame without a region; a content without a frame; three without a vector.
    expect(references).toMatchObject({ state: 'lost', wrong: 6 });
    await repair(path);
    const report = await withLibrary(path, (library) => indexPaths(library, [photos]));
    expect(report).toMatchObject({ indexed: 3, unchanged: 3 });
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('finds photos that no file holds, which repair forgets', async () => {
    const path = copyOf(small);
    tamper(path, 'DELETE FROM file WHERE id IN (1, 2)');
    expect(notOk(await verify(path))).toEqual(['catalogue-references derived', 'filters derived']);
    await repair(path);
    expect(notOk(await verify(path))).toEqual([]);
    expect(await withLibrary(path, (library) => library.stats())).toMatchObject({ photos: 4 });
  });

  it('finds words of files that are gone and files whose words are missing, which repair makes again', async () => {
    const path = copyOf(small);
    const readWords = () => {
      const db = new Database(join(path, 'catalogue.db'), { readonly: true });
      const find = (table: string, word: string) =>
        db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid`).pluck().all(word);
      const found = [find('file_text', 'photos'), find('file_name', '"jpg"'), find('file_text', 'nobody')];
      db.close();
      return found;
    };
    const before = readWords();
    expect(before[0]).toHaveLength(6);
    tamper(path, "INSERT INTO file_text (rowid, name) VALUES (9999, 'nobody')");
    tamper(path, 'DELETE FROM file_text WHERE rowid = 1; DELETE FROM file_name WHERE rowid IN (1, 2)');
    tamper(path, "DELETE FROM file_text WHERE rowid = 3; UPDATE metadata SET data = 'no metadata' WHERE file_id = 3");
    const words = (await verify(path)).find(({ check }) => check === 'full-text');
    expect(words).toMatchObject({ state: 'derived', examined: 6, wrong: 5 });
    await repair(path);
    expect(readWords()).toEqual([before[0]?.filter((id) => id !== 3), before[1], []]);
    // A photo that lost its metadata is read again, and not encoded again.
    expect(await withLibrary(path, (library) => indexPaths(library, [photos]))).toMatchObject({ indexed: 0 });
    expect(readWords()).toEqual(before);
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('finds what filters ask where it is not what the files say, and repair makes it again', async () => {
    const path = copyOf(small);
    tamper(path, 'UPDATE filter_row SET rating = 9 WHERE file_id = 1; DELETE FROM filter_row WHERE file_id = 2');
    const filters = (await verify(path)).find(({ check }) => check === 'filters');
    expect(filters).toMatchObject({ state: 'derived', wrong: 2 });
    await repair(path);
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('says which files went away or changed since they were indexed, which is no fault', async () => {
    const path = copyOf(small);
    const folder = join(home, 'moving');
    cpSync(photos, folder, { recursive: true });
    await withLibrary(path, (library) => indexPaths(library, [folder]));
    rmSync(join(folder, '0.jpg'));
    utimesSync(join(folder, '1.jpg'), 1, 1);
    const files = (await verify(path, true)).find(({ check }) => check === 'files');
    expect(files).toMatchObject({
      state: 'ok',
      wrong: 2,
      message: expect.stringMatching(/1 files went away .* 1 changed/),
    });
  });

  it('ends when its signal fires', async () => {
    await expect(
      withLibrary(small, (library) => library.verify({ signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('the graph of a library', () => {
  const sidecar = (path: string) => join(path, 'graph-1.json');
  const graphFile = (path: string) => join(path, readdirSync(path).find((name) => name.endsWith('.hnsw')) as string);

  async function expectRepairable(path: string, found: string[]): Promise<void> {
    expect(notOk(await verify(path))).toEqual(found);
    const done = await repair(path);
    expect(done.join()).toContain(`was built again from`);
    expect(notOk(await verify(path))).toEqual([]);
  }

  it('that is missing or damaged is repairable', async () => {
    const path = copyOf(big);
    const whole = { sidecar: readFileSync(sidecar(path)), graph: readFileSync(graphFile(path)) };
    rmSync(sidecar(path));
    expect(notOk(await verify(path))).toEqual(['graph derived']);
    writeFileSync(sidecar(path), whole.sidecar);
    writeFileSync(graphFile(path), 'garbage');
    await expectRepairable(path, ['graph derived']);
    rmSync(sidecar(path));
    mkdirSync(join(sidecar(path), 'a folder in its place'), { recursive: true });
    await expectRepairable(path, ['graph derived']);
  }, 120_000);

  it('that is behind the catalogue is in order, as far as it goes', async () => {
    const path = copyOf(big);
    const older = readdirSync(path).filter((name) => name.startsWith('graph-'));
    const aside = join(home, 'older-graph');
    mkdirSync(aside, { recursive: true });
    for (const name of older) cpSync(join(path, name), join(aside, name));
    await fillLibrary(path, 5001, 50);
    tamper(path, 'PRAGMA foreign_keys = ON; DELETE FROM file WHERE id < 20; DELETE FROM content WHERE id < 20');
    for (const name of readdirSync(path)) if (name.startsWith('graph-')) rmSync(join(path, name));
    for (const name of older) cpSync(join(aside, name), join(path, name));
    const findings = await verify(path);
    expect(notOk(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === 'graph')?.examined).toBe(ENOUGH_FOR_A_GRAPH - 19);
  });

  it('that lacks vectors, has others or different ones disagrees', async () => {
    const path = copyOf(big);
    // Everything fits but what it holds: as after an error of ours.
    const { sidecar: said } = JSON.parse(readFileSync(sidecar(path), 'utf8'));
    const graph = HnswGraph.create(said.dim);
    const outcomes = makeOutcomes(1, 1990, said.dim);
    for (const [i, outcome] of outcomes.entries())
      graph.add([i + 1], i === 4 ? negate(vectorOf(outcome)) : vectorOf(outcome));
    graph.add([90_001], negate(vectorOf(makeOutcomes(1, 1, said.dim)[0])));
    const { libraryId, space, dim, lastVectorId, lastRemovedSeq } = said;
    await saveGraph(graph, sidecar(path), { libraryId, space, dim }, { lastVectorId, lastRemovedSeq });
    const findings = await verify(path);
    const disagreement = findings.find(({ check }) => check === 'graph');
    expect(disagreement).toMatchObject({ state: 'derived', wrong: 110 + 1 + 1 });
    expect(notOk(findings)).toContain('graph-reachability derived');
    await expectRepairable(path, notOk(findings));
  });

  it('is searched while it is built again', async () => {
    const path = copyOf(big);
    await withLibrary(path, async (library) => {
      const answers = Promise.all([1, 2, 3].map(() => library.similar({ id: 7 }, { limit: 3 })));
      await library.repair();
      for (const { results } of await answers) expect(results).toHaveLength(3);
      expect((await library.similar({ id: 7 }, { limit: 3 })).results).toHaveLength(3);
    });
  });
});

/** The only vector of what was recorded. */
function vectorOf(outcome: FileOutcome | undefined): Float32Array {
  if (outcome?.kind !== 'encoded') throw new Error('No photo was recorded.');
  return [...(outcome.frames[0]?.vectors.values() ?? [])][0] as Float32Array;
}

function negate(vector: Float32Array): Float32Array {
  return vector.map((value) => -value);
}

describe('repair', () => {
  it('deletes thumbnails of photos that are gone, and no others', async () => {
    const path = copyOf(small);
    await withLibrary(path, async (library) => {
      await library.thumbnail(1);
      const hash = await library.contentHash(1);
      const kept = join(path, `thumbnails/by-content/${hash.slice(0, 2)}/${hash}-0-320.webp`);
      const gone = join(path, 'thumbnails/by-content/00/00112233445566ff-0-320.webp');
      mkdirSync(join(gone, '..'), { recursive: true });
      writeFileSync(gone, 'nobody');
      writeFileSync(`${kept}.12345678.tmp`, 'half');
      expect(await library.repair()).toContain(
        '2 thumbnails of photos that are no longer in the library were deleted.',
      );
      expect([kept, gone, `${kept}.12345678.tmp`].map((file) => existsSync(file))).toEqual([true, false, false]);
    });
  });

  it('builds an index of the catalogue again that disagrees with its table', async () => {
    const path = copyOf(small);
    // Rows vanish from an index only: as it looks where SQLite lost a write.
    const db = new Database(join(path, 'catalogue.db'));
    const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'file_failure'").pluck().get() as string;
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    db.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'file_failure'").run(
      sql.replace('failure_code IS NOT NULL', 'failure_code IS NULL'),
    );
    db.close();
    expect(notOk(await verify(path))).toEqual(['catalogue-integrity derived']);
    expect(await repair(path)).toContain('The indexes of the catalogue were built again.');
    expect(notOk(await verify(path))).toEqual([]);
  });

  it('waits for nobody: an index run that is going on is named', async () => {
    const path = copyOf(small);
    const lock = RunLock.tryAcquire(path);
    await expect(repair(path)).rejects.toMatchObject({ code: 'library-locked' });
    lock?.release();
    await repair(path);
  });

  it('is refused where the library was opened for reading only', async () => {
    const library = await openLibrary({ path: small, readOnly: true });
    await expect(library.repair()).rejects.toMatchObject({ code: 'library-unwritable' });
    await expect(indexPaths(library, [photos])).rejects.toMatchObject({ code: 'library-unwritable' });
    expect((await library.search('a red square', { limit: 2, all: true })).results).toHaveLength(2);
    await library.close();
  });
});

describe('photoseek verify and repair', () => {
  it('exit with 0 where nothing is lost, and with 1 where something is', async () => {
    const path = copyOf(small);
    const verifying = () => runCommand(['verify', '--library', path]);
    expect(await verifying()).toMatchObject({ code: 0, stdout: expect.stringContaining('No problems found.') });
    tamper(path, 'DELETE FROM file WHERE id = 1');
    expect(await verifying()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No data is lost. To repair:'),
    });
    tamper(path, 'UPDATE vector SET data = zeroblob(1024) WHERE id = 3');
    expect(await verifying()).toMatchObject({ code: 1, stdout: expect.stringContaining('Data is lost') });
    const repaired = await runCommand(['repair', '--library', path, '--json']);
    expect(repaired.code).toBe(0);
    expect(JSON.parse(repaired.stdout).done.join()).toContain('damaged vectors');
    expect(JSON.parse((await runCommand(['verify', '--library', path, '--json'])).stdout)).toMatchObject({
      verdict: 'ok',
    });
  });
});
