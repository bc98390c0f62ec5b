import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { IDENTIFY_BYTES, identify } from '#src/media/identify/identify.js';
import { makePicture } from '../../support/images/random-images.js';
import {
  ascii,
  long,
  makeCr3,
  makeDng,
  makeNef,
  makeRaf,
  makeTiffRaw,
  short,
  TAG,
} from '../../support/images/raw-files.js';
import { measureCpuMsOf } from '../../support/processes/cpu-time.js';
import { HAS_SHARED, SAMPLES, SHARED } from '../../support/shared.js';

const FORMAT_OF_ENDING: Record<string, string> = { '.jpg': 'jpeg', '.png': 'png', '.webp': 'webp' };

const identifyText = (text: string) => identify(Buffer.from(text));
const identifyFile = async (path: string) => identify((await readFile(path)).subarray(0, IDENTIFY_BYTES));

function makeZip(name: string, text: string): Buffer {
  const data = deflateRawSync(text);
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(text.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), data]);
}

const bytes = (text: string, length = 64) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(length)]);
const boxes = (brands: string) => {
  const head = bytes(`\0\0\0\0ftyp${brands}`);
  head.writeUInt32BE(8 + brands.length);
  return head;
};

const decoderOf = (format: string | undefined) => (format === 'tiff' ? 'tiff' : 'sharp');

