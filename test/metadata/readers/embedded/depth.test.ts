import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '#src/metadata/read-metadata.js';
import {
  makeDirectory,
  makeGoogleXmp,
  makeHeicBoxes,
  makeJpegWith,
  makeMultiPicture,
} from '../../../support/images/embedded-files.js';
import { runs } from '../../../support/runner/form.js';
import { makeJpeg, makeXmp, toXmpSegment } from '../../make-tiff.js';

const hasDepth = (bytes: Uint8Array) => readMetadata({ bytes, path: '/p/a.jpg', mtimeMs: 0 }).hasDepth ?? false;

const MAP = makeJpeg();
const EXTENSION: [number, Buffer] = [0xe1, Buffer.from('http://ns.adobe.com/xmp/extension/\0…')];
const APPLE = (type: string) =>
  makeXmp(`<a:AuxiliaryImageType>${type}</a:AuxiliaryImageType>`, 'xmlns:a="http://ns.apple.com/pixeldatainfo/1.0/"');

describe('depth in a photo’s file', () => {
  it.each<[string, Buffer]>([
    ['a stereo pair', makeMultiPicture(0x020002)],
    ['Apple’s map in a JPEG', makeMultiPicture(0, APPLE('disparity'))],
    ['GDepth with its data', makeJpeg(toXmpSegment(makeGoogleXmp('', 'GDepth:Format="RangeInverse"')), EXTENSION)],
    ['a container item', makeJpegWith(makeGoogleXmp(makeDirectory(['Depth', MAP.length])), MAP)],
    [
      'an item before another one',
      makeJpegWith(makeGoogleXmp(makeDirectory(['Depth', MAP.length, 3], ['GainMap', 9])), MAP, Buffer.alloc(12)),
    ],
    [
      'Apple’s auxiliary image',
      makeHeicBoxes('urn:com:apple:photo:2020:aux:hdrgainmap', 'urn:com:apple:photo:2020:aux:depthmap'),
    ],
    ['the auxiliary image of HEVC', makeHeicBoxes('urn:mpeg:hevc:2015:auxid:2')],
    ['the auxiliary image of MIAF', makeHeicBoxes('urn:mpeg:mpegB:cicp:systems:auxiliary:depth')],
  ])('is recognised: %s', (_, bytes) => expect(hasDepth(bytes)).toBe(true));

  it.each<[string, Buffer]>([
    ['a gain map', makeHeicBoxes('urn:com:apple:photo:2020:aux:hdrgainmap')],
    ['an alpha channel', makeHeicBoxes('urn:mpeg:hevc:2015:auxid:1')],
    ['a matte', makeMultiPicture(0, APPLE('urn:com:apple:photo:2018:aux:portraiteffectsmatte'))],
    ['a large thumbnail', makeMultiPicture(0x010001)],
    ['a stereo pair without its second picture', makeMultiPicture(0x020002).subarray(0, -MAP.length)],
    ['GDepth whose data is gone', makeJpeg(toXmpSegment(makeGoogleXmp('', 'GDepth:Format="RangeInverse"')))],
    ['an item whose data is gone', makeJpegWith(makeGoogleXmp(makeDirectory(['Depth', MAP.length])))],
    ['an ordinary JPEG', makeJpeg()],
  ])('is not seen in %s', (_, bytes) => expect(hasDepth(bytes)).toBe(false));

  it('is read without an exception from damaged files', () => {
    const files = [
      makeMultiPicture(0x020002),
      makeHeicBoxes('urn:mpeg:hevc:2015:auxid:2', 'x'),
      makeMultiPicture(0, APPLE('depth')),
    ];
    fc.assert(
      fc.property(fc.nat(2), fc.nat(), fc.nat(2 ** 32 - 1), fc.nat(), (which, at, value, length) => {
        const bytes = Buffer.from(files[which] as Buffer);
        bytes.writeUInt32BE(value, at % (bytes.length - 4));
        expect([true, false]).toContain(hasDepth(bytes.subarray(0, bytes.length - (length % 20))));
      }),
      { numRuns: runs(300) },
    );
  });
});
