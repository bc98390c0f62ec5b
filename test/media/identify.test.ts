import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { IDENTIFY_BYTES, identify } from '#src/media/identify.js';
import { makePicture } from '../support/pictures.js';
import { HAS_SHARED, SAMPLES, SHARED } from '../support/shared.js';

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

describe('identify', () => {
  it('knows every sample by its content', async () => {
    const names = (await readdir(SAMPLES)).filter((name) => extname(name) !== '.md');
    expect(names.length).toBeGreaterThanOrEqual(25);
    for (const name of names) {
      const format = FORMAT_OF_ENDING[extname(name)];
      expect.soft(await identifyFile(join(SAMPLES, name)), name).toEqual({
        format,
        mediaType: `image/${format}`,
        decoder: 'sharp',
      });
    }
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('knows %s', async (format) => {
    const head = (await makePicture(1, { format, width: 300, height: 200 })).subarray(0, IDENTIFY_BYTES);
    expect(await identify(head)).toMatchObject({ format, mediaType: `image/${format}`, decoder: 'sharp' });
  });

  it.each([
    ['little-endian', 'II*\0'],
    ['big-endian', 'MM\0*'],
  ])('knows a %s TIFF whose directory lies beyond the first bytes', async (_order, magic) => {
    const head = Buffer.alloc(IDENTIFY_BYTES);
    head.write(magic, 'latin1');
    if (magic.startsWith('II')) head.writeUInt32LE(9_000_000, 4);
    else head.writeUInt32BE(9_000_000, 4);
    expect(await identify(head)).toMatchObject({ format: 'tiff', decoder: 'sharp' });
  });

  it('knows a big TIFF of noise, whose first bytes are all pixels', async () => {
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
  ])('knows an SVG: %s', async (_what, text) => {
    expect(await identifyText(text)).toEqual({ format: 'svg', mediaType: 'image/svg+xml', decoder: 'sharp' });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is no picture. It only speaks of <svg> and GIF89a.')],
    ['text that begins like a TIFF', Buffer.from('II* is how some files begin')],
    ['a page with an SVG in it', Buffer.from('<!DOCTYPE html><html><svg></svg></html>')],
    ['other XML', Buffer.from('<?xml version="1.0"?><svgs></svgs>')],
    ['a ZIP archive', makeZip('photo.jpg', 'no picture either')],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n')],
    ['zeros', Buffer.alloc(IDENTIFY_BYTES)],
    ['half a JPEG mark', Buffer.from([0xff, 0xd8])],
  ])('says null to %s', async (_what, head) => {
    expect(await identify(head)).toBeNull();
  });

  it('decides within milliseconds on text made to mislead it', async () => {
    const startedAt = performance.now();
    for (const text of ['<!--', '<!---->', '<?xml', ' ', '<!DOCTYPE svg [', '<!DOCTYPE svg [] '])
      await identifyText(text.repeat(1000).slice(0, IDENTIFY_BYTES));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it.each([
    ['BMP', 'bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)])],
    ['JPEG XL', 'jxl', Buffer.from([0xff, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])('knows %s, which nobody here decodes', async (_name, format, head) => {
    expect(await identify(head)).toMatchObject({ format, decoder: null });
  });

  it.skipIf(!HAS_SHARED)('knows HEIC, which nobody here decodes', async () => {
    for (const name of await readdir(join(SHARED, 'hostile/heic')))
      expect.soft(await identifyFile(join(SHARED, 'hostile/heic', name)), name).toMatchObject({ decoder: null });
  });

  it.skipIf(!HAS_SHARED)('knows every picture that the decoder opens, odd ones among them', async () => {
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
        expect.soft(found?.decoder, `${folder}/${entry.name}`).toBe('sharp');
      }
    }
  });
});
