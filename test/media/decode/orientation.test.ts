import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { HEIC, HEIC_MIRRORED, HEIC_TURNED, JXL_TURNED } from '../../support/images/encoded-images.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { expectQuarters, makeQuarters, WHOLE } from '../../support/images/quarters.js';
import { startNode } from '../../support/processes/run-command.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const toUrl = (module: string) => JSON.stringify(import.meta.resolve(module));
let media: MediaPool;
beforeAll(() => {
  media = new MediaPool({ processes: 1 });
});
afterAll(() => media.close());

const prepare = async (bytes: Uint8Array) => (await prepareImage(media, { bytes }, WHOLE)).decoded;
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

const WRITERS: [format: string, write: (image: Sharp) => Sharp][] = [
  ['JPEG', (image) => image.jpeg({ quality: 98 })],
  ['PNG (eXIf)', (image) => image.png()],
  ['WebP', (image) => image.webp({ lossless: true })],
  ['TIFF', (image) => image.tiff({ compression: 'lzw' })],
];

describe('orientation', () => {
  it.each(WRITERS)('of a %s is that of EXIF', async (format, write) => {
    for (const orientation of ORIENTATIONS) {
      const bytes = await write(makeQuarters().withMetadata({ orientation })).toBuffer();
      expect((await sharp(bytes).metadata()).orientation).toBe(orientation);
      expectQuarters(await prepare(bytes), { orientation, tolerance: 3, what: `${format} ${orientation}` });
    }
  });

  it('is applied to a large JPEG with shrink-on-load', async () => {
    for (const orientation of ORIENTATIONS) {
      const bytes = await makeQuarters(1600, 1200).withMetadata({ orientation }).jpeg().toBuffer();
      expectQuarters(await prepare(bytes), { orientation, tolerance: 3, what: `${orientation}` });
    }
  });

  it('costs little: rotated photos use shrink-on-load like others', async () => {
    // In a process of its own: what is read is the most memory that its pixels ever took, in MB.
    const program = `
      const [{ openImage }, { prepareSquare }] = await Promise.all([import(${toUrl('#src/media/decode/open-image.js')}), import(${toUrl('#src/media/prepare/prepare.js')})]);
      const { readFileSync } = await import('node:fs');
      const { default: sharp } = await import(${toUrl('sharp')});
      await prepareSquare(await openImage(readFileSync(process.argv[1])), ${JSON.stringify(WHOLE)});
      console.log(sharp.cache().memory.high);`;
    const measure = async (orientation: number) => {
      const path = join(folder, `${orientation}.jpg`);
      await makeQuarters(3000, 2250).withMetadata({ orientation }).jpeg().toFile(path);
      const { code, stdout, stderr } = await startNode(['--input-type=module', '-e', program, path]).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return Number(stdout);
    };
    // Decoded whole, 6.75 megapixels take 20 MB to be turned.
    for (const orientation of [1, 6]) expect.soft(await measure(orientation), `${orientation}`).toBeLessThan(5);
  }, 120_000);

  /** A HEIC says in its container how it is turned: `irot` counts quarters against the clock, `imir` names the axis. */
  const turnHeic = (file: Buffer, quarters: number, axis?: number) => {
    const turned = Buffer.from(file);
    turned[turned.indexOf('irot', 0, 'latin1') + 4] = quarters;
    if (axis !== undefined) turned[turned.indexOf('imir', 0, 'latin1') + 4] = axis;
    return turned;
  };

  it.each([
    [1, HEIC],
    [2, turnHeic(HEIC_MIRRORED, 0, 1)],
    [3, turnHeic(HEIC_TURNED, 2)],
    [4, turnHeic(HEIC_MIRRORED, 0, 0)],
    [5, turnHeic(HEIC_MIRRORED, 3, 1)],
    [6, turnHeic(HEIC_TURNED, 3)],
    [7, turnHeic(HEIC_MIRRORED, 3, 0)],
    [8, turnHeic(HEIC_TURNED, 1)],
  ])('of a HEIC is that of its container: %i', async (orientation, bytes) => {
    expectQuarters(await prepare(bytes), { orientation, tolerance: 3 });
  });

  it('of a JPEG XL is that of its codestream', async () => {
    expectQuarters(await prepare(JXL_TURNED), { orientation: 6, tolerance: 3 });
  });

  it('is not applied twice to a HEIC that also has it in EXIF', async () => {
    // These were written with the same orientation in EXIF, which readers must pass over.
    expect(HEIC_TURNED.includes('Exif')).toBe(true);
    expectQuarters(await prepare(HEIC_TURNED), { orientation: 6, tolerance: 3 });
  });

  it('is applied to thumbnails', async () => {
    const bytes = await makeQuarters().withMetadata({ orientation: 6 }).jpeg({ quality: 98 }).toBuffer();
    const thumbnail = await media.thumbnail({ bytes }, 320);
    expect((await sharp(thumbnail).metadata()).orientation ?? 1).toBe(1);
    expectQuarters(await prepare(thumbnail), { orientation: 6, tolerance: 8 });
  });
});
