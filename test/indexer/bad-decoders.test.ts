// Decoders that crash or hang in the middle of a run of a real library.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_DEPENDENCIES } from '#src/library/core.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { findDecoders } from '../support/processes/child-processes.js';
import { readProcessCpuMs } from '../support/processes/cpu-time.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const PHOTOS = 12;

/** At this edge, drawing the slow image takes seconds. */
const ENCODER = { size: 256 };

/** Decoders in processes of their own, as they ship. */
const { createMedia } = DEFAULT_DEPENDENCIES;

/** A drawing that takes seconds: noise upon noise. */
const SLOW = `<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024">
  <filter id="f"><feTurbulence baseFrequency="0.05" numOctaves="9"/></filter>
  ${'<rect width="1024" height="1024" filter="url(#f)"/>'.repeat(60)}</svg>`;

/** Some pictures, and the slow one. */
async function makeFolder(): Promise<{ folder: string; slow: string }> {
  const folder = join(makeTemporaryFolder(), 'photos');
  await mkdir(folder);
  for (let i = 0; i < PHOTOS; i++) await writePicture(join(folder, `b${i}.jpg`), i);
  const slow = join(folder, 'a.svg');
  await writeFile(slow, SLOW);
  return { folder, slow };
}

/** The decoder that is at the slow picture: it has worked far longer than the other one. Both take longer to start on a busy machine. */
function findBusyDecoder(): Promise<number> {
  const find = () => {
    const [busiest, other] = findDecoders()
      .map((pid) => ({ pid, ms: readProcessCpuMs(pid) }))
      .sort((a, b) => b.ms - a.ms);
    if (busiest === undefined || other === undefined || busiest.ms <= other.ms + 600)
      throw new Error('No decoder has worked for long yet.');
    return busiest.pid;
  };
  return vi.waitFor(find, { timeout: 20_000, interval: 30 });
}

describe.skipIf(process.platform !== 'linux')('a decoder', { timeout: 120_000 }, () => {
  it('that crashes costs the run one file, which is recorded and left alone from then on', async () => {
    const { folder, slow } = await makeFolder();
    const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library'), decoders: 2 }, ENCODER, {
      createMedia,
    });
    const run = indexPaths(library, [folder]);
    process.kill(await findBusyDecoder(), 'SIGSEGV');
    const report = await run;
    expect(report).toMatchObject({ indexed: PHOTOS, failed: [{ path: slow, code: 'decoder-crashed' }] });
    expect(report.failed[0]?.message).toContain('SIGSEGV');
    expect(await library.stats()).toMatchObject({ photos: PHOTOS, failures: { 'decoder-crashed': 1 } });
    expect(await indexPaths(library, [folder])).toMatchObject({
      indexed: 0,
      unchanged: PHOTOS,
      failed: [{ path: slow }],
    });
    expect(await indexPaths(library, [folder], { retryFailed: true })).toMatchObject({ indexed: 1, failed: [] });
    await library.close();
  });

  it('that hangs does not hold up the others', async () => {
    const { folder } = await makeFolder();
    const library = await openFakeLibrary({ path: join(makeTemporaryFolder(), 'library'), decoders: 2 }, ENCODER, {
      createMedia,
    });
    const run = indexPaths(library, [folder]);
    // As in an endless loop, but easier on those who share the machine.
    const hanging = await findBusyDecoder();
    process.kill(hanging, 'SIGSTOP');
    // Long before the time limit, a batch is through; the rest waits for a batch to be full.
    await expect.poll(async () => (await library.stats()).photos, { timeout: 50_000 }).toBeGreaterThanOrEqual(8);
    process.kill(hanging, 'SIGCONT');
    expect(await run).toMatchObject({ indexed: PHOTOS + 1, failed: [] });
    await library.close();
  });

  it('that takes too long is given up, and its file is tried again by the next run', async () => {
    const { folder, slow } = await makeFolder();
    const path = join(makeTemporaryFolder(), 'library');
    const library = await openFakeLibrary({ path, decoders: 2, fileTimeLimitMs: 8000 }, ENCODER, { createMedia });
    const run = indexPaths(library, [folder]);
    process.kill(await findBusyDecoder(), 'SIGSTOP');
    expect(await run).toMatchObject({ indexed: PHOTOS, failed: [{ path: slow, code: 'decoder-timeout' }] });
    expect((await library.stats()).failures).toEqual({ 'decoder-timeout': 1 });
    await library.close();
    const patient = await openFakeLibrary({ path }, ENCODER, { createMedia });
    expect(await indexPaths(patient, [folder])).toMatchObject({ indexed: 1, unchanged: PHOTOS, failed: [] });
    await patient.close();
  });
});
