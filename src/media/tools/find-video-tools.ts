import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { VideoTools } from '../expand/options.js';

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * Finds the user's own ffmpeg and ffprobe, without starting them: the one that was named, that of `PHOTOSEEK_FFMPEG`, or the first on `PATH`;
 * ffprobe beside it, or the first on `PATH`, or none: headers are read without it, too.
 * @param named path of an ffmpeg program
 * @returns `null`: they are not installed
 * @throws PhotoseekError `path-not-found` when one was named that is not there
 */
export function findVideoTools(named: string | undefined, env: NodeJS.ProcessEnv = process.env): VideoTools | null {
  const asked = named ?? (env.PHOTOSEEK_FFMPEG || undefined);
  const ffmpeg = asked === undefined ? findOnPath('ffmpeg', env) : resolve(asked);
  if (ffmpeg === undefined) return null;
  const stats = statProgram(ffmpeg);
  if (stats === undefined) throw notThere(ffmpeg, named === undefined);
  const ffprobe = [join(dirname(ffmpeg), `ffprobe${SUFFIX}`)].find(statProgram) ?? findOnPath('ffprobe', env);
  return { ffmpeg, ffprobe: ffprobe ?? null, id: identify(ffmpeg, stats) };
}

function findOnPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, `${name}${SUFFIX}`))
    .find(statProgram);
}

function statProgram(path: string): Stats | undefined {
  const stats = statIfThere(path);
  const isProgram = stats?.isFile() && (process.platform === 'win32' || (stats.mode & 0o111) !== 0);
  return isProgram ? stats : undefined;
}

/** A folder on `PATH` may be one that this account may not enter. */
function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** An installed update has another size or time: the program need not be started to be asked for its version. */
function identify(path: string, { size, mtimeMs }: Stats): string {
  return createHash('sha256').update(`${path}\0${size}\0${mtimeMs}`).digest('hex').slice(0, 8);
}

function notThere(path: string, isByEnvironment: boolean): PhotoseekError {
  const option = isByEnvironment ? 'PHOTOSEEK_FFMPEG' : '--ffmpeg';
  return new PhotoseekError('path-not-found', `${option} must lead to a program, got ${path}, where there is none.`, {
    hint: `Give the path of an ffmpeg program, or leave ${option} out to use the one on PATH.`,
    details: { path },
  });
}
