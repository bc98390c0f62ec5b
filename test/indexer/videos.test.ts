// Films of known scenes, made by the ffmpeg that is installed, in runs of a library.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { DEFAULT_EXPAND_OPTIONS } from '#src/media/default-expansion.js';
import type { FilmPosition } from '#src/model/film-position.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { Catalogue } from '#src/store/catalogue.js';
import { type Codec, type FilmScene, makeFilm, planScenes } from '../../bench/support/films.mjs';
import { InProcessMedia } from '../support/images/in-process-media.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { NEEDS_FFMPEG, VIDEO_TOOLS, writeTool } from '../support/video/video-tools.js';

const home = makeTemporaryFolder();
const films = join(home, 'films');
let scenes: FilmScene[];
let next = 0;
const open: Library[] = [];

/** A library that decodes in this process. */
async function openLibrary(options: OpenOptions = {}): Promise<Library> {
  const library = await openFakeLibrary({ path: join(home, `library-${next++}`), ...options }, undefined, {
    createMedia: (media) => new InProcessMedia(media),
  });
  open.push(library);
  return library;
}

/** The times of a film's frames. */
function listTimes(library: Library, photoId: number | undefined): number[] {
  const catalogue = new Catalogue(library.path, { create: false });
  try {
    return catalogue.frames.list(photoId as number).map(({ atMs }) => atMs as number);
  } finally {
    catalogue.close();
  }
}

const hasOneIn = (times: readonly number[], { fromMs, toMs }: FilmScene) =>
  times.some((atMs) => atMs >= fromMs && atMs < toMs);

async function findFilm(library: Library, name: string) {
  const { results } = await library.search('is:video', { limit: 100 });
  return results.find(({ path }) => basename(path) === name);
}

const TAGS = {
  creation_time: '2024-05-06T07:08:09Z',
  'com.apple.quicktime.creationdate': '2024-05-06T09:08:09+0200',
  'com.apple.quicktime.location.ISO6709': '+47.3769+008.5417+408.000/',
  'com.apple.quicktime.make': 'Apple',
};
const EXTRA = [
  ...Object.entries(TAGS).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]),
  ...['-movflags', 'use_metadata_tags'],
];

beforeAll(async () => {
  mkdirSync(films);
  if (VIDEO_TOOLS === null) return;
  const small = { width: 192, height: 108 };
  scenes = await makeFilm(join(films, 'day.mov'), planScenes('mixed', 4, 7), { ...small, extra: EXTRA });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const library of open.splice(0)) await library.close();
});

