import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary, restoreLibrary } from '#src/index.js';
import { askLibrary, listFaults, useFaultLibrary } from '../support/faults/fault-library.js';
import { mountReadOnly } from '../support/faults/read-only-mount.js';
import { mountSmallDisk } from '../support/faults/small-disk.js';
import { writePicture } from '../support/images/random-images.js';
import { fillLibrary, withLibrary } from '../support/libraries/filled-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { runCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';

const library = useFaultLibrary();
const DISK_KIB = 6144;
const small = mountSmallDisk(DISK_KIB);
/** Room for everything: a test fills what it does not leave. */
const forGraph = mountSmallDisk(32_768);

function clear(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Fills the small disk up to some free space. */
function leaveFree(kibibytes: number, used: number): void {
  writeFileSync(join(small as string, 'ballast'), Buffer.alloc((DISK_KIB - kibibytes - used) * 1024));
}

describe.skipIf(small === undefined)('a full disk', () => {
  it('stops an index run with a sentence, whatever was being written; all that was finished is kept', async () => {
    const disk = small as string;
    const path = join(disk, 'library');
    let refused = 0;
    // From nothing at all to enough: the first write that fails is another one each time.
    const frees = [0, 16, 64, 160, 320, 640, 900, 1000, 1100, 1200, 1400, 1700, 2000];
    for (const free of IS_LONG ? frees : [640, 1000]) {
      clear(disk);
      leaveFree(free, 0);
      const ended = await runCommand(['index', library.photos, '--library', path]);
      expect(ended.stderr).not.toContain('unexpected');
      if (ended.code !== 0) {
        refused++;
        expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/\[library-unwritable\]/) });
      }
      rmSync(join(disk, 'ballast'));
      const again = await runCommand(['index', library.photos, '--library', path]);
      expect(again).toMatchObject({ code: 0 });
      expect(await listFaults(path)).toEqual([]);
    }
    expect(refused).toBeGreaterThan(IS_LONG ? 3 : 0);
  }, 400_000);

  it.skipIf(forGraph === undefined || !IS_LONG)('costs the graph and no search', async () => {
    const path = join(forGraph as string, 'library');
    const elsewhere = library.next();
    await fillLibrary(elsewhere);
    const graphs = readdirSync(elsewhere).filter((name) => name.startsWith('graph-'));
    const graphBytes = graphs.reduce((sum, name) => sum + statSync(join(elsewhere, name)).size, 0);
    for (const name of graphs) rmSync(join(elsewhere, name));
    cpSync(elsewhere, path, { recursive: true });
    // Room for what the run writes into the catalogue and its log, and not for the graph.
    const { bavail, bsize } = statfsSync(path);
    writeFileSync(join(forGraph as string, 'ballast'), Buffer.alloc(bavail * bsize - Math.floor(graphBytes * 0.8)));
    const report = await withLibrary(path, (opened) => indexPaths(opened, [library.photos]));
    expect(report.indexed).toBe(12);
    expect(readdirSync(path).filter((name) => name.startsWith('graph-'))).toEqual([]);
    expect((await withLibrary(path, (opened) => opened.similar({ id: 9 }, { limit: 3 }))).results).toHaveLength(3);
  });

  it('costs a thumbnail its keeping and not its showing', async () => {
    const disk = small as string;
    clear(disk);
    const path = join(disk, 'library');
    cpSync(library.copy(), path, { recursive: true });
    await withLibrary(path, async (opened) => {
      writeUntilFull(join(disk, 'ballast'));
      expect((await opened.thumbnail(1)).bytes.length).toBeGreaterThan(50);
    });
  });

  it('refuses a restore and leaves the library', async () => {
    const disk = small as string;
    clear(disk);
    const path = join(disk, 'library');
    cpSync(library.copy(), path, { recursive: true });
    const backup = library.next();
    await withLibrary(path, (opened) => opened.backup(backup));
    const before = await askLibrary(path);
    writeUntilFull(join(disk, 'ballast'));
    await expect(restoreLibrary(backup, path, { force: true })).rejects.toMatchObject({ code: 'library-unwritable' });
    rmSync(join(disk, 'ballast'));
    expect(await askLibrary(path)).toEqual(before);
  });
});

function writeUntilFull(file: string): void {
  for (let kibibytes = 1024, bytes = Buffer.alloc(0); kibibytes >= 4; kibibytes /= 2) {
    for (;;) {
      const more = Buffer.concat([bytes, Buffer.alloc(kibibytes * 1024)]);
      try {
        writeFileSync(file, more);
        bytes = more;
      } catch {
        writeFileSync(file, bytes);
        break;
      }
    }
  }
}

