import { describe, expect, it } from 'vitest';
import type { SearchContext } from '#src/search/context.js';
import { stack, toStackKey } from '#src/search/rank/stack.js';

const stackPaths = (paths: string[]) => {
  const listKeys = () => paths.map((path, i) => ({ photoId: i + 1, path, takenAtMs: null, sizeBytes: 1 }));
  const context = { catalogue: { order: { listKeys } } } as unknown as SearchContext;
  const { order, groups } = stack(
    context,
    paths.map((_, i) => i + 1),
  );
  return { order, groups: Object.fromEntries(groups) };
};

describe('files of one shot', () => {
  it.each([
    ['/a/IMG_1.CR2', '/a/img_1.jpg'],
    ['/a/IMG_1234.HEIC', '/a/IMG_1234.MOV'],
    ['/a/IMG_1234.JPG', '/a/IMG_E1234.JPG'],
    ['/a/Strand.jpg', '/a/Strand-bearbeitet.jpg'],
    ['/a/x.jpg', '/a/x-edited.jpg'],
    ['/a/x.jpg', '/a/x~2.jpg'],
    ['/a/PXL_2.MP.jpg', '/a/PXL_2.mp4'],
    ['/a/DSC1.NEF', '/a/DSC1.NEF.jpg'],
  ])('have one key: %s, %s', (one, other) => expect(toStackKey(one)).toBe(toStackKey(other)));

  it.each([
    ['/a/IMG_1.jpg', '/b/IMG_1.jpg'],
    ['/a/IMG_1.jpg', '/a/IMG_1(1).jpg'],
    ['/a/beach.jpg', '/a/beach-sunset.jpg'],
    ['/a/IMG_1.jpg', '/a/IMG_11.jpg'],
    ['/a/report.pdf', '/a/report.jpg'],
  ])('do not: %s, %s', (one, other) => expect(toStackKey(one)).not.toBe(toStackKey(other)));

  it('are one result, in the place of the first, shown by a developed image', () => {
    expect(stackPaths(['/a/2.mov', '/a/1.jpg', '/a/2.jpg', '/a/3.pdf', '/a/1.dng', '/a/2.cr2'])).toEqual({
      order: [3, 2, 4],
      groups: { 3: [1, 6], 2: [5] },
    });
    expect(stackPaths(['/a/1.mov', '/a/1.cr2'])).toEqual({ order: [1], groups: { 1: [2] } });
  });
});
