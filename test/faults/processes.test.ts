import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import { listFaults, useFaultLibrary } from '../support/faults/fault-library.js';
import { writePicture } from '../support/images/random-images.js';
import { withLibrary } from '../support/libraries/filled-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { findDecoders } from '../support/processes/child-processes.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { IS_LONG } from '../support/runner/form.js';

const library = useFaultLibrary();
const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped: tests on too little memory, for want of prlimit');
    return false;
  }
})();

/** No more address space than the process has now, and a little more. */
function starve(pid: number, moreKibibytes: number): void {
  const size = Number(/VmSize:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  execFileSync('prlimit', ['--pid', String(pid), `--as=${(size + moreKibibytes) * 1024}`]);
}

describe('a decoder', () => {
  // Too little to decode the large one, or to look for text in either.
  it.skipIf(!canLimit).each([2, 8, 24])(
    'that is out of memory costs at most the picture it was at, and the run goes on (%i MB)',
    async (megabytes) => {
      const photos = library.next();
      mkdirSync(photos);
      for (let i = 0; i < 6; i++) await writePicture(join(photos, `small-${i}.jpg`), 100 + i);
      const noise = await sharp({
        create: {
          width: 4000,
          height: 4000,
          channels: 3,
          background: '#777',
          noise: { type: 'gaussian', mean: 128, sigma: 40 },
        },
      })
        .png({ compressionLevel: 1 })
        .toBuffer();
      const path = library.next();
      const opened = await openLibrary({ path, decoders: 1 });
      // Starts the decoder.
      await indexPaths(opened, [photos]);
      writeFileSync(join(photos, 'a-large-one.png'), noise);
      await writePicture(join(photos, 'small-9.jpg'), 109);
      const [pid] = findDecoders();
      starve(pid as number, 1024 * megabytes);
      const report = await indexPaths(opened, [photos]);
      // A process that dies before it has said anything of a picture may have been dead before: the picture then gets another one.
      expect(report.failed.map(({ path: file }) => file)).toEqual(
        report.indexed === 2 ? [] : [join(photos, 'a-large-one.png')],
      );
      for (const { code } of report.failed)
        expect(code).toMatch(/^(decoder-crashed|damaged-image|image-too-large|unreadable)$/);
      expect(report).toMatchObject({ indexed: 2 - report.failed.length, unchanged: 6 });
      // The limit is the process's; with memory, it is read.
      for (const decoder of findDecoders()) process.kill(decoder, 'SIGKILL');
      await expect.poll(() => findDecoders()).toEqual([]);
      await sleep(200);
      const again = await indexPaths(opened, [photos], { retryFailed: true });
      expect(again).toMatchObject({ indexed: report.failed.length, failed: [] });
      await opened.close();
      expect(await listFaults(path)).toEqual([]);
    },
    60_000,
  );

  it('that is killed during a run costs at most the picture it was at, which the next run can try again', async () => {
    const photos = library.next();
    mkdirSync(photos);
    for (let i = 0; i < 40; i++) await writePicture(join(photos, `${i}.jpg`), 300 + i, { width: 900, height: 700 });
    const path = library.next();
    const opened = await openLibrary({ path, decoders: 2 });
    let killed = 0;
    const timer = setInterval(() => {
      const [pid] = findDecoders();
      if (pid === undefined || killed >= 5) return;
      process.kill(pid, 'SIGKILL');
      killed++;
    }, 120);
    const report = await indexPaths(opened, [photos]);
    clearInterval(timer);
    expect(killed).toBeGreaterThan(0);
    expect(report.failed.length).toBeLessThanOrEqual(killed);
    for (const { code } of report.failed) expect(code).toBe('decoder-crashed');
    expect(report.indexed + report.failed.length).toBe(40);
    expect(await indexPaths(opened, [photos], { retryFailed: true })).toMatchObject({ failed: [] });
    expect((await opened.stats()).photos).toBe(40);
    await opened.close();
    expect(await listFaults(path)).toEqual([]);
  }, 60_000);
});

describe('several processes on one library', () => {
  it('index, serve and search at once: every answer is right, and a second index run is told who is first', async () => {
    const photos = library.next();
    mkdirSync(photos);
    for (let i = 0; i < (IS_LONG ? 150 : 60); i++)
      await writePicture(join(photos, `${i}.jpg`), 600 + i, { width: 400, height: 300 });
    const photoCount = 12 + (IS_LONG ? 150 : 60);
    const path = library.copy();
    const server = startCommand(['serve', '--port', '0', '--library', path]);
    const url = /http:\/\/\S+/.exec(await server.said(/http:\/\/\S+/))?.[0] as string;
    const run = startCommand(['index', photos, '--library', path, '--json']);
    await run.said(/"planned"/);
    let isDone = false;
    void run.ended.then(() => {
      isDone = true;
    });
    const second = await runCommand(['index', photos, '--library', path]);
    expect(isDone ? 'too late to tell' : second.stderr).toMatch(/library-locked|too late/);
    let asked = 0;
    let before = 0;
    while (!isDone) {
      const [searched, fetched] = await Promise.all([
        runCommand(['search', 'a red square', '-n', '1000', '--all', '--library', path, '--json']),
        fetch(new URL('/api/v1/search?q=a+red+square&limit=200&all=true', url)).then((answer) => answer.json()),
      ]);
      expect(searched.code).toBe(0);
      const { results } = JSON.parse(searched.stdout);
      const found = new Set(results.map((result: { path: string }) => result.path));
      expect(found.size).toBe(results.length);
      // A photo that was found once stays found.
      expect(fetched.results.length).toBeGreaterThanOrEqual(before);
      before = fetched.results.length;
      asked++;
    }
    expect((await run.ended).code).toBe(0);
    const last = (await fetch(new URL('/api/v1/search?q=a+red+square&limit=200&all=true', url)).then((answer) =>
      answer.json(),
    )) as {
      results: unknown[];
    };
    expect(last.results).toHaveLength(photoCount);
    expect(asked).toBeGreaterThan(0);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect((await withLibrary(path, (opened) => opened.stats())).photos).toBe(photoCount);
    rmSync(join(photos, '0.jpg'));
    const faults = await listFaults(path);
    expect(faults.join()).toMatch(/^Since they were indexed, 1 files went away/);
  }, 90_000);
});
