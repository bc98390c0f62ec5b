import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findVideoTools } from '#src/media/tools/find-video-tools.js';

const run = promisify(execFile);
const tools = findVideoTools(undefined);

/** Films are made and decoded by ffmpeg. */
export const HAS_FFMPEG = tools !== null;
if (!HAS_FFMPEG) console.warn('skipped: tests on films, for want of ffmpeg and ffprobe');

const SIZE = { width: 320, height: 240 };

/** How a film is made. */
export interface FilmOptions {
  /** Of each scene. */
  seconds?: number;
  /** At the start, before the first scene. */
  blackSeconds?: number;
}

/** Writes an H.264 film of some photos, each a scene over which the camera moves, with key frames where scenes begin. */
export async function makeFilm(
  path: string,
  images: readonly string[],
  { seconds = 4, blackSeconds = 0 }: FilmOptions = {},
): Promise<void> {
  const { width, height } = SIZE;
  const inputs = images.flatMap((image) => ['-loop', '1', '-framerate', '10', '-t', String(seconds), '-i', image]);
  const wide = Math.round(width * 1.2);
  const scenes = images.map(
    (_, i) =>
      `[${i}:v]scale=${wide}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}:x=(in_w-${width})*t/${seconds}:y=0,setsar=1,format=yuv420p[s${i}]`,
  );
  const black =
    blackSeconds === 0 ? [] : [`color=black:s=${width}x${height}:r=10:d=${blackSeconds},format=yuv420p[black]`];
  const parts = [...(black.length === 0 ? [] : ['[black]']), ...images.map((_, i) => `[s${i}]`)];
  const graph = [...scenes, ...black, `${parts.join('')}concat=n=${parts.length}:v=1[out]`].join(';');
  const coded = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-keyint_min', '1', '-threads', '1'];
  await ffmpeg([...inputs, '-filter_complex', graph, '-map', '[out]', ...coded, path]);
}

/** Writes a smaller copy, encoded anew. */
export async function shrinkFilm(from: string, to: string, width = 192): Promise<void> {
  await ffmpeg([
    '-i',
    from,
    '-vf',
    `scale=${width}:-2`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '28',
    '-g',
    '15',
    to,
  ]);
}

/** Writes the picture that a film shows at a time. */
export async function extractFrame(film: string, seconds: number, to: string): Promise<void> {
  await ffmpeg(['-ss', String(seconds), '-i', film, '-frames:v', '1', to]);
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  await run(tools?.ffmpeg ?? 'ffmpeg', ['-v', 'error', '-y', '-nostdin', ...args]);
}