describe.skipIf(VIDEO_TOOLS === null)(`a film${NEEDS_FFMPEG}`, () => {
  it('is one result with a frame in each scene, its duration, date, place and camera', async () => {
    const library = await openLibrary();
    expect(await indexPaths(library, [films])).toMatchObject({ indexed: 1, failed: [], notices: [] });
    const film = await findFilm(library, 'day.mov');
    const frames = listTimes(library, film?.id);
    expect(scenes.filter((scene) => !hasOneIn(frames, scene))).toEqual([]);
    expect(frames.length).toBeLessThanOrEqual(1.5 * scenes.length);
    expect(film).toMatchObject({ kind: 'video', width: 192, height: 108, frames: frames.length });
    expect(film?.metadata?.media).toMatchObject({ codec: 'h264', hasAudio: false });
    expect(film?.metadata?.media?.durationMs).toBeCloseTo(scenes.at(-1)?.toMs as number, -2);
    expect(film?.metadata?.takenAt?.localTime).toContain('2024-05-06T09:08:09');
    expect(film?.metadata?.gps).toMatchObject({ latitude: 47.3769, longitude: 8.5417 });
    expect(film?.metadata?.camera?.make).toBe('Apple');
    expect(await indexPaths(library, [films])).toMatchObject({ indexed: 0, unchanged: 1 });
  });

  it('is not read again for a detector that looks at photos alone', async () => {
    const library = await openLibrary();
    await indexPaths(library, [films]);
    expect(await indexPaths(library, [films], { stages: ['text', 'objects'] })).toMatchObject({
      ...{ detected: 0, indexed: 0, unchanged: 1 },
    });
  });

  it('says how far it is decoded, to its end', async () => {
    const media = new InProcessMedia({ expand: { ...DEFAULT_EXPAND_OPTIONS, tools: VIDEO_TOOLS } });
    const positions: FilmPosition[] = [];
    const specs: ImageSpec[] = [{ size: 32, fit: 'crop', kernel: 'cubic' }];
    const onPosition = (position: FilmPosition) => void positions.push(position);
    await media.prepare({ path: join(films, 'day.mov') }, { specs, onPosition, onFrame: () => {} });
    const times = positions.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(positions.map(({ durationMs }) => durationMs)).size).toBe(1);
    expect(times.at(-1)).toBeGreaterThan(0.8 * (positions[0]?.durationMs as number));
  });

  it('has the same frames in every run, and a thumbnail of each', async () => {
    const [one, other] = [await openLibrary(), await openLibrary()];
    const times = await Promise.all(
      [one, other].map(async (library) => {
        await indexPaths(library, [films]);
        return listTimes(library, (await findFilm(library, 'day.mov'))?.id);
      }),
    );
    expect(times[0]).toEqual(times[1]);
    const id = (await findFilm(one, 'day.mov'))?.id as number;
    const last = (times[0]?.length ?? 1) - 1;
    expect((await one.thumbnail(id, 256, 'webp', last)).bytes.length).toBeGreaterThan(500);
  });

  it('has at most as many frames as was asked for', async () => {
    const library = await openLibrary({ maxFrames: 2 });
    await indexPaths(library, [films]);
    expect(await findFilm(library, 'day.mov')).toMatchObject({ frames: 2 });
  });

  it.each(['h264-phone', 'vp9', 'mpeg4'] satisfies Codec[])('has a frame in each scene: %s', async (codec) => {
    const folder = join(home, codec);
    const extension = { 'h264-phone': 'mov', vp9: 'webm', mpeg4: 'avi' }[codec];
    const path = join(folder, `fast.${extension}`);
    const made = await makeFilm(path, planScenes('fast', 4, 3), { codec, width: 160, height: 90 });
    const library = await openLibrary();
    expect(await indexPaths(library, [folder])).toMatchObject({ indexed: 1, failed: [] });
    const frames = listTimes(library, (await findFilm(library, basename(path)))?.id);
    expect(made.filter((scene) => !hasOneIn(frames, scene))).toEqual([]);
  });

  it('without ffprobe has the same scenes', async () => {
    const folder = join(home, 'no-ffprobe');
    mkdirSync(folder);
    const ffmpeg = writeTool(
      folder,
      'ffmpeg',
      `const { spawnSync } = require('node:child_process');
       process.exit(spawnSync(${JSON.stringify(VIDEO_TOOLS?.ffmpeg)}, args, { stdio: 'inherit' }).status);`,
    );
    vi.stubEnv('PATH', folder);
    const library = await openLibrary({ ffmpeg });
    expect(await indexPaths(library, [films])).toMatchObject({ indexed: 1, failed: [] });
    const film = await findFilm(library, 'day.mov');
    expect(film?.frames).toBeGreaterThanOrEqual(scenes.length);
    expect(film?.metadata?.media?.codec).toBe('h264');
  });

  it('is decoded by ffmpeg before 5.1, which does not know -fps_mode', async () => {
    const folder = join(home, 'old');
    mkdirSync(folder);
    const ffmpeg = writeTool(
      folder,
      'ffmpeg',
      `const { spawnSync } = require('node:child_process');
       if (args.includes('-fps_mode')) {
         process.stderr.write("Unrecognized option 'fps_mode'.\\nError splitting the argument list: Option not found\\n");
         process.exit(1);
       }
       process.exit(spawnSync(${JSON.stringify(VIDEO_TOOLS?.ffmpeg)}, args, { stdio: 'inherit' }).status);`,
    );
    const library = await openLibrary({ ffmpeg });
    expect(await indexPaths(library, [films])).toMatchObject({ indexed: 1, failed: [] });
  });
});

describe.skipIf(VIDEO_TOOLS === null)(`a film without ffmpeg${NEEDS_FFMPEG}`, () => {
  it('is found by its name and metadata, and taken up by the next run with ffmpeg', async () => {
    const path = join(home, 'library-later');
    vi.stubEnv('PATH', join(home, 'nothing-here'));
    vi.stubEnv('PHOTOSEEK_FFMPEG', '');
    const without = await openLibrary({ path });
    const report = await indexPaths(without, [films]);
    expect(report).toMatchObject({ indexed: 1, failed: [], notices: [{ code: 'needs-ffmpeg' }] });
    expect(report.notices[0]?.message).toMatch(/1 video was skipped: needs ffmpeg\. Install it with: /);
    expect(await findFilm(without, 'day.mov')).toMatchObject({ kind: 'video', width: 192, height: 108 });
    const { results, notices } = await without.search('day', { mode: 'text' });
    expect(notices).toMatchObject([{ code: 'library-empty' }]);
    expect(notices[0]?.message).toMatch(/1 video waits for ffmpeg: .+; then photoseek index$/);
    expect(results).toMatchObject([{ path: join(films, 'day.mov') }]);
    expect(results[0]?.metadata?.takenAt?.localTime).toContain('2024-05-06T09:08:09');
    expect(results[0]?.metadata?.gps).toMatchObject({ latitude: 47.3769, longitude: 8.5417 });
    expect(results[0]?.metadata?.camera?.make).toBe('Apple');
    expect(results[0]?.metadata?.media?.durationMs).toBeGreaterThan(5000);
    // Nothing has changed: nothing is read again.
    expect(await indexPaths(without, [films])).toMatchObject({ indexed: 0, unchanged: 1 });
    await without.close();
    open.splice(0);
    vi.unstubAllEnvs();
    const withFfmpeg = await openLibrary({ path });
    expect(await indexPaths(withFfmpeg, [films])).toMatchObject({ indexed: 1, notices: [] });
    expect((await findFilm(withFfmpeg, 'day.mov'))?.frames).toBeGreaterThanOrEqual(scenes.length);
  });
});

