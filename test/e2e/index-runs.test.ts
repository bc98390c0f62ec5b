// Index runs as people and other processes see them: a full disk, a second run, a run that is watched from elsewhere.
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent, IndexReport, RunStatus } from '#src/index.js';
import { mountSmallDisk } from '../support/faults/small-disk.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { type Ended, runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

function readEvents({ stdout }: Pick<Ended, 'stdout'>): IndexEvent[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function readReport(ended: Ended): IndexReport {
  const last = readEvents(ended).at(-1);
  if (last?.type !== 'done') throw new Error(`The run ended without a report: ${ended.stderr}`);
  return last.report;
}

/** Many photos that take some time to decode: one picture, with other bytes after its end each time. */
async function makeSlowPhotos(name: string, count: number): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder);
  const picture = await makePicture(1, { width: 2000, height: 1500 });
  for (let i = 0; i < count; i++)
    await writeFile(join(folder, `${i}.jpg`), Buffer.concat([picture, Buffer.from(String(i))]));
  return folder;
}

describe('a run that goes on', () => {
  let photos: string;
  beforeAll(async () => {
    photos = await makeSlowPhotos('slow', 60);
  });

  it('is seen by photoseek status from another terminal, with stage, counts and rate', async () => {
    const library = ['--library', join(home, 'status-library')];
    const running = startCommand(['index', photos, '--stages', 'none', '--json', ...library]);
    await running.said(/"progress"/);
    let seen: RunStatus | null = null;
    while (seen === null || seen.done === 0) {
      seen = JSON.parse((await runCommand(['status', '--json', ...library])).stdout).running;
    }
    const { stdout } = await runCommand(['status', ...library]);
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    expect(seen).toMatchObject({ pid: running.child.pid, stage: 'indexing', total: 60, failed: 0 });
    expect(seen.ratePerSecond).toBeGreaterThan(0);
    expect(seen.etaMs).toBeGreaterThan(0);
    expect(stdout).toMatch(/running\s+indexing \d+ of 60, \d+\/s, \d+ (?:s|min) left \(process \d+\)/);
    // SIGTERM ends it in order, as Ctrl-C does.
    expect([ended.code, ended.signal]).toEqual([130, null]);
    expect(ended.stderr).toContain('Finished photos are stored');
    expect(JSON.parse((await runCommand(['status', '--json', ...library])).stdout).running).toBeNull();
  });

  it('keeps a second one out, which says who holds the library, or waits when asked', async () => {
    const library = ['--library', join(home, 'second-library')];
    const first = startCommand(['index', photos, ...library]);
    await first.said(/planned/);
    const waiting = startCommand(['index', photos, '--wait', '--json', ...library]);
    const second = await runCommand(['index', photos, ...library]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`Process ${first.child.pid} on `);
    expect(second.stderr).toContain('[library-locked]');
    expect(second.stderr).toContain('--wait');
    expect((await first.ended).stdout).toContain('60 indexed');
    // Nothing was left for the one that waited.
    expect(readReport(await waiting.ended)).toMatchObject({ indexed: 0, unchanged: 60 });
  }, 180_000);

  it('that is killed holds the library no longer', async () => {
    const library = ['--library', join(home, 'killed-library')];
    const first = startCommand(['index', photos, ...library]);
    await first.said(/planned/);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(JSON.parse((await runCommand(['status', '--json', ...library])).stdout).running).toBeNull();
    const next = startCommand(['index', photos, ...library]);
    await next.said(/planned/);
    next.child.kill('SIGINT');
    expect((await next.ended).code).toBe(130);
  });
});

describe('--json', () => {
  it('gives every stage as events, one document a line, with what is needed to show a bar', async () => {
    const photos = join(home, 'json');
    await mkdir(photos);
    for (let i = 0; i < 40; i++) await writePicture(join(photos, `${i}.jpg`), 100 + i);
    await writeFile(join(photos, 'bad.jpg'), 'no picture');
    const ended = await runCommand(['index', photos, '--json', '--library', join(home, 'json-library')]);
    const events = readEvents(ended);
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(
      expect.arrayContaining(['done', 'failed', 'planned', 'progress', 'scanning']),
    );
    expect(events.filter(({ type }) => type === 'progress').at(-1)).toEqual({
      type: 'progress',
      done: 41,
      total: 41,
      failed: 1,
      ratePerSecond: expect.any(Number),
      etaMs: 0,
      currentPath: expect.stringContaining(photos),
      steps: {
        decode: { done: 40, ratePerSecond: expect.any(Number) },
        encode: { done: 40, ratePerSecond: expect.any(Number) },
        write: { done: 41, ratePerSecond: expect.any(Number) },
      },
    });
    expect(ended.stderr).toBe('');
  });
});

