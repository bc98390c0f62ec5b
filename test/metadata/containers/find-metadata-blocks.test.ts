import { brotliCompressSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findMetadataBlocks } from '#src/metadata/containers/find-metadata-blocks.js';
import { measureCpuMs } from '../../support/processes/cpu-time.js';
import { makeIptc, makeJpeg, makeResource, makeTiff, toExifSegment, toXmpSegment } from '../make-tiff.js';

const TIFF = makeTiff({ image: { 271: { ascii: 'Acme Cameras' } } });
const XMP = '<rdf:RDF/>';
const IPTC = makeIptc([5, 'a title']);
const PHOTOSHOP = Buffer.from('Photoshop 3.0\0', 'latin1');

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('latin1');
const isSame = (a: Uint8Array | undefined, b: Uint8Array) => a !== undefined && Buffer.compare(a, b) === 0;

const u32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};
const u32le = (n: number) => Buffer.from(u32(n)).reverse();
const u16 = (n: number) => Buffer.from([n >> 8, n & 255]);
const latin = (string: string) => Buffer.from(string, 'latin1');

const chunk = (type: string, ...data: Uint8Array[]) => {
  const content = Buffer.concat(data);
  return Buffer.concat([u32(content.length), latin(type), content, u32(0)]);
};
const makePng = (...chunks: Buffer[]) =>
  Buffer.concat([latin('\x89PNG\r\n\x1a\n'), chunk('IHDR', Buffer.alloc(13)), ...chunks, chunk('IEND')]);

const box = (type: string, ...content: Uint8Array[]) => {
  const inside = Buffer.concat(content);
  return Buffer.concat([u32(inside.length + 8), latin(type), inside]);
};
const FTYP = box('ftyp', latin('heic\0\0\0\0mif1heic'));

/** A HEIC whose items lie in `mdat` (or `idat`), in pieces of `pieceBytes`. */
function makeHeic(items: [type: string, content: Buffer][], options: { inIdat?: boolean; pieceBytes?: number } = {}) {
  const { inIdat = false, pieceBytes = 1e9 } = options;
  const data = Buffer.concat(items.map(([, content]) => content));
  const iinf = box(
    'iinf',
    u32(0),
    u16(items.length),
    ...items.map(([type], i) =>
      box(
        'infe',
        u32(0x02000000),
        u16(i + 1),
        u16(0),
        latin(type),
        latin(type === 'mime' ? '\0application/rdf+xml\0' : '\0'),
      ),
    ),
  );
  const build = (dataAt: number) => {
    let at = dataAt;
    const locations = items.map(([, content], i) => {
      const pieces: Buffer[] = [];
      for (let done = 0; done < content.length; done += pieceBytes) {
        const length = Math.min(pieceBytes, content.length - done);
        pieces.push(Buffer.concat([u32(at), u32(length)]));
        at += length;
      }
      return Buffer.concat([u16(i + 1), u16(inIdat ? 1 : 0), u16(0), u16(pieces.length), ...pieces]);
    });
    const iloc = box('iloc', u32(0x01000000), u16(0x4400), u16(items.length), ...locations);
    const meta = box('meta', u32(0), box('hdlr', Buffer.alloc(25)), iinf, iloc, ...(inIdat ? [box('idat', data)] : []));
    return Buffer.concat([FTYP, meta, ...(inIdat ? [] : [box('mdat', data)])]);
  };
  return build(inIdat ? 0 : build(0).length - data.length);
}