describe('identify', () => {
  it('recognises every sample by its content', async () => {
    const names = (await readdir(SAMPLES)).filter((name) => extname(name) !== '.md');
    expect(names.length).toBeGreaterThanOrEqual(25);
    for (const name of names) {
      const format = FORMAT_OF_ENDING[extname(name)];
      expect.soft(await identifyFile(join(SAMPLES, name)), name).toEqual({
        format,
        kind: 'image',
        mediaType: `image/${format}`,
        decoder: decoderOf(format),
      });
    }
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('recognises %s', async (format) => {
    const head = (await makePicture(1, { format, width: 300, height: 200 })).subarray(0, IDENTIFY_BYTES);
    expect(await identify(head)).toMatchObject({ format, mediaType: `image/${format}`, decoder: decoderOf(format) });
  });

  it.each([
    ['little-endian', 'II*\0'],
    ['big-endian', 'MM\0*'],
  ])('recognises a %s TIFF whose directory lies beyond the first bytes', async (_order, magic) => {
    const head = Buffer.alloc(IDENTIFY_BYTES);
    head.write(magic, 'latin1');
    if (magic.startsWith('II')) head.writeUInt32LE(9_000_000, 4);
    else head.writeUInt32BE(9_000_000, 4);
    expect(await identify(head)).toMatchObject({ format: 'tiff', decoder: 'tiff' });
  });

  it('recognises a large TIFF that begins with noise pixels', async () => {
    const noise = { width: 200, height: 200, channels: 3, background: '#888', noise: { type: 'gaussian', sigma: 80 } };
    const bytes = await sharp({ create: noise as never })
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect(bytes.length).toBeGreaterThan(IDENTIFY_BYTES);
    expect((await identify(bytes.subarray(0, IDENTIFY_BYTES)))?.format).toBe('tiff');
  });

  it.each([
    ['bare', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['declared', '<?xml version="1.0" encoding="UTF-8"?>\n<svg width="1"></svg>'],
    ['marked as UTF-8', '\uFEFF<?xml version="1.0"?><svg></svg>'],
    ['commented', '<!-- made by hand --><!-- twice -->\n\n<svg></svg>'],
    ['with a document type', '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>'],
    ['with entities', '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b" [\n <!ENTITY ns "http://x">\n]>\n<svg a="b">'],
    ['with a stylesheet', '<?xml version="1.0"?><?xml-stylesheet href="a.css"?><svg></svg>'],
    ['after blank lines', '\n\n  \t<svg\nwidth="3">'],
  ])('recognises an SVG: %s', async (_what, text) => {
    expect(await identifyText(text)).toEqual({
      format: 'svg',
      kind: 'image',
      mediaType: 'image/svg+xml',
      decoder: 'sharp',
    });
  });

  it.each([
    ['at once', '%PDF-1.7\n1 0 obj\n'],
    ['behind blanks', '\r\n \0%PDF-1.4\n'],
    ['marked as UTF-8', '\uFEFF%PDF-2.0\n'],
  ])('recognises a PDF that begins %s', async (_what, text) => {
    expect(await identifyText(text)).toEqual({
      format: 'pdf',
      kind: 'document',
      mediaType: 'application/pdf',
      decoder: null,
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is no picture. It only speaks of <svg> and GIF89a.')],
    ['text that begins like a TIFF', Buffer.from('II* is how some files begin')],
    ['a page with an SVG in it', Buffer.from('<!DOCTYPE html><html><svg></svg></html>')],
    ['other XML', Buffer.from('<?xml version="1.0"?><svgs></svgs>')],
    ['a ZIP archive', makeZip('photo.jpg', 'no picture either')],
    ['text that speaks of PDFs', Buffer.from('A file that begins with %PDF-1.7 is a document.')],
    ['zeros', Buffer.alloc(IDENTIFY_BYTES)],
    ['half a JPEG mark', Buffer.from([0xff, 0xd8])],
    ['text that begins like a BMP', Buffer.from('BM is short for bitmap, and this is about BMP files of all kinds.')],
    ['text that begins like a portable map', Buffer.from('P1 is the first of the pages that are numbered')],
    ['a portable map without a size', Buffer.from('P632 358888888632!\n')],
    ['an audio file in boxes', boxes('M4A \0\0\x02\0M4A mp42isom')],
    ['TypeScript, whose ending is that of a transport stream', Buffer.from('GET = 1;\n'.repeat(200))],
    ['audio in Ogg', bytes('OggS\0\x02\x01vorbis')],
  ])('returns null for %s', async (_what, head) => {
    expect(await identify(head)).toBeNull();
  });

  const packets = (length: number, at: number) => {
    const stream = Buffer.alloc(10 * length);
    for (let i = 0; i < 10; i++) stream[at + i * length] = 0x47;
    return stream;
  };

  it.each([
    ['mp4', boxes('isom\0\0\x02\0isomiso2avc1mp41')],
    ['mov', boxes('qt  \0\0\x02\0qt  ')],
    ['mov', bytes('\0\0\0\x08wide\0\0\x10\0mdat')],
    ['3gp', boxes('3gp5\0\0\x02\x003gp5isom')],
    ['mkv', bytes('\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska')],
    ['webm', bytes('\x1a\x45\xdf\xa3\x93\x42\x82\x84webm')],
    ['avi', bytes('RIFF\0\0\0\0AVI LIST')],
    ['mpg', bytes('\0\0\x01\xba\x44')],
    ['mpegts', packets(188, 0)],
    ['mpegts', packets(192, 4)],
    ['wmv', bytes('\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c')],
    ['flv', bytes('FLV\x01\x05')],
    ['ogv', bytes('OggS\0\x02\x80theora')],
  ])('recognises a video: %s', async (format, head) => {
    expect(await identify(head)).toMatchObject({ format, kind: 'video', decoder: null });
  });

  it('takes bounded time for adversarial text', async () => {
    const texts = [
      'P6 #',
      'P6\n#\n',
      'P6 1 ',
      'P7\n',
      '<!--',
      '<!---->',
      '<?xml',
      ' ',
      '<!DOCTYPE svg [',
      '<!DOCTYPE svg [] ',
    ];
    const cpuMs = await measureCpuMsOf(async () => {
      for (const text of texts) await identifyText(text.repeat(1000).slice(0, IDENTIFY_BYTES));
    });
    expect(cpuMs).toBeLessThan(1000);
  });

  it.each([
    ['bmp', bytes('BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
    ['pbm', bytes('P1\n# by hand\n2 2\n')],
    ['pgm', bytes('P2 2 2 255 ')],
    ['ppm', bytes('P3\t2\t2\t255\t')],
    ['pbm', bytes('P4\n2 2\n')],
    ['pgm', bytes('P5\n#\n#\n2\n2\n65535\n')],
    ['ppm', bytes('P6\n2 2\n255\n')],
    ['pam', bytes('P7\nWIDTH 2\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nENDHDR\n')],
    ['psd', bytes('8BPS\0\x01')],
    ['psd', bytes('8BPS\0\x02')],
    ['jxl', bytes('\xff\x0a')],
    ['jxl', bytes('\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ')],
    ['jp2', bytes('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 ')],
    ['j2k', bytes('\xff\x4f\xff\x51')],
    ['heic', boxes('heic\0\0\0\0mif1heic')],
    ['heic', boxes('mif1\0\0\0\0mif1heic')],
    ['heic', boxes('msf1\0\0\0\0msf1hevc')],
    ['heif', boxes('mif1\0\0\0\0mif1')],
  ])('recognises %s, which ImageMagick decodes', async (format, head) => {
    expect(await identify(head)).toMatchObject({
      format,
      decoder: 'magick',
      mediaType: expect.stringMatching(/^image\//),
    });
  });

  it.each([
    ['avif', boxes('avif\0\0\0\0avifmif1miaf')],
    ['avif', boxes('mif1\0\0\0\0mif1avif')],
    ['avif', boxes('avis\0\0\0\0avifavismsf1')],
    ['tiff', bytes('II+\0')],
    ['tiff', bytes('MM\0+')],
  ])('recognises %s by alternative signatures', async (format, head) => {
    expect(await identify(head)).toMatchObject({ format, decoder: decoderOf(format) });
  });

  const preview = Buffer.from('no preview');
  it.each([
    ['nef', makeNef(preview)],
    ['nrw', makeNef(preview, { model: 'COOLPIX P7800' })],
    ['arw', makeNef(preview, { make: 'SONY', model: 'ILCE-7M3' })],
    ['srw', makeNef(preview, { make: 'SAMSUNG', model: 'NX300' })],
    [
      'pef',
      makeTiffRaw({
        parts: [],
        first: () => ({ [TAG.compression]: short(65535), [TAG.make]: ascii('PENTAX Corporation') }),
      }),
    ],
    [
      'raw',
      makeTiffRaw({ parts: [], first: () => ({ [TAG.photometric]: short(32803), [TAG.make]: ascii('Nobody') }) }),
    ],
    ['dng', makeDng(8, 8, [1, 1, 1])],
    ['cr2', makeTiffRaw({ secondMark: 'CR\x02\0', parts: [], first: () => ({ [TAG.make]: ascii('Canon') }) })],
    ['orf', makeTiffRaw({ mark: 'IIRO', parts: [], first: () => ({}) })],
    ['rw2', makeTiffRaw({ mark: 'IIU\0', parts: [], first: () => ({}) })],
    ['raf', makeRaf(preview)],
    ['cr3', makeCr3(preview, 1)],
  ])('distinguishes %s, a camera raw file, from a TIFF or a video', async (format, file) => {
    expect(await identify(file.subarray(0, IDENTIFY_BYTES))).toMatchObject({ format, decoder: 'raw' });
  });

  it('recognises an edited photo as TIFF, regardless of the camera maker', async () => {
    const scan = makeTiffRaw({
      parts: [],
      first: () => ({ [TAG.photometric]: short(2), [TAG.make]: ascii('NIKON CORPORATION') }),
    });
    expect(await identify(scan)).toMatchObject({ format: 'tiff', decoder: 'tiff' });
    const pyramid = makeTiffRaw({
      parts: [],
      first: () => ({ [TAG.photometric]: short(2) }),
      below: () => ({ [TAG.subfileType]: long(1) }),
    });
    expect(await identify(pyramid)).toMatchObject({ format: 'tiff', decoder: 'tiff' });
  });

  it('recognises a raw file whose directory lies at its end, given all bytes', async () => {
    const file = makeNef(Buffer.alloc(2000));
    const moved = Buffer.concat([file.subarray(0, 8), Buffer.alloc(8192), file.subarray(8)]);
    moved.writeUInt32LE(32 + 8192, 4);
    // Places of values count from the start of the file: these are moved along.
    const entries = moved.readUInt16LE(32 + 8192);
    for (let i = 0; i < entries; i++) {
      const at = 32 + 8192 + 2 + 12 * i;
      if (moved.readUInt32LE(at + 8) > 32) moved.writeUInt32LE(moved.readUInt32LE(at + 8) + 8192, at + 8);
    }
    expect(await identify(moved)).toMatchObject({ format: 'nef' });
    expect(await identify(moved.subarray(0, IDENTIFY_BYTES))).toMatchObject({ format: 'tiff' });
  });

  it.each([
    ['ico', bytes('\0\0\x01\0\x01\0')],
    ['tga', bytes('\0\0\x02\0\0\0\0\0\0\0\0\0\x20\0\x20\0\x18\x20')],
    ['jls', bytes('\xff\xd8\xff\xf7')],
    ['jxr', bytes('II\xbc\x01')],
    ['flif', bytes('FLIF')],
    ['jpm', bytes('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjpm \0\0\0\0jpm ')],
  ])('names %s, which has no decoder', async (format, head) => {
    expect(await identify(head)).toMatchObject({ format, decoder: null });
  });

  it.skipIf(!HAS_SHARED)('recognises HEIC of several makers', async () => {
    for (const name of await readdir(join(SHARED, 'hostile/heic')))
      expect.soft(await identifyFile(join(SHARED, 'hostile/heic', name)), name).toMatchObject({ format: 'heic' });
  });

  it.skipIf(!HAS_SHARED)('recognises every image that the decoder opens, including unusual ones', async () => {
    for (const folder of ['pillow', 'sharp-fixtures', 'exif-orientation', 'exif-samples']) {
      for (const entry of await readdir(join(SHARED, 'hostile', folder), { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const bytes = readFileSync(join(SHARED, 'hostile', folder, entry.name));
        const opens = await sharp(bytes)
          .metadata()
          .then(
            () => true,
            () => false,
          );
        if (!opens) continue;
        const found = await identify(bytes.subarray(0, IDENTIFY_BYTES));
        expect.soft(found?.decoder, `${folder}/${entry.name}`).toBe(decoderOf(found?.format));
      }
    }
  });
});
