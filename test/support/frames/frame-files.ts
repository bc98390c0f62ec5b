/** Files that a made-up expander takes apart into many frames: no video, no tool. */
import { writeFile } from 'node:fs/promises';
import { MediaPool, type MediaPoolOptions } from '#src/media/worker/media-pool.js';

/** A content of many frames. */
export interface FrameFile {
  /** Contents with different seeds have different frames. */
  seed: number;
  frames: number;
  /** Width and height in pixels, taken in turn. Default 64 × 48. */
  sizes?: [width: number, height: number][];
  /** Before this frame the process kills itself. */
  crashAt?: number;
  /** Instead of this frame there is an error. */
  failAt?: number;
  /** This frame never comes. */
  hangAt?: number;
  /** Milliseconds that frames take, by their ordinal. */
  slow?: Record<number, number>;
  /** The same, with progress meanwhile. */
  busy?: Record<number, number>;
}

/** The bytes of a content. */
export function makeFrameFile(file: FrameFile): Buffer {
  return Buffer.from(JSON.stringify(file));
}

export async function writeFrameFile(path: string, file: FrameFile): Promise<void> {
  await writeFile(path, makeFrameFile(file));
}

/** The colour of a frame, the same everywhere on it. */
export function colourOf({ seed }: FrameFile, ordinal: number): [red: number, green: number, blue: number] {
  return [(seed * 37 + ordinal * 11) % 256, (seed * 101) % 256, (ordinal * 5) % 256];
}

/** A media pool that reads such files, and no others. */
export function openFramesPool(options: MediaPoolOptions = {}): MediaPool {
  return new MediaPool({ ...options, entry: new URL('../processes/frames-child.mjs', import.meta.url) });
}