describe('--retry-failed', () => {
  it('tries again what failed for good; without it, the failure is remembered', async () => {
    const photos = join(home, 'retry');
    await mkdir(photos);
    await writePicture(join(photos, 'good.jpg'), 300);
    await writeFile(join(photos, 'bad.jpg'), 'no picture');
    const library = join(home, 'retry-library');
    const index = async (...more: string[]) =>
      runCommand(['index', photos, '--json', '--library', library, ...more]).then((ended) => ({
        toDo: readEvents(ended).flatMap((event) => (event.type === 'planned' ? [event.toDo] : [])),
        failed: readReport(ended).failed.map(({ code }) => code),
      }));
    expect(await index()).toEqual({ toDo: [2], failed: ['not-an-image'] });
    expect(await index()).toEqual({ toDo: [0], failed: ['not-an-image'] });
    expect(await index('--retry-failed')).toEqual({ toDo: [1], failed: ['not-an-image'] });
    // As if an earlier version could not read it.
    const db = new Database(join(library, 'catalogue.db'));
    db.exec(`UPDATE file SET content_id = NULL, failure_code = 'unsupported-format', failure_message = 'Not yet.',
      sidecar_stamp = NULL WHERE path LIKE '%/good.jpg'`);
    db.close();
    expect(await index()).toEqual({ toDo: [0], failed: ['not-an-image', 'unsupported-format'] });
    expect(await index('--retry-failed')).toEqual({ toDo: [2], failed: ['not-an-image'] });
  });
});

const smallDisk = mountSmallDisk(16 * 1024);

describe.skipIf(smallDisk === undefined)('a full disk', () => {
  it('ends the run with a clear error, and the library is whole; with space again, the rest is done', async () => {
    const photos = join(home, 'full');
    await mkdir(photos);
    for (let i = 0; i < 400; i++) await writePicture(join(photos, `${i}.jpg`), 1000 + i, { width: 48, height: 36 });
    const library = join(smallDisk as string, 'library');
    const ballast = join(smallDisk as string, 'ballast');
    await runCommand(['index', join(photos, '0.jpg'), '--library', library]);
    const { bavail, bsize } = await statfs(smallDisk as string);
    // A photo takes some 10 kB there, its thumbnail included.
    await writeFile(ballast, Buffer.alloc(bavail * bsize - 3 * 1024 ** 2));

    const full = await runCommand(['index', photos, '--library', library]);
    expect(full.code).toBe(1);
    expect(full.stderr).toMatch(/error: .* disk is full\. \[library-unwritable\]/);
    expect(full.stderr).toContain('what was finished is kept');
    expect(full.stderr).not.toContain('    at ');

    const search = await runCommand(['search', 'a pattern', '--json', '--library', library]);
    const found = JSON.parse(search.stdout).results.length;
    expect(found).toBeGreaterThan(0);
    const db = new Database(join(library, 'catalogue.db'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const kept = db.prepare('SELECT count(*) FROM file').pluck().get() as number;
    db.close();
    expect(kept).toBeGreaterThan(8);
    expect(kept).toBeLessThan(400);

    await rm(ballast);
    const rest = await runCommand(['index', photos, '--json', '--library', library]);
    const events = readEvents(rest);
    expect(events.find(({ type }) => type === 'planned')).toMatchObject({ toDo: 400 - kept, unchanged: kept });
  }, 180_000);
});

describe('photoseek serve --watch', () => {
  it('finds a photo that is copied into an indexed folder', async () => {
    const photos = join(home, 'served');
    await mkdir(photos);
    await writePicture(join(photos, 'first.jpg'), 500);
    const library = ['--library', join(home, 'served-library')];
    await runCommand(['index', photos, ...library]);
    const server = startCommand(['serve', '--watch', '--port', '0', '--json', ...library]);
    try {
      const url = /"url":"([^"]+)"/.exec(await server.said(/"url"/))?.[1] as string;
      const count = async () =>
        ((await (await fetch(new URL('/api/v1/search?q=a+picture', url))).json()) as { results: unknown[] }).results
          .length;
      expect(await count()).toBe(1);
      const bytes = await readFile(join(photos, 'first.jpg'));
      await writeFile(join(photos, 'second.jpg'), Buffer.concat([bytes, Buffer.from('other')]));
      await expect.poll(count, { timeout: 30_000 }).toBe(2);
    } finally {
      server.child.kill('SIGTERM');
    }
    expect((await server.ended).code).toBe(0);
  }, 90_000);
});