describe('findMetadataBlocks', () => {
  it('reads segments of a JPEG', () => {
    const blocks = findMetadataBlocks(
      makeJpeg(
        [0xe0, latin('JFIF\0')],
        toExifSegment(TIFF),
        toXmpSegment(XMP),
        [0xed, Buffer.concat([PHOTOSHOP, makeResource(0x0425, Buffer.alloc(15), 'name'), makeResource(0x0404, IPTC)])],
        [0xdb, Buffer.alloc(64)],
      ),
    );
    expect(isSame(blocks.exif, TIFF)).toBe(true);
    expect(text(blocks.xmp)).toBe(XMP);
    expect(isSame(blocks.iptc, IPTC)).toBe(true);
  });

  it('reads a JPEG with fill bytes, invalid bytes between segments, and an invalid EXIF segment before the valid one', () => {
    const jpeg = makeJpeg([0xe1, latin('Exif\0\0not a TIFF')], toExifSegment(TIFF));
    const odd = Buffer.concat([jpeg.subarray(0, 2), latin('\xff\xff\xff'), latin('\0rubbish'), jpeg.subarray(2)]);
    expect(isSame(findMetadataBlocks(odd).exif, TIFF)).toBe(true);
  });

  it('reads IPTC that continues in the next segment', () => {
    const resource = makeResource(0x0404, Buffer.concat([IPTC, makeIptc([120, 'x'.repeat(30_000)])]));
    const jpeg = makeJpeg(
      [0xed, Buffer.concat([PHOTOSHOP, resource.subarray(0, 20_000)])],
      [0xed, Buffer.concat([PHOTOSHOP, resource.subarray(20_000)])],
    );
    expect(findMetadataBlocks(jpeg).iptc?.length).toBe(IPTC.length + 30_005);
  });

  it('does not search the image data of a JPEG', () => {
    const jpeg = Buffer.concat([makeJpeg(), makeJpeg(toExifSegment(TIFF))]);
    expect(findMetadataBlocks(jpeg).exif).toBeUndefined();
  });

  it('returns the available part of EXIF in a truncated JPEG', () => {
    const jpeg = makeJpeg(toExifSegment(TIFF));
    expect(findMetadataBlocks(jpeg.subarray(0, 60)).exif?.length).toBe(60 - 12);
  });

  it('reads chunks of a PNG, including those after the image data', () => {
    const blocks = findMetadataBlocks(
      makePng(
        chunk('tEXt', latin('Title\0caf\xe9')),
        chunk('IDAT', Buffer.alloc(100)),
        chunk('eXIf', TIFF),
        chunk('iTXt', latin('XML:com.adobe.xmp\0\0\0\0\0'), latin(XMP)),
        chunk('zTXt', latin('Author\0\0'), deflateSync('Ansel')),
        chunk('iTXt', latin('Description\0\x01\0de\0Beschreibung\0'), deflateSync('Zürich')),
        chunk('tEXt', latin('Software\0ignored')),
      ),
    );
    expect(isSame(blocks.exif, TIFF)).toBe(true);
    expect(text(blocks.xmp)).toBe(XMP);
    expect(Object.fromEntries(blocks.texts ?? [])).toEqual({ title: 'café', author: 'Ansel', description: 'Zürich' });
  });

  it.each([
    ['exif', Buffer.concat([latin('Exif\0\0'), TIFF]), 'exif', TIFF],
    ['APP1', Buffer.concat([latin('Exif\0\0'), TIFF]), 'exif', TIFF],
    ['APP1', latin(`http://ns.adobe.com/xap/1.0/\0${XMP}`), 'xmp', latin(XMP)],
    ['xmp', latin(XMP), 'xmp', latin(XMP)],
    ['iptc', makeResource(0x0404, IPTC), 'iptc', IPTC],
    ['iptc', IPTC, 'iptc', IPTC],
  ] as const)("reads ImageMagick's profile %s in a PNG", (name, profile, kind, content) => {
    const digits = profile.toString('hex').replace(/(.{72})/g, '$1\n');
    const body = latin(`\n${name}\n    ${profile.length}\n${digits}\n`);
    for (const png of [
      makePng(chunk('tEXt', latin(`Raw profile type ${name}\0`), body)),
      makePng(chunk('zTXt', latin(`Raw profile type ${name}\0\0`), deflateSync(body))),
    ])
      expect(isSame(findMetadataBlocks(png)[kind], content)).toBe(true);
  });

  it('rejects decompression bombs', () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const chunks = Array.from({ length: 200 }, () => chunk('zTXt', latin('Title\0\0'), bomb));
    const png = makePng(...chunks);
    expect(measureCpuMs(() => expect(findMetadataBlocks(png).texts).toBeUndefined())).toBeLessThan(1000);
  });

  it('reads chunks of a WebP', () => {
    const webp = (exif: Buffer) => {
      const riff = (type: string, data: Buffer) =>
        Buffer.concat([latin(type), u32le(data.length), data, Buffer.alloc(data.length % 2)]);
      const body = Buffer.concat([
        riff('VP8X', Buffer.alloc(10)),
        riff('ABCD', Buffer.alloc(3)),
        riff('EXIF', exif),
        riff('XMP ', latin(XMP)),
      ]);
      return Buffer.concat([latin('RIFF'), u32le(body.length + 4), latin('WEBP'), body]);
    };
    for (const exif of [TIFF, Buffer.concat([latin('Exif\0\0'), TIFF])]) {
      const blocks = findMetadataBlocks(webp(exif));
      expect(isSame(blocks.exif, TIFF)).toBe(true);
      expect(text(blocks.xmp)).toBe(XMP);
    }
  });

  it('reads XMP of a GIF after a frame with a local colour table', () => {
    const trailer = Buffer.concat([
      Buffer.from([1]),
      Buffer.from(Array.from({ length: 256 }, (_, i) => 255 - i)),
      Buffer.from([0]),
    ]);
    const gif = Buffer.concat([
      latin('GIF89a\x01\0\x01\0\x80\0\0'),
      Buffer.alloc(6),
      latin('\x21\xf9\x04\0\0\0\0\0'),
      latin('\x2c\0\0\0\0\x01\0\x01\0\x80'),
      Buffer.alloc(6),
      latin('\x02\x02\x44\x01\0'),
      latin('\x21\xff\x0bXMP DataXMP'),
      latin(XMP),
      trailer,
      latin('\x3b'),
    ]);
    expect(text(findMetadataBlocks(gif).xmp)).toBe(XMP);
  });

  it.each(['II', 'MM'] as const)('reads tags of a TIFF (%s)', (order) => {
    const tags = { 700: { bytes: latin(XMP), type: 1 }, 34377: { bytes: makeResource(0x0404, IPTC), type: 1 } };
    const tiff = makeTiff({ order, image: tags });
    const blocks = findMetadataBlocks(tiff);
    expect(blocks.exif).toBe(tiff);
    expect(text(blocks.xmp)).toBe(XMP);
    expect(isSame(blocks.iptc, IPTC)).toBe(true);
  });

  it('restores IPTC in a TIFF with reversed groups of four bytes', () => {
    const padded = Buffer.concat([IPTC, Buffer.alloc(4 - (IPTC.length % 4))]);
    const tiff = makeTiff({ image: { 33723: { bytes: Buffer.from(padded).swap32() } } });
    expect(isSame(findMetadataBlocks(tiff).iptc, padded)).toBe(true);
    expect(isSame(findMetadataBlocks(makeTiff({ image: { 33723: { bytes: IPTC } } })).iptc, IPTC)).toBe(true);
  });

  it.each([
    ['in one piece', {}],
    ['in pieces', { pieceBytes: 7 }],
    ['in the index itself', { inIdat: true }],
  ])('reads items of a HEIC %s', (_what, options) => {
    const exif = Buffer.concat([u32(6), latin('Exif\0\0'), TIFF]);
    const blocks = findMetadataBlocks(
      makeHeic(
        [
          ['hvc1', Buffer.alloc(50)],
          ['Exif', exif],
          ['mime', latin(XMP)],
        ],
        options,
      ),
    );
    expect(isSame(blocks.exif, TIFF)).toBe(true);
    expect(text(blocks.xmp)).toBe(XMP);
  });

  it('reads boxes of a JPEG XL, including compressed ones', () => {
    const signature = Buffer.from('0000000c4a584c200d0a870a', 'hex');
    const plain = Buffer.concat([
      signature,
      box('Exif', u32(0), TIFF),
      box('xml ', latin(XMP)),
      box('jxlc', Buffer.alloc(9)),
    ]);
    const packed = Buffer.concat([
      signature,
      box('brob', latin('Exif'), brotliCompressSync(Buffer.concat([u32(0), TIFF]))),
      box('brob', latin('xml '), brotliCompressSync(latin(XMP))),
    ]);
    for (const jxl of [plain, packed]) {
      const blocks = findMetadataBlocks(jxl);
      expect(isSame(blocks.exif, TIFF)).toBe(true);
      expect(text(blocks.xmp)).toBe(XMP);
    }
  });

  it('reads resources of a PSD', () => {
    const resources = Buffer.concat([
      makeResource(0x0404, IPTC),
      makeResource(0x0422, TIFF),
      makeResource(0x0424, latin(XMP)),
    ]);
    const psd = Buffer.concat([
      latin('8BPS\0\x01'),
      Buffer.alloc(20),
      u32(3),
      Buffer.alloc(3),
      u32(resources.length),
      resources,
    ]);
    const blocks = findMetadataBlocks(psd);
    expect(isSame(blocks.exif, TIFF)).toBe(true);
    expect(text(blocks.xmp)).toBe(XMP);
    expect(isSame(blocks.iptc, IPTC)).toBe(true);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', latin('no picture')],
    ['zeros', Buffer.alloc(1000)],
    ['half a JPEG mark', latin('\xff')],
    ['a JPEG mark alone', latin('\xff\xd8')],
    ['a PNG mark alone', latin('\x89PNG\r\n\x1a\n')],
    ['a PNG of one endless chunk', Buffer.concat([latin('\x89PNG\r\n\x1a\n'), latin('\xff\xff\xff\xfftEXtTitle\0x')])],
    ['a JPEG of one endless segment', latin('\xff\xd8\xff\xe1\xff\xffhttp://ns.adobe.com/xap/1.0/\0x')],
    ['a box of no size', Buffer.concat([FTYP, u32(1), latin('meta')])],
    ['an index that points outside', makeHeic([['Exif', Buffer.alloc(40)]]).subarray(0, -10)],
  ])('finds nothing in %s', (_what, bytes) => {
    const { exif, xmp, iptc, texts } = findMetadataBlocks(bytes);
    expect([exif, xmp, iptc, texts]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('takes bounded time for a file of minimal pieces', () => {
    const repeat = (head: string, piece: Buffer) => {
      const bytes = Buffer.alloc(50_000_000);
      bytes.fill(piece);
      bytes.write(head, 'latin1');
      return bytes;
    };
    const files = {
      jpeg: repeat('\xff\xd8', latin('\xff\xe1\0\x02')),
      restarts: repeat('\xff\xd8', latin('\xff\xd0')),
      fill: repeat('\xff\xd8', latin('\xff')),
      png: repeat('\x89PNG\r\n\x1a\n', Buffer.alloc(12)),
      webp: repeat('RIFF\0\0\0\0WEBP', latin('EXIF\0\0\0\0')),
      gif: repeat('GIF89a\0\0\0\0\0\0\0', latin('\x21\x01\0')),
      heic: repeat('\0\0\0\x08ftyp', Buffer.concat([u32(8), latin('free')])),
      jxl: repeat('\0\0\0\x0cJXL \r\n\x87\n', Buffer.concat([u32(9), latin('brob\0')])),
      tiff: repeat('II*\0\x08\0\0\0', latin('\xff')),
      psd: repeat('8BPS', makeResource(0x0404, Buffer.alloc(0))),
    };
    for (const [name, bytes] of Object.entries(files)) {
      expect
        .soft(
          measureCpuMs(() => findMetadataBlocks(bytes)),
          name,
        )
        .toBeLessThan(500);
    }
  });

  it('takes bounded time for an item index of empty extents', () => {
    const location = Buffer.concat([u16(1), u16(0), u16(0xffff)]);
    const iloc = box('iloc', u32(0), u16(0), u16(0xffff), Buffer.alloc(6 * 65_535, location));
    const iinf = box('iinf', u32(0), u16(1), box('infe', u32(0x02000000), u16(1), u16(0), latin('Exif\0')));
    const heic = Buffer.concat([FTYP, box('meta', u32(0), iinf, iloc)]);
    expect(measureCpuMs(() => findMetadataBlocks(heic))).toBeLessThan(200);
  });
});
