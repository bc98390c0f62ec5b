import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VideoTools } from '#src/media/expand/options.js';
import { findVideoTools } from '#src/media/tools/find-video-tools.js';
import { listEncodableCodecs } from '../../../bench/support/films.mjs';

/** The ffmpeg that is installed; `null` where there is none that can make films for tests. */
export const VIDEO_TOOLS: VideoTools | null = listEncodableCodecs().includes('h264') ? findVideoTools(undefined) : null;
if (VIDEO_TOOLS === null) console.warn('skipped: needs ffmpeg (tests of videos)');

/** The title of tests that need ffmpeg says so where they are skipped. */
export const NEEDS_FFMPEG = VIDEO_TOOLS === null ? ' (skipped: needs ffmpeg)' : '';

/**
 * Writes a program that stands for ffmpeg or ffprobe.
 * @param body JavaScript; `args` are its arguments
 * @returns its path
 */
export function writeTool(folder: string, name: string, body: string): string {
  const path = join(folder, name);
  const head = `#!${process.execPath}\nconst args = process.argv.slice(2);\n`;
  writeFileSync(path, head + body);
  chmodSync(path, 0o755);
  return path;
}
