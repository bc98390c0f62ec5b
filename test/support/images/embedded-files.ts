/** Builds films, motion photos, stereo pairs and depth maps byte by byte, for tests. Nothing in them can be decoded. */
import { makeJpeg, makeXmp, toXmpSegment } from '../../metadata/make-tiff.js';

const NAMESPACES = `xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"
 xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" xmlns:Container="http://ns.google.com/photos/1.0/container/"
 xmlns:Item="http://ns.google.com/photos/1.0/container/item/"`;

/** A box of the ISO base media file format. */
export function makeBox(type: string, ...parts: (string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

export function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * i);
  return bytes;
}

/** The boxes of a film: `ftyp`, `moov` with a duration, `mdat`. */
export function makeFilm({
  brand = 'isom',
  durationMs = 2500,
  identifier,
  mediaBytes = 300,
  trackMs,
}: {
  brand?: string;
  durationMs?: number;
  identifier?: string;
  mediaBytes?: number;
  /** Of its track of pictures, 320 × 240; absent: it has none. */
  trackMs?: number;
} = {}): Buffer {
  const [width, height] = [320, 240];
  const duration = (ms: number) => u32(0, 0, 0, 600, Math.round((ms * 600) / 1000));
  const header = makeBox('mvhd', duration(durationMs), Buffer.alloc(80));
  const size = Buffer.from([width >> 8, width & 255, height >> 8, height & 255]);
  const sample = makeBox('avc1', Buffer.alloc(24), size, Buffer.alloc(50));
  const media = makeBox(
    'mdia',
    makeBox('mdhd', duration(trackMs ?? durationMs), u32(0)),
    makeBox('hdlr', u32(0, 0), 'vide', Buffer.alloc(13)),
    makeBox('minf', makeBox('stbl', makeBox('stsd', u32(0, 1), sample))),
  );
  const head = makeBox('tkhd', u32(1, 0, 0, 1), Buffer.alloc(60), u32(width << 16, height << 16));
  const track = trackMs === undefined ? Buffer.alloc(0) : makeBox('trak', head, media);
  const key = 'com.apple.quicktime.content.identifier';
  const meta = identifier
    ? makeBox(
        'meta',
        makeBox('hdlr', Buffer.alloc(24)),
        makeBox('keys', u32(0, 2), makeBox('mdta', 'com.apple.quicktime.make'), makeBox('mdta', key)),
        makeBox(
          'ilst',
          makeBox('\0\0\0\x01', makeBox('data', u32(1, 0), 'Apple')),
          makeBox('\0\0\0\x02', makeBox('data', u32(1, 0), identifier)),
        ),
      )
    : Buffer.alloc(0);
  return Buffer.concat([
    makeBox('ftyp', brand, u32(512), 'isom', 'mp42'),
    makeBox('mdat', Buffer.alloc(mediaBytes, 0x5a)),
    makeBox('moov', header, track, meta),
  ]);
}

/** XMP with properties of Google's namespaces. */
export function makeGoogleXmp(properties: string, attributes = ''): string {
  return makeXmp(properties, `${NAMESPACES} ${attributes}`);
}

/** `Container:Directory`: semantic, length, padding of each item but the primary one. */
export function makeDirectory(...items: [semantic: string, length: number, padding?: number][]): string {
  const all: [string, number, number?][] = [['Primary', 0], ...items];
  const list = all.map(
    ([semantic, length, padding = 0]) =>
      `<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="x/y" Item:Semantic="${semantic}" Item:Length="${length}" Item:Padding="${padding}"/></rdf:li>`,
  );
  return `<Container:Directory><rdf:Seq>${list.join('')}</rdf:Seq></Container:Directory>`;
}

/** A JPEG with XMP and whatever lies behind it. */
export function makeJpegWith(xmp: string, ...behind: Uint8Array[]): Buffer {
  return Buffer.concat([makeJpeg(toXmpSegment(xmp)), ...behind]);
}

/** Samsung's trailer with one record. */
export function makeSamsungTrailer(film: Uint8Array, type = 0x0a30): Buffer {
  const name = Buffer.from('MotionPhoto_Data');
  const head = Buffer.alloc(8);
  head.writeUInt16LE(type, 2);
  head.writeUInt32LE(name.length, 4);
  const record = Buffer.concat([head, name, film]);
  const directory = Buffer.alloc(24);
  directory.write('SEFH');
  directory.writeUInt32LE(106, 4);
  directory.writeUInt32LE(1, 8);
  directory.writeUInt16LE(type, 14);
  directory.writeUInt32LE(record.length, 16);
  directory.writeUInt32LE(record.length, 20);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(directory.length);
  tail.write('SEFT', 4);
  return Buffer.concat([record, directory, tail]);
}

/** A HEIC file of headers only, with types of auxiliary images. */
export function makeHeicBoxes(...auxiliaryTypes: string[]): Buffer {
  const properties = auxiliaryTypes.map((type) => makeBox('auxC', u32(0), `${type}\0`));
  return Buffer.concat([
    makeBox('ftyp', 'heic', u32(0), 'mif1', 'heic'),
    makeBox('meta', u32(0), makeBox('hdlr', Buffer.alloc(24)), makeBox('iprp', makeBox('ipco', ...properties))),
    makeBox('mdat', Buffer.alloc(50)),
  ]);
}

/** A JPEG with an index of the Multi-Picture Format and a second JPEG behind it. */
export function makeMultiPicture(type: number, secondXmp?: string): Buffer {
  return joinPictures(type, makeJpeg(), secondXmp === undefined ? makeJpeg() : makeJpeg(toXmpSegment(secondXmp)));
}

/** Two JPEGs as one file of the Multi-Picture Format (CIPA DC-007): an MPO. */
export function joinPictures(type: number, first: Buffer, second: Buffer): Buffer {
  const build = (offset: number) => {
    const entries = Buffer.alloc(32);
    entries.writeUInt32LE(0x030000, 0);
    entries.writeUInt32LE(type, 16);
    entries.writeUInt32LE(second.length, 20);
    entries.writeUInt32LE(offset, 24);
    const directory = Buffer.alloc(2 + 12 + 4);
    directory.writeUInt16LE(1, 0);
    directory.writeUInt16LE(0xb002, 2);
    directory.writeUInt16LE(7, 4);
    directory.writeUInt32LE(entries.length, 6);
    directory.writeUInt32LE(8 + directory.length, 10);
    const tiff = Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), directory, entries]);
    return addSegments(first, [0xe2, Buffer.concat([Buffer.from('MPF\0', 'latin1'), tiff])]);
  };
  // From the TIFF header, which begins behind FF D8 FF E2, the length and the prefix.
  return Buffer.concat([build(build(0).length - 10), second]);
}

/** A JPEG with segments before all others. */
export function addSegments(jpeg: Buffer, ...segments: [marker: number, content: Uint8Array][]): Buffer {
  const parts = segments.map(([marker, content]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
}
