// Models that would take all memory or all day, in the decoding process.

import { once } from 'node:events';
import { createWriteStream, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { findDecoders } from '../../support/processes/child-processes.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const MEMORY_LIMIT_KIB = 2 * 1024 * 1024;

const folder = makeTemporaryFolder();

/** A file that repeats a text. */
async function repeat(name: string, start: string, line: string, megabytes: number): Promise<string> {
  const path = join(folder, name);
  const block = line.repeat(Math.ceil(1024 ** 2 / line.length));
  const file = createWriteStream(path);
  file.write(start);
  for (let i = 0; i < megabytes; i++) if (!file.write(block)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
  return path;
}

describe('a model that never ends', () => {
  let media: MediaPool;
  beforeAll(() => {
    media = new MediaPool({ processes: 1 });
  });
  afterAll(() => media.close());

  it.each<[string, string, string, number]>([
    ['vertices.obj', '', 'v 0 0 0\n', 150],
    ['faces.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\n', 'f 1 2 3\n', 150],
    ['textures.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\n', 'vt 0 0\n', 190],
    ['polygon.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf', ' 1 2 3', 100],
    ['blank.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', '\n', 190],
    ['larger.obj', 'v 0 0 0\n', 'v 0 0 0\n', 210],
    ['facets.stl', 'solid a\nfacet normal 0 0 0\n', 'vertex 0 0 0\n', 190],
    ['nothing.gltf', '{"asset":{"version":"2.0"},"nodes":[', '{},', 190],
    ['one.gltf', '{"asset":{"version":"2.0"},"nodes":[0', '0', 190],
  ])(
    'is refused with a reason, in bounded time and memory: %s',
    async (name, start, line, megabytes) => {
      const path = await repeat(name, start, line, megabytes);
      const started = performance.now();
      const outcome = await media.prepare({ path }, { specs: [SPEC], onFrame: () => {} }).then(
        ({ frames }) => `${frames} frames`,
        (error) => error.code,
      );
      expect(outcome).toMatch(/^(image-too-large|damaged-image|5 frames)$/);
      expect(performance.now() - started).toBeLessThan(60_000);
      for (const pid of process.platform === 'linux' ? findDecoders() : []) {
        const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
        expect(peak).toBeLessThan(MEMORY_LIMIT_KIB);
      }
    },
    180_000,
  );

  it('of three million triangles at one place is refused', async () => {
    const count = 3_000_000;
    const path = join(folder, 'large.stl');
    const head = Buffer.alloc(84);
    head.writeUInt32LE(count, 80);
    writeFileSync(path, head);
    truncateSync(path, 84 + 50 * count);
    // All at one place: there is nothing to draw, but all of it is read, welded and measured.
    await expect(media.prepare({ path }, { specs: [SPEC], onFrame: () => {} })).rejects.toMatchObject({
      code: 'damaged-image',
      message: expect.stringContaining('no extent'),
    });
  }, 180_000);
});