describe.skipIf(VIDEO_TOOLS === null)(`hostile films${NEEDS_FFMPEG}`, () => {
  it('are refused, each with its reason, and the others are indexed', async () => {
    const folder = join(home, 'hostile');
    mkdirSync(folder);
    const film = join(films, 'day.mov');
    const bytes = readFileSync(film);
    const secret = join(folder, 'secret.mov');
    copyFileSync(film, secret);
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${secret}\n#EXT-X-ENDLIST\n`;
    const script = `ffconcat version 1.0\nfile '${secret}'\n`;
    for (const ending of ['mp4', 'mkv']) {
      writeFileSync(join(folder, `playlist.${ending}`), playlist);
      writeFileSync(join(folder, `concat.${ending}`), script);
    }
    // Behind the first bytes of a film.
    const box = Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isom', 'latin1');
    writeFileSync(join(folder, 'hidden-playlist.mp4'), Buffer.concat([box, Buffer.from(playlist)]));
    const ebml = Buffer.from('\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska\n', 'latin1');
    writeFileSync(join(folder, 'hidden-playlist.mkv'), Buffer.concat([ebml, Buffer.from(playlist)]));
    writeFileSync(join(folder, 'hidden-script.mkv'), Buffer.concat([ebml, Buffer.from(script)]));
    writeFileSync(join(folder, 'noise.mp4'), Buffer.concat([box, bytes.subarray(5000).map((byte, i) => byte ^ i)]));
    writeFileSync(join(folder, 'cut.mov'), bytes);
    truncateSync(join(folder, 'cut.mov'), Math.floor(bytes.length / 2));
    writeHuge(join(folder, 'huge.avi'));
    writeFileSync(join(folder, 'endless.mov'), lengthen(bytes));
    const library = await openLibrary();
    const { failed, indexed } = await indexPaths(library, [folder]);
    const codes = Object.fromEntries(failed.map(({ path, code }) => [basename(path), code]));
    expect(codes).toEqual({
      ...{ 'playlist.mp4': 'not-an-image', 'concat.mp4': 'not-an-image' },
      ...{ 'playlist.mkv': 'not-an-image', 'concat.mkv': 'not-an-image' },
      ...{ 'hidden-playlist.mkv': 'damaged-image', 'hidden-script.mkv': 'damaged-image' },
      ...{ 'hidden-playlist.mp4': 'damaged-image', 'noise.mp4': 'damaged-image', 'cut.mov': 'damaged-image' },
      'huge.avi': 'damaged-image',
    });
    for (const { path, message } of failed.filter(({ code }) => code === 'not-an-image'))
      expect([basename(path), message]).toEqual([
        basename(path),
        expect.stringContaining('is a playlist, which names other files'),
      ]);
    expect(indexed).toBe(2);
    expect((await findFilm(library, 'endless.mov'))?.frames).toBeGreaterThan(0);
  }, 60_000);
});

/** One picture of 72 megapixels. */
function writeHuge(path: string): void {
  const source = ['-f', 'lavfi', '-i', 'color=s=9000x8000:r=25:d=0.04'];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...source, '-c:v', 'mjpeg', path]);
}

/** The longest duration in the movie header (version 0) and the track header. */
function lengthen(film: Buffer): Buffer {
  const copy = Buffer.from(film);
  copy.writeUInt32BE(0x7fffffff, copy.indexOf('mvhd') + 20);
  copy.writeUInt32BE(0x7fffffff, copy.indexOf('tkhd') + 24);
  return copy;
}

describe.skipIf(VIDEO_TOOLS === null || !HAS_SHARED)(`films of other programs${NEEDS_FFMPEG}`, () => {
  it('have frames', async () => {
    const library = await openLibrary();
    const report = await indexPaths(library, [join(SHARED, 'video')]);
    expect(report).toMatchObject({ indexed: 6, failed: [] });
  }, 60_000);
});
