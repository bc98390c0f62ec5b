import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { hashBytes } from '#src/media/worker/read-file.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { makePicture, writePicture } from '../../support/images/random-images.js';
import { findDecoders } from '../../support/processes/child-processes.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const folder = makeTemporaryFolder();
const inFolder = (name: string) => join(folder, name);

/** A PNG whose header claims a size that its content does not have. */
async function forgePng(width: number, height: number): Promise<Buffer> {
  const bytes = await makePicture(1, { format: 'png', width: 8, height: 8 });
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe('MediaPool.prepare', () => {
  let media: MediaPool;
  beforeAll(() => {
    media = new MediaPool({ processes: 2 });
  });
  afterAll(() => media.close());

  it('gives hash, size, metadata and pixels of a file', async () => {
    const bytes = await makePicture(1, { width: 200, height: 100, format: 'png' });
    await writeFile(inFolder('good'), bytes);
    const { sha256, sizeBytes, mtimeMs, decoded } = await prepareImage(media, { path: inFolder('good') }, SPEC);
    expect(Buffer.compare(sha256, hashBytes(bytes))).toBe(0);
    expect(sizeBytes).toBe(bytes.length);
    expect(mtimeMs).toBeGreaterThan(0);
    expect(decoded?.header).toEqual({ format: 'png', mediaType: 'image/png', width: 200, height: 100 });
    expect(decoded?.pixels).toHaveLength(64 * 64 * 3);
  });

  it('gives pixels in a buffer of their own, which can be handed over', async () => {
    const { decoded } = await prepareImage(media, { bytes: await makePicture(1) }, SPEC);
    expect(decoded?.pixels.buffer.byteLength).toBe(64 * 64 * 3);
  });

  it('gives the same for bytes in memory as for a file', async () => {
    const path = join(SAMPLES, 'coffee-cup.jpg');
    const fromFile = await prepareImage(media, { path }, SPEC);
    const { decoded, sha256 } = await prepareImage(media, { bytes: await sharp(path).toBuffer() }, SPEC);
    expect(decoded?.header).toEqual(fromFile.decoded?.header);
    expect(sha256).not.toEqual(fromFile.sha256);
  });

  it('does not decode what is not wanted: even a damaged picture has a hash', async () => {
    const damaged = (await makePicture(1, { width: 300, height: 300 })).subarray(0, 1500);
    const seen: Uint8Array[] = [];
    const { decoded, sha256 } = await prepareImage(media, { bytes: damaged }, SPEC, (hash) => {
      seen.push(hash);
      return false;
    });
    expect(decoded).toBeUndefined();
    expect(seen).toEqual([sha256]);
    expect(Buffer.compare(sha256, hashBytes(damaged))).toBe(0);
  });

  it('rejects with what the listener throws, and works on', async () => {
    const failing = prepareImage(media, { bytes: await makePicture(1) }, SPEC, () => {
      throw new TypeError('no catalogue');
    });
    await expect(failing).rejects.toThrow(new TypeError('no catalogue'));
    expect((await prepareImage(media, { bytes: await makePicture(1) }, SPEC)).decoded).toBeDefined();
  });

  it('finishes more pictures than there are processes', async () => {
    const pictures = await Promise.all(Array.from({ length: 30 }, (_, i) => makePicture(i)));
    const prepared = await Promise.all(pictures.map((bytes) => prepareImage(media, { bytes }, SPEC)));
    prepared.forEach(({ sha256, decoded }, i) => {
      expect(Buffer.compare(sha256, hashBytes(pictures[i] as Buffer))).toBe(0);
      expect(decoded?.pixels).toHaveLength(64 * 64 * 3);
    });
    expect(findDecoders()).toHaveLength(2);
  });

  const png = (): Promise<Buffer> => makePicture(1, { format: 'png', width: 400, height: 400 });
  const jpeg = (): Promise<Buffer> => makePicture(1, { width: 400, height: 400 });

  it.each([
    ['text by the name of a picture', 'not-an-image', 'letter.jpg', async (): Promise<string> => 'Dear reader'],
    ['a JPEG without rows', 'damaged-image', 'short.jpg', async (): Promise<Buffer> => (await jpeg()).subarray(0, 250)],
    [
      'a JPEG of which only the mark is left',
      'damaged-image',
      'mark.jpg',
      async (): Promise<Buffer> => (await jpeg()).subarray(0, 4),
    ],
    ['a PNG without rows', 'damaged-image', 'short.png', async (): Promise<Buffer> => (await png()).subarray(0, 60)],
    ['a file of 0 bytes', 'empty-file', 'empty.jpg', async (): Promise<string> => ''],
    [
      'a PNG that claims 10 billion pixels',
      'image-too-large',
      'big.png',
      (): Promise<Buffer> | Buffer => forgePng(100_000, 100_000),
    ],
    [
      'an SVG that is not closed',
      'damaged-image',
      'open.svg',
      async (): Promise<string> => '<svg xmlns="http://www.w3.org/2000/svg" width="9"',
    ],
  ] as const)('says of %s: %s', async (_what, code, name, make: () => string | Buffer | Promise<string | Buffer>) => {
    await writeFile(inFolder(name), await make());
    await prepareImage(media, { bytes: await makePicture(1) }, SPEC);
    const before = findDecoders();
    const failure = await prepareImage(media, { path: inFolder(name) }, SPEC).catch((error) => error);
    expect(failure).toMatchObject({
      name: 'PhotoseekError',
      code,
      kind: 'media',
      message: expect.stringMatching(/\w.+\.$/),
    });
    // It was told by the decoder, which goes on: no crash, and no time limit.
    expect(findDecoders()).toEqual(before);
  });

  it('says of a missing file: vanished', async () => {
    await expect(prepareImage(media, { path: inFolder('nothing.jpg') }, SPEC)).rejects.toMatchObject({
      code: 'vanished',
    });
  });

  it('does not draw what an SVG refers to on this disk', async () => {
    await writePicture(inFolder('private.png'), 5, { width: 64, height: 64 });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">
      <image xlink:href="file://${inFolder('private.png')}" href="file://${inFolder('private.png')}" width="64" height="64"/></svg>`;
    const { decoded } = await prepareImage(media, { bytes: Buffer.from(svg) }, SPEC);
    expect(decoded?.pixels.every((value) => value === 255)).toBe(true);
  });
});

describe('a decoding process', () => {
  let media: MediaPool;
  afterEach(() => media.close());

  const decodeSmall = async () => (await prepareImage(media, { bytes: await makePicture(1) }, SPEC)).decoded;

  it('that dies costs the picture it was at and no other', async () => {
    media = new MediaPool({ processes: 1 });
    const big = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: '#abc' } })
      .png()
      .toBuffer();
    const failing = prepareImage(media, { bytes: big }, SPEC, () => {
      setTimeout(() => process.kill(findDecoders()[0] as number, 'SIGKILL'), 20);
      return true;
    });
    const next = decodeSmall();
    await expect(failing).rejects.toMatchObject({
      code: 'decoder-crashed',
      kind: 'media',
      message: expect.stringContaining('SIGKILL'),
    });
    expect(await next).toBeDefined();
    expect(await decodeSmall()).toBeDefined();
  });

  it('that dies without work is replaced', async () => {
    media = new MediaPool({ processes: 1 });
    await decodeSmall();
    const [first] = findDecoders() as [number];
    process.kill(first, 'SIGKILL');
    await expect.poll(() => findDecoders()).toEqual([]);
    expect(await decodeSmall()).toBeDefined();
    expect(findDecoders()).not.toEqual([first]);
  });

  it('that dies without work, unnoticed, costs nothing', async () => {
    media = new MediaPool({ processes: 1 });
    for (let i = 0; i < 2; i++) {
      await decodeSmall();
      const [pid] = findDecoders() as [number];
      process.kill(pid, 'SIGKILL');
      // At once: this process has not been told yet.
      expect(await decodeSmall()).toBeDefined();
      expect(findDecoders()).not.toContain(pid);
    }
  });

  it('that takes longer than the limit is given up, and the pool goes on', async () => {
    media = new MediaPool({ processes: 1, timeLimitMs: 4500 });
    await decodeSmall();
    const bytes = await makePicture(2);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    let outcome: unknown = 'not yet';
    await new Promise<void>((resolve) => {
      const failing = prepareImage(media, { bytes }, SPEC, () => {
        // Stopped, it is as slow as can be.
        process.kill(findDecoders()[0] as number, 'SIGSTOP');
        resolve();
        return true;
      });
      failing.catch((error) => {
        outcome = error;
      });
    });
    const pass = async (ms: number) => {
      vi.advanceTimersByTime(ms);
      await new Promise((resolve) => setImmediate(resolve));
      return outcome;
    };
    expect(await pass(4499)).toBe('not yet');
    expect(await pass(1)).toMatchObject({ code: 'decoder-timeout', message: expect.stringContaining('4.5 s') });
    vi.useRealTimers();
    expect(await decodeSmall()).toBeDefined();
    await expect.poll(() => findDecoders().length).toBe(1);
  });

  it('is ended by close, which rejects what is in flight and what waits', async () => {
    media = new MediaPool({ processes: 1 });
    await decodeSmall();
    const inFlight = new Promise<void>((resolve, reject) => {
      prepareImage(media, { path: join(SAMPLES, 'red-panda.jpg') }, SPEC, () => {
        media.close();
        return true;
      }).then(() => resolve(), reject);
    });
    const waiting = decodeSmall();
    await expect(inFlight).rejects.toMatchObject({ code: 'aborted' });
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await expect(decodeSmall()).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => findDecoders()).toEqual([]);
  });

  it('is not started before there is work', () => {
    media = new MediaPool({ processes: 2 });
    expect(findDecoders()).toEqual([]);
  });
});
