// Contents of many frames, from a made-up expander: see frame-files.ts.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaPool } from '#src/media/worker/media-pool.js';
import type { PreparedFrame } from '#src/media/worker/media-process.js';
import type { FilmPosition } from '#src/model/film-position.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { colourOf, type FrameFile, makeFrameFile, openFramesPool } from '../../support/frames/frame-files.js';

const SMALL: ImageSpec = { size: 32, fit: 'crop', kernel: 'cubic' };
const LARGE: ImageSpec = { size: 48, fit: 'fill', kernel: 'linear' };
const SIZES: FrameFile['sizes'] = [
  [64, 48],
  [48, 64],
  [33, 200],
  [300, 300],
];

/** Prepares a content and gives its frames, as far as they came. */
async function collect(media: MediaPool, file: FrameFile, specs: ImageSpec[] = [SMALL]) {
  const frames: PreparedFrame[] = [];
  const content = await media.prepare(
    { bytes: makeFrameFile(file) },
    { specs, onFrame: (frame) => void frames.push(frame) },
  );
  return { content, frames };
}

function expectColour(pixels: Uint8Array | undefined, spec: ImageSpec, colour: readonly number[]): void {
  expect(pixels).toHaveLength(3 * spec.size ** 2);
  expect(pixels?.every((value, i) => Math.abs(value - (colour[i % 3] as number)) <= 1)).toBe(true);
}

describe('a content of many frames', () => {
  let media: MediaPool;
  beforeAll(() => {
    media = openFramesPool({ processes: 2 });
  });
  afterAll(() => media.close());

  it('gives 40 frames of several sizes, in order, for two encoders', async () => {
    const file = { seed: 3, frames: 40, sizes: SIZES };
    const { content, frames } = await collect(media, file, [SMALL, LARGE]);
    expect(content).toMatchObject({ frames: 40, content: { format: 'frames', mediaType: 'video/x-frames' } });
    expect(frames.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    for (const { ordinal, kind, atMs, page, width, height, phash, pixels } of frames) {
      const [expectedWidth, expectedHeight] = SIZES[ordinal % 4] as [number, number];
      expect({ kind, atMs, page, width, height }).toEqual({
        ...{ kind: 'video', atMs: 1000 * ordinal, page: null, width: expectedWidth, height: expectedHeight },
      });
      expect(phash).toHaveLength(8);
      expect(pixels).toHaveLength(2);
      expectColour(pixels[0], SMALL, colourOf(file, ordinal));
      expectColour(pixels[1], LARGE, colourOf(file, ordinal));
    }
    const buffers = frames.flatMap(({ pixels }) => pixels.map(({ buffer }) => buffer));
    expect(new Set(buffers).size).toBe(80);
    expect(buffers.every((buffer, i) => buffer.byteLength === 3 * (i % 2 === 0 ? 32 : 48) ** 2)).toBe(true);
  });

  it('serves several contents at once without mixing their frames', async () => {
    const files = Array.from({ length: 12 }, (_, i) => ({ seed: i, frames: 1 + ((i * 7) % 15) }));
    const all = await Promise.all(files.map((file) => collect(media, file)));
    all.forEach(({ frames, content }, i) => {
      const file = files[i] as FrameFile;
      expect(content.frames).toBe(file.frames);
      expect(frames).toHaveLength(file.frames);
      for (const { ordinal, pixels } of frames) expectColour(pixels[0], SMALL, colourOf(file, ordinal));
    });
  });

  it('asks for each frame after the one before was taken', async () => {
    let inHand = 0;
    let most = 0;
    await media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 12 }) },
      {
        specs: [SMALL],
        onFrame: async () => {
          most = Math.max(most, ++inHand);
          await sleep(5);
          inHand--;
        },
      },
    );
    expect([most, inHand]).toEqual([1, 0]);
  });

  it('resolves after the last frame was taken', async () => {
    let taken = 0;
    await media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 3 }) },
      {
        specs: [SMALL],
        onFrame: async () => {
          await sleep(50);
          taken++;
        },
      },
    );
    expect(taken).toBe(3);
  });

  it('lends its process to another content while the last frame is being taken', async () => {
    const single = openFramesPool({ processes: 1 });
    try {
      let release = () => {};
      const blocked = new Promise<void>((resolve) => {
        release = resolve;
      });
      const first = single.prepare(
        { bytes: makeFrameFile({ seed: 1, frames: 2 }) },
        {
          specs: [SMALL],
          onFrame: ({ ordinal }) => (ordinal === 1 ? blocked : undefined),
        },
      );
      const second = await collect(single, { seed: 2, frames: 5 });
      expect(second.frames).toHaveLength(5);
      release();
      expect((await first).frames).toBe(2);
    } finally {
      single.close();
    }
  });

  it('gives no frame of a content that is not wanted', async () => {
    const content = await media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 9, failAt: 0 }) },
      {
        specs: () => null,
        onFrame: () => {
          throw new Error('not wanted');
        },
      },
    );
    expect(content).toMatchObject({ content: null, frames: 0 });
  });

  it('gives frames without pixels when no encoder asks for them', async () => {
    const { frames } = await collect(media, { seed: 1, frames: 3 }, []);
    expect(frames.map(({ ordinal, pixels }) => [ordinal, pixels])).toEqual([
      [0, []],
      [1, []],
      [2, []],
    ]);
  });

  it('ends with what the listener throws at a frame, and the pool goes on', async () => {
    const seen: number[] = [];
    const failing = media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 9 }) },
      {
        specs: [SMALL],
        onFrame: ({ ordinal }) => {
          seen.push(ordinal);
          if (ordinal === 4) throw new TypeError('no room');
        },
      },
    );
    await expect(failing).rejects.toThrow(new TypeError('no room'));
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect((await collect(media, { seed: 2, frames: 4 })).frames).toHaveLength(4);
  });

  it('fails with an error in the middle after the frames before it, and the same process goes on', async () => {
    const single = openFramesPool({ processes: 1 });
    try {
      const seen: number[] = [];
      const failing = single.prepare(
        { bytes: makeFrameFile({ seed: 1, frames: 9, failAt: 6 }) },
        {
          specs: [SMALL],
          onFrame: async ({ ordinal }) => {
            await sleep(10);
            seen.push(ordinal);
          },
        },
      );
      await expect(failing).rejects.toMatchObject({ code: 'damaged-image', message: 'The stream ends here.' });
      expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
      expect((await collect(single, { seed: 2, frames: 4 })).frames).toHaveLength(4);
    } finally {
      single.close();
    }
  });

  it('fails with a crash in the middle, and costs no other content', async () => {
    const single = openFramesPool({ processes: 1 });
    try {
      const seen: number[] = [];
      const failing = single.prepare(
        { bytes: makeFrameFile({ seed: 1, frames: 9, crashAt: 6 }) },
        {
          specs: [SMALL],
          onFrame: ({ ordinal }) => void seen.push(ordinal),
        },
      );
      const next = collect(single, { seed: 2, frames: 4 });
      await expect(failing).rejects.toMatchObject({
        code: 'decoder-crashed',
        message: expect.stringContaining('SIGKILL'),
      });
      // The frame before the crash may have been lost on its way.
      expect(seen.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
      expect((await next).frames).toHaveLength(4);
    } finally {
      single.close();
    }
  });
});

