import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { makeGoogleXmp, makeJpegWith } from '../../../support/images/embedded-files.js';
import { runs } from '../../../support/runner/form.js';

const read = (attributes: string) =>
  readMetadata({ bytes: makeJpegWith(makeGoogleXmp('', attributes)), path: '/p/a.jpg', mtimeMs: 0 }).panorama;

const SIDES = ['CroppedAreaImageWidth', 'CroppedAreaImageHeight', 'FullPanoWidth', 'FullPanoHeight'] as const;
const pano = (sides: number[], more = '') =>
  `GPano:ProjectionType="equirectangular" ${SIDES.map((name, i) => `GPano:${name}Pixels="${sides[i]}"`).join(' ')} ${more}`;

describe('the projection of a panorama', () => {
  it('is read with the part of the sphere that the image is', () => {
    expect(
      read(
        pano(
          [4000, 1000, 8000, 4000],
          'GPano:CroppedAreaLeftPixels="2000" GPano:CroppedAreaTopPixels="1500" GPano:PoseHeadingDegrees="95.5"',
        ),
      ),
    ).toEqual({
      projection: 'equirectangular',
      area: { left: 0.25, top: 0.375, width: 0.5, height: 0.25 },
      headingDegrees: 95.5,
    });
  });

  it('may say nothing of sizes', () => {
    expect(read('GPano:ProjectionType="Cylindrical"')).toEqual({
      projection: 'cylindrical',
      area: null,
      headingDegrees: null,
    });
  });

  it('has no area where the sizes contradict each other', () => {
    expect(read(pano([8000, 4000, 4000, 2000]))?.area).toBeNull();
    expect(read(pano([4000, 2000, 4000, 2000], 'GPano:CroppedAreaLeftPixels="1"'))?.area).toBeNull();
    expect(read(pano([0, 2000, 4000, 2000]))?.area).toBeNull();
  });

  it('must be one that is known', () => {
    expect(read('GPano:ProjectionType="fisheye"')).toBeUndefined();
    expect(read('GPano:FullPanoWidthPixels="8000"')).toBeUndefined();
  });

  it('never lies outside of the whole', () => {
    const side = fc.oneof(fc.nat(10_000), fc.constantFrom(-1, 1e12, 1e20, Number.NaN));
    fc.assert(
      fc.property(fc.array(side, { minLength: 4, maxLength: 4 }), side, side, (sides, left, top) => {
        const area = read(
          pano(sides, `GPano:CroppedAreaLeftPixels="${left}" GPano:CroppedAreaTopPixels="${top}"`),
        )?.area;
        if (area == null) return;
        expect(Math.min(area.left, area.top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(area.width, area.height)).toBeGreaterThan(0);
        expect(area.left + area.width).toBeLessThanOrEqual(1 + 1e-9);
        expect(area.top + area.height).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: runs(200) },
    );
  });
});
