import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { expectColours, expectQuarters, makeQuarters, measureQuarters, WHOLE } from '../../support/images/quarters.js';
import { long, makeCr3, makeDng, makeNef, makeRaf, makeTiffRaw, short, TAG } from '../../support/images/raw-files.js';
import { measureDecodersCpuMs } from '../../support/processes/child-processes.js';

let media: MediaPool;
let preview: Buffer;
let small: Buffer;
let turnedPreview: Buffer;
beforeAll(async () => {
  media = new MediaPool({ processes: 1 });
  preview = await makeQuarters(640, 480).jpeg({ quality: 95 }).toBuffer();
  small = await makeQuarters(
    320,
    256,
    [0, 1, 2, 3].map(() => [0, 0, 0] as const),
  )
    .jpeg()
    .toBuffer();
  turnedPreview = await makeQuarters(640, 480).withMetadata({ orientation: 8 }).jpeg({ quality: 95 }).toBuffer();
});
afterAll(() => media.close());

const prepare = async (bytes: Uint8Array) => (await prepareImage(media, { bytes }, WHOLE)).decoded;

describe('a camera raw file', () => {
  it('is decoded from its embedded JPEG', async () => {
    const decoded = await prepare(makeNef(preview));
    expect(decoded?.header).toEqual({ format: 'nef', mediaType: 'image/x-nikon-nef', width: 640, height: 480 });
    expectQuarters(decoded, { tolerance: 3 });
  });

  it('uses its own orientation when the JPEG has none', async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      expectQuarters(await prepare(makeNef(preview, { orientation })), { orientation, tolerance: 3, what: 'NEF' });
      expectQuarters(await prepare(makeCr3(preview, orientation)), { orientation, tolerance: 3, what: 'CR3' });
    }
  });

  it('uses the orientation of the JPEG when it has one', async () => {
    expectQuarters(await prepare(makeNef(turnedPreview, { orientation: 3 })), { orientation: 8, tolerance: 3 });
    expectQuarters(await prepare(makeRaf(turnedPreview)), { orientation: 8, tolerance: 3 });
  });

  it('is decoded from the largest of several JPEGs, wherever they are in the file', async () => {
    for (const parts of [
      [small, preview],
      [preview, small],
    ]) {
      const file = makeTiffRaw({ secondMark: 'CR\x02\0', parts, first: () => ({ [TAG.orientation]: short(1) }) });
      expectQuarters(await prepare(file), { tolerance: 3 });
    }
  });

  it('is decoded from the next JPEG when the largest exceeds the limits', async () => {
    const huge = await makeQuarters(640, 480).jpeg({ progressive: true }).toBuffer();
    const frame = huge.indexOf(Buffer.from([0xff, 0xc2]));
    huge.writeUInt16BE(60_000, frame + 5);
    huge.writeUInt16BE(60_000, frame + 7);
    expectQuarters(await prepare(makeTiffRaw({ secondMark: 'CR\x02\0', parts: [huge, preview], first: () => ({}) })), {
      tolerance: 3,
    });
  });

  it('ignores sensor data that are stored as JPEG tiles', async () => {
    const tile = await makeQuarters(
      1024,
      1024,
      [0, 1, 2, 3].map(() => [255, 0, 255] as const),
    )
      .jpeg()
      .toBuffer();
    const file = makeTiffRaw({
      parts: [preview, tile],
      first: () => ({ [TAG.subfileType]: long(1), [TAG.dngVersion]: { type: 'byte', numbers: [1, 4, 0, 0] } }),
      below: ([, at = 0]) => ({
        [TAG.compression]: short(34892),
        [TAG.photometric]: short(34892),
        [TAG.tilePlaces]: long(at),
        [TAG.tileBytes]: long(tile.length),
      }),
    });
    expectQuarters(await prepare(file), { tolerance: 3 });
  });

  it('is searched for previews in many megabytes of noise in little time', async () => {
    const file = makeTiffRaw({ secondMark: 'CR\x02\0', parts: [randomBytes(40_000_000), preview], first: () => ({}) });
    const cpuMs = await measureDecodersCpuMs(async () => expectQuarters(await prepare(file), { tolerance: 3 }));
    expect(cpuMs).toBeLessThan(3000);
  });

  it('takes bounded time for a hundred thousand JPEG start markers', async () => {
    const beginnings = Buffer.alloc(6_000_000);
    for (let at = 0; at < beginnings.length; at += 60) beginnings.write('\xff\xd8\xff\xe0\0\x10', at, 'latin1');
    const file = makeTiffRaw({ secondMark: 'CR\x02\0', parts: [preview, beginnings], first: () => ({}) });
    expect(await measureDecodersCpuMs(() => prepare(file))).toBeLessThan(3000);
  });
});

describe('a camera raw file without a preview', () => {
  it('is developed', async () => {
    const decoded = await prepare(makeDng(400, 300, [0.5, 0.2, 0.05]));
    expect(decoded?.header).toMatchObject({ format: 'dng', width: 400, height: 300 });
    // How bright it gets is for the developer to choose; which colour it is, is not.
    for (const [r, g, b] of measureQuarters(decoded?.pixels as Uint8Array, WHOLE.size)) {
      expectColours([[r, g, b]], [[255, 166, 72]], 12);
    }
  });

  it('is rotated upright', async () => {
    const file = makeDng(400, 300, [0.5, 0.5, 0.5], 6);
    expect((await prepare(file))?.header).toMatchObject({ width: 300, height: 400 });
  });

  it('is developed when the only preview has 200 pixels', async () => {
    const stamp = await makeQuarters(320, 200).jpeg().toBuffer();
    const decoded = await prepare(Buffer.concat([makeDng(400, 300, [0.5, 0.2, 0.05]), stamp]));
    expect(decoded?.header).toMatchObject({ width: 400, height: 300 });
  });

  it('is an unsupported format when LibRaw cannot develop it', async () => {
    await expect(prepare(makeNef(Buffer.from('no preview')))).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringMatching(/256 pixels.*nef/),
    });
  });
});