describe('a disk that can only be read', () => {
  const frozen = library.next();
  let mounted: string | undefined;
  // Mounted while the file is loaded, filled before the tests: what is written below shows through.
  mkdirSync(frozen, { recursive: true });
  mounted = mountReadOnly(frozen);
  beforeAll(() => {
    cpSync(library.copy(), join(frozen, 'library'), { recursive: true });
  });

  it.skipIf(mounted === undefined)(
    'refuses every command that writes with a sentence, and a new library, too',
    async () => {
      const path = join(mounted as string, 'library');
      for (const args of [['index', library.photos], ['repair'], ['search', 'a red square']]) {
        const ended = await runCommand([...args, '--library', path]);
        expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('[library-unwritable]') });
        expect(ended.stderr).toContain('--read-only');
      }
      expect(await runCommand(['index', library.photos, '--library', join(mounted as string, 'new')])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('[library-unwritable]'),
      });
    },
  );

  it.skipIf(mounted === undefined)('is searched and verified with --read-only', async () => {
    const path = join(mounted as string, 'library');
    expect(await askLibrary(path, true)).toEqual(await askLibrary(join(frozen, 'library')));
    expect(await runCommand(['search', 'a red square', '--read-only', '--library', path])).toMatchObject({ code: 0 });
    expect(await runCommand(['verify', '--library', path])).toMatchObject({ code: 0 });
    await withReadOnly(path, async (opened) => {
      expect((await opened.thumbnail(1)).bytes.length).toBeGreaterThan(50);
    });
  });

  it.skipIf(mounted === undefined)('takes no backup, which is said', async () => {
    const ended = await runCommand(['backup', join(mounted as string, 'x.db'), '--library', join(frozen, 'library')]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('[backup-failed]') });
  });
});

async function withReadOnly(path: string, use: (opened: Awaited<ReturnType<typeof openLibrary>>) => Promise<void>) {
  const opened = await openLibrary({ path, readOnly: true });
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

describe('the folder of a library that vanishes while it is in use', () => {
  it('does not end searches, and no index run ends well that wrote into nothing', async () => {
    const path = library.copy();
    const opened = await openLibrary({ path });
    const before = (await opened.search('a red square', { limit: 100, all: true })).results.length;
    rmSync(path, { recursive: true });
    expect((await opened.search('a red square', { limit: 100, all: true })).results).toHaveLength(before);
    await expect(indexPaths(opened, [library.photos])).rejects.toMatchObject({ code: 'library-unwritable' });
    await opened.close();
  });

  it('in the middle of an index run ends it with a sentence, and the next run does the rest', async () => {
    const many = library.next();
    mkdirSync(many);
    for (let i = 0; i < 80; i++) await writePicture(join(many, `${i}.jpg`), 1000 + i);
    const path = library.copy();
    const aside = library.next();
    const opened = await openLibrary({ path });
    let isMoved = false;
    const moveOnce = () => {
      if (!isMoved) renameSync(path, aside);
      isMoved = true;
    };
    const run = (async () => {
      for await (const event of opened.index([many])) if (event.type === 'progress') moveOnce();
    })();
    await expect(run).rejects.toMatchObject({ code: 'library-unwritable' });
    await opened.close();
    renameSync(aside, path);
    const report = await withLibrary(path, (again) => indexPaths(again, [many]));
    expect(report.indexed + report.unchanged).toBe(80);
    expect(await listFaults(path)).toEqual([]);
  });

  it('and a folder of photos that vanishes keeps its photos, until it is said to be empty', async () => {
    const photos = library.next();
    mkdirSync(photos);
    for (let i = 0; i < 3; i++) await writePicture(join(photos, `${i}.jpg`), 2000 + i);
    const path = library.next();
    const opened = await openLibrary({ path });
    await indexPaths(opened, [photos]);
    rmSync(photos, { recursive: true });
    expect(await indexPaths(opened, [photos])).toMatchObject({ removed: 0, missingRoots: [photos] });
    mkdirSync(photos);
    expect(await indexPaths(opened, [photos])).toMatchObject({ removed: 0, missingRoots: [photos] });
    expect(await indexPaths(opened, [photos], { prune: true })).toMatchObject({ removed: 3 });
    await opened.close();
  });
});

afterAll(() => {
  if (small !== undefined) clear(small);
});
