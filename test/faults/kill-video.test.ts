import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent } from '#src/index.js';
import { Catalogue } from '#src/store/catalogue.js';
import { makeFilm, planScenes } from '../../bench/support/films.mjs';
import { startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { NEEDS_FFMPEG, VIDEO_TOOLS } from '../support/video/video-tools.js';

/** Eight scenes of some seconds, again and again: half an hour, which has all the frames that a video may have. */
const REPEATED = 70;

/** Frames at which the run is killed: some windows are saved by then. */
const KILLED_AT = 60;

const decodedOf = (event: IndexEvent) => (event.type === 'progress' ? event.steps.decode.done : 0);

describe.skipIf(VIDEO_TOOLS === null)(`a run that is killed inside a long video${NEEDS_FFMPEG}`, () => {
  const folder = makeTemporaryFolder();
  const films = join(folder, 'films');
  beforeAll(async () => {
    mkdirSync(films);
    const short = join(folder, 'short.mp4');
    await makeFilm(short, planScenes('mixed', 6, 5), { width: 160, height: 90 });
    const again = ['-stream_loop', String(REPEATED), '-i', short, '-c', 'copy', join(films, 'long.mp4')];
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...again]);
  });

  /** Indexes into a library. @returns the frames that were decoded in this run */
  async function index(library: string, killAt = Number.POSITIVE_INFINITY): Promise<number> {
    const run = startCommand(['index', films, '--library', library, '--json', '--decoders', '1']);
    let decoded = 0;
    let rest = '';
    run.child.stdout?.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) decoded = Math.max(decoded, decodedOf(JSON.parse(line)));
      if (decoded >= killAt) run.child.kill('SIGKILL');
    });
    await run.ended;
    return decoded;
  }

  function listFrames(library: string): (number | null)[] {
    const catalogue = new Catalogue(library, { create: false });
    try {
      return catalogue.frames.list(1).map(({ atMs }) => atMs);
    } finally {
      catalogue.close();
    }
  }

  it('goes on behind the frames that were saved, and ends with the same ones', async () => {
    const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
    const all = await index(whole);
    const first = await index(killed, KILLED_AT);
    expect(first).toBeGreaterThanOrEqual(KILLED_AT);
    expect(first).toBeLessThan(all);
    const second = await index(killed);
    console.log(`${all} frames: ${first} before the kill, ${second} after it`);
    expect(second).toBeLessThan(all - KILLED_AT / 2);
    expect(listFrames(killed)).toEqual(listFrames(whole));
    expect(listFrames(whole)).toHaveLength(all);
  }, 300_000);
});
