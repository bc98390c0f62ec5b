import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { listTiffPages, putPageFirst } from '#src/media/expand/documents/list-tiff-pages.js';
import { makeTiff, makeTiffPages, type TiffImage } from '../../../support/images/tiff.js';

const NEW_SUBFILE_TYPE = 0x00fe;
const SUBFILE_TYPE = 0x00ff;

function grey(width: number, height: number, level = 128, shorts: TiffImage['shorts'] = {}): TiffImage {
  return { width, height, bits: [8], photometric: 1, strips: [Buffer.alloc(width * height, level)], shorts };
}

const list = (bytes: Uint8Array) => listTiffPages((at, length) => bytes.subarray(at, at + length));
const count = (...images: TiffImage[]) => list(makeTiffPages(images)).length;

describe('the pages of a TIFF', () => {
  it('are its images, in their order, of any size', async () => {
    const bytes = makeTiffPages([grey(8, 8, 10), grey(7, 9, 20), grey(8, 8, 30)]);
    const pages = list(bytes);
    const levels = await Promise.all(
      pages.map(
        async (offset) =>
          (
            await sharp(putPageFirst(Buffer.from(bytes), offset))
              .raw()
              .toBuffer()
          )[0],
      ),
    );
    expect(levels).toEqual([10, 20, 30]);
  });

  it('are one for a single image, and none for what is no TIFF', () => {
    expect(count(grey(8, 8))).toBe(1);
    expect(list(Buffer.from('II+\0nothing'))).toEqual([]);
    expect(list(Buffer.from('II*\0'))).toEqual([]);
  });

  it.each([
    ['smaller copies', [grey(80, 60), grey(40, 30, 1, { [NEW_SUBFILE_TYPE]: [1] })]],
    ['masks', [grey(80, 60), grey(80, 60, 1, { [NEW_SUBFILE_TYPE]: [4] })]],
    ['smaller copies of the old kind', [grey(80, 60), grey(60, 50, 1, { [SUBFILE_TYPE]: [2] })]],
    ['levels of a pyramid that are not marked', [grey(81, 61), grey(41, 31), grey(21, 16)]],
    ['previews that are not marked', [grey(80, 60), grey(16, 12)]],
  ] as const)('are not its %s', (_, images) => {
    expect(count(...images)).toBe(1);
    expect(count(...images, grey(80, 60))).toBe(2);
  });

  it('end where the chain of directories leads back or out of the file', () => {
    const bytes = makeTiffPages([grey(8, 8), grey(8, 8)]);
    const [first = 0, second = 0] = list(bytes);
    const next = (at: number) => at + 2 + 12 * bytes.readUInt16LE(at);
    const back = Buffer.from(bytes);
    back.writeUInt32LE(first, next(second));
    expect(list(back)).toEqual([first, second]);
    const out = Buffer.from(bytes);
    out.writeUInt32LE(0xfffffff0, next(first));
    expect(list(out)).toEqual([first]);
    expect(list(makeTiff(grey(8, 8)).subarray(0, 12))).toHaveLength(1);
  });
});