describe('the time limit', () => {
  let media: MediaPool;
  afterEach(() => media.close());

  it('holds for each frame, not for the content', async () => {
    media = openFramesPool({ processes: 1, timeLimitMs: 4000 });
    const slow = Object.fromEntries([1, 2, 3, 4].map((i) => [i, 1200]));
    const { frames } = await collect(media, { seed: 1, frames: 6, slow });
    expect(frames).toHaveLength(6);
  });

  it('does not end a frame that takes longer, as long as there is progress', async () => {
    media = openFramesPool({ processes: 1, timeLimitMs: 2000 });
    const positions: FilmPosition[] = [];
    const content = await media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 3, busy: { 1: 3000 } }) },
      { specs: [SMALL], onPosition: (position) => void positions.push(position), onFrame: () => {} },
    );
    expect(content.frames).toBe(3);
    expect(positions.length).toBeGreaterThan(3);
    expect(positions[0]).toEqual({ atMs: 1000, durationMs: 3000 });
  });

  it('ends a frame that takes ten times as long, whatever progress there is', async () => {
    media = openFramesPool({ processes: 1, timeLimitMs: 300 });
    const failing = collect(media, { seed: 1, frames: 3, busy: { 1: 1e6 } });
    await expect(failing).rejects.toMatchObject({ code: 'decoder-timeout' });
  });

  it('gives up a content whose next frame does not come', async () => {
    media = openFramesPool({ processes: 1, timeLimitMs: 4000 });
    const failing = collect(media, { seed: 1, frames: 6, hangAt: 3 });
    await expect(failing).rejects.toMatchObject({ code: 'decoder-timeout' });
    expect((await collect(media, { seed: 2, frames: 2 })).frames).toHaveLength(2);
  });

  it('does not count the time that the listener takes', async () => {
    media = openFramesPool({ processes: 1, timeLimitMs: 4000 });
    await collect(media, { seed: 2, frames: 1 });
    const content = await media.prepare(
      { bytes: makeFrameFile({ seed: 1, frames: 3 }) },
      {
        specs: [SMALL],
        onFrame: ({ ordinal }) => (ordinal === 1 ? sleep(5000) : undefined),
      },
    );
    expect(content.frames).toBe(3);
  });
});
