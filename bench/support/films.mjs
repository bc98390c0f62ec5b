/** Films of stated scenes, made of the sample photographs by the ffmpeg that is installed. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeRandom } from './corpus.mjs';

const SAMPLES = fileURLToPath(new URL('../../data/samples', import.meta.url));
const run = promisify(execFile);
const FPS = 25;

/** How each codec is encoded: the encoder of ffmpeg, its options, and the ending of the file. */
export const CODECS = {
  // As encoders of computers do: a key frame where a scene begins, and at least one in ten seconds.
  h264: { encoder: 'libx264', options: ['-preset', 'veryfast'], extension: 'mp4' },
  // As phones do: a key frame every second, wherever scenes begin.
  'h264-phone': {
    encoder: 'libx264',
    options: ['-preset', 'veryfast', '-g', '25', '-sc_threshold', '0'],
    extension: 'mov',
  },
  hevc: {
    encoder: 'libx265',
    options: ['-preset', 'ultrafast', '-x265-params', 'log-level=error:pools=1'],
    extension: 'mp4',
  },
  vp9: { encoder: 'libvpx-vp9', options: ['-deadline', 'realtime', '-cpu-used', '8'], extension: 'webm' },
  av1: { encoder: 'libsvtav1', options: ['-preset', '12'], extension: 'mkv' },
  mpeg4: { encoder: 'mpeg4', options: ['-q:v', '5'], extension: 'avi' },
  // As recordings of broadcasts: two key frames a second.
  mpeg2: { encoder: 'mpeg2video', options: ['-q:v', '4', '-g', '12'], extension: 'ts' },
};

/** Whether ffmpeg is installed, and which of {@link CODECS} it encodes. */
export function listEncodableCodecs() {
  try {
    const encoders = execFileSync('ffmpeg', ['-hide_banner', '-encoders'], { encoding: 'utf8', stdio: 'pipe' });
    return Object.keys(CODECS).filter((codec) => encoders.includes(` ${CODECS[codec].encoder} `));
  } catch {
    return [];
  }
}

/** Paths of sample photographs, in a fixed order. */
export function listSamples() {
  return readdirSync(SAMPLES, { recursive: true })
    .filter((name) => ['.jpg', '.webp', '.png'].includes(extname(name)))
    .sort()
    .map((name) => join(SAMPLES, name));
}

/**
 * A plan of scenes, the same for the same seed. `mixed`: still, panned and zoomed scenes of 2 to 8 s; `fast`: cuts every 1.2 to 2 s; `long`: scenes
 * of 15 to 40 s without motion; `fades`: scenes that come from black and go to black, after two seconds of black.
 * @param photos paths that the scenes are made of, each once
 * @returns {{ photo: string, seconds: number, motion: string, hasFades: boolean, blackSeconds: number }[]}
 */
export function planScenes(style, count, seed, photos = listSamples()) {
  const random = makeRandom(seed);
  const samples = [...photos];
  const [least, most] = { mixed: [2, 8], fast: [1.2, 2], long: [15, 40], fades: [3, 6] }[style];
  return Array.from({ length: count }, (_, i) => ({
    photo: samples.splice(Math.floor(random() * samples.length), 1)[0],
    seconds: Math.round((least + (most - least) * random()) * FPS) / FPS,
    motion: style === 'long' ? 'still' : ['still', 'pan', 'zoom'][Math.floor(random() * 3)],
    hasFades: style === 'fades',
    blackSeconds: style === 'fades' && i === 0 ? 2 : 0,
  }));
}

/**
 * Makes a film of scenes.
 * @param path its ending is that of the codec
 * @param options `codec`: a key of {@link CODECS}; `extra`: further arguments before the output
 * @returns the scenes with their times, exact to a frame: `{ photo, fromMs, toMs }`; black at the start of a scene is none of it
 */
export async function makeFilm(path, scenes, { codec = 'h264', width = 320, height = 180, extra = [] } = {}) {
  const inputs = scenes.flatMap(({ photo }) => ['-i', photo]);
  const filters = scenes.map((scene, i) => `[${i}:v]${toFilter(scene, width, height)}[s${i}]`);
  const joined = `${scenes.map((_, i) => `[s${i}]`).join('')}concat=n=${scenes.length}:v=1:a=0,setpts=N/${FPS}/TB[out]`;
  const { encoder, options } = CODECS[codec];
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `unfinished-${process.pid}${extname(path)}`);
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', ...inputs, '-filter_complex', [...filters, joined].join(';'), '-map', '[out]'],
    ...['-r', String(FPS), '-c:v', encoder, ...options, '-pix_fmt', 'yuv420p', ...extra, unfinished],
  ]);
  renameSync(unfinished, path);
  let frame = 0;
  return scenes.map(({ photo, seconds, blackSeconds = 0 }) => {
    const from = frame + Math.round(blackSeconds * FPS);
    frame = from + Math.round(seconds * FPS);
    return { photo, fromMs: (from * 1000) / FPS, toMs: (frame * 1000) / FPS };
  });
}

/** A photo as a scene: somewhat larger than the picture, which moves over it; a hand never holds quite still. */
function toFilter({ seconds, motion, hasFades, blackSeconds = 0 }, width, height) {
  const frames = Math.round(seconds * FPS);
  const [w, h] = [1.25 * width, 1.25 * height].map((length) => 2 * Math.round(length / 2));
  const share = `(n/${frames})`;
  const x = motion === 'pan' ? `(iw-ow)*${share}` : '(iw-ow)/2+2*sin(n/9)';
  const parts = [
    `scale=${w}:${h}:force_original_aspect_ratio=increase,crop=${w}:${h},setsar=1,format=yuv420p`,
    `loop=${frames - 1}:1,setpts=N/${FPS}/TB`,
    motion === 'zoom'
      ? `scale=w=trunc(${width}*(1.25-0.25*${share})/2)*2:h=-2:eval=frame,crop=${width}:${height},scale=${width}:${height},setsar=1`
      : `crop=${width}:${height}:${x}:(ih-oh)/2+2*cos(n/11)`,
  ];
  if (hasFades) parts.push(`fade=t=in:d=0.6,fade=t=out:st=${seconds - 0.6}:d=0.6`);
  if (blackSeconds > 0) parts.push(`tpad=start_duration=${blackSeconds}:color=black`);
  return parts.join(',');
}
