// Sequences of AVIF, made by the ffmpeg that is installed, and of HEIC, in runs of a library.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { Catalogue } from '#src/store/catalogue.js';
import { InProcessMedia } from '../support/images/in-process-media.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { NEEDS_FFMPEG, VIDEO_TOOLS } from '../support/video/video-tools.js';

const home = makeTemporaryFolder();
const open: Library[] = [];

const canEncode = (() => {
  if (VIDEO_TOOLS === null) return false;
  const encoders = execFileSync(VIDEO_TOOLS.ffmpeg, ['-hide_banner', '-encoders'], { encoding: 'utf8' });
  const muxers = execFileSync(VIDEO_TOOLS.ffmpeg, ['-hide_banner', '-muxers'], { encoding: 'utf8' });
  return /libaom-av1/.test(encoders) && /\bavif\b/.test(muxers);
})();

/** A second of each colour beside black, ten frames a second. */
function writeSequence(folder: string, colours: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const inputs = colours.flatMap((colour) => ['-f', 'lavfi', '-i', `color=${colour}:s=120x80:d=1:r=10`]);
  const graph = `${colours.map((_, i) => `[${i}:v]`).join('')}concat=n=${colours.length},pad=160:80`;
  const encoding = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '30', '-pix_fmt', 'yuv420p', '-f', 'avif'];
  const output = join(folder, 'moves.avif');
  const ffmpeg = VIDEO_TOOLS?.ffmpeg as string;
  execFileSync(ffmpeg, ['-nostdin', '-v', 'error', ...inputs, '-filter_complex', graph, ...encoding, output]);
}

async function openLibrary(name: string): Promise<Library> {
  const library = await openFakeLibrary({ path: join(home, name) }, undefined, {
    createMedia: (media) => new InProcessMedia(media),
  });
  open.push(library);
  return library;
}

function listTimes(library: Library): (number | null)[] {
  const catalogue = new Catalogue(library.path, { create: false });
  try {
    return catalogue.frames.list(1).map(({ atMs }) => atMs);
  } finally {
    catalogue.close();
  }
}

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const library of open.splice(0)) await library.close();
});

describe.skipIf(!canEncode)(`a sequence of AVIF${NEEDS_FFMPEG}`, () => {
  it('has frames that differ from its still, each with its time and a thumbnail', async () => {
    const folder = join(home, 'photos');
    writeSequence(folder, ['red', 'lime', 'blue']);
    const library = await openLibrary('library');
    expect(await indexPaths(library, [folder])).toMatchObject({ indexed: 1, failed: [] });
    const [still, ...times] = listTimes(library);
    expect(still).toBeNull();
    expect(times).toHaveLength(2);
    expect(times[0]).toBeGreaterThanOrEqual(1000);
    expect(times[0]).toBeLessThan(2000);
    expect(times[1]).toBeGreaterThanOrEqual(2000);
    const { bytes } = await library.thumbnail(1, 320, 'webp', 2);
    const { channels } = await sharp(bytes).extract({ left: 0, top: 0, width: 100, height: 80 }).stats();
    expect(channels[2]?.mean).toBeGreaterThan(150);
    expect(channels[0]?.mean).toBeLessThan(60);
    expect((await library.search('is:animation')).results).toHaveLength(1);
    expect(await indexPaths(library, [folder])).toMatchObject({ indexed: 0, unchanged: 1 });
  });

  it('has its still without ffmpeg; the next run with it adds the others, and they stay without it', async () => {
    const folder = join(home, 'more');
    writeSequence(folder, ['red', 'lime']);
    const path = process.env.PATH ?? '';
    vi.stubEnv('PATH', '');
    const before = await openLibrary('later');
    expect(await indexPaths(before, [folder])).toMatchObject({ indexed: 1, failed: [] });
    expect(listTimes(before)).toEqual([null]);
    expect(await indexPaths(before, [folder])).toMatchObject({ indexed: 0, unchanged: 1 });
    await before.close();
    vi.stubEnv('PATH', path);
    const after = await openLibrary('later');
    expect(await indexPaths(after, [folder])).toMatchObject({ indexed: 1, unchanged: 0 });
    expect(listTimes(after)).toHaveLength(2);
    await after.close();
    vi.stubEnv('PATH', '');
    const gone = await openLibrary('later');
    await indexPaths(gone, [folder], { force: true });
    expect(listTimes(gone)).toHaveLength(2);
  });
});

/** A second each of red, lime and blue beside black: a still and a track, see `make-sequence.py` beside it. */
const HEIC = fileURLToPath(new URL('../fixtures/media/moves.heic', import.meta.url));

const canDecodeHevc =
  VIDEO_TOOLS !== null &&
  / hevc /.test(execFileSync(VIDEO_TOOLS.ffmpeg, ['-hide_banner', '-decoders'], { encoding: 'utf8' }));

describe.skipIf(!canDecodeHevc)(`a sequence of HEIC${NEEDS_FFMPEG}`, () => {
  it.each(['heic', 'hevc', 'msf1'])('whose first brand is %s has frames that differ from its still', async (brand) => {
    const folder = join(home, `heic-${brand}`);
    mkdirSync(folder);
    const bytes = readFileSync(HEIC);
    bytes.write(brand, 8, 'latin1');
    writeFileSync(join(folder, 'moves.heic'), bytes);
    const library = await openLibrary(`library-${brand}`);
    expect(await indexPaths(library, [folder])).toMatchObject({ indexed: 1, failed: [] });
    const [still, ...times] = listTimes(library);
    expect([still, times.length]).toEqual([null, 2]);
    const { bytes: last } = await library.thumbnail(1, 320, 'webp', 2);
    const { channels } = await sharp(last).extract({ left: 0, top: 0, width: 100, height: 80 }).stats();
    expect(channels[2]?.mean).toBeGreaterThan(150);
    expect(channels[0]?.mean).toBeLessThan(60);
  });
});
