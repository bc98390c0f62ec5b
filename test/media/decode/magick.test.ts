import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMagick, type MagickLibrary } from '#src/media/decode/magick.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { HEIC } from '../../support/images/encoded-images.js';
import { makeBmp } from '../../support/images/plain-formats.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { WHOLE } from '../../support/images/quarters.js';
import { makePicture } from '../../support/images/random-images.js';
import { startNode } from '../../support/processes/run-command.js';
import { COMMAND } from '../../support/shared.js';

let magick: MagickLibrary;
beforeAll(async () => {
  magick = await loadMagick();
});

function read(bytes: Uint8Array, format: string): void {
  const settings = new magick.MagickReadSettings({ format: format as 'BMP' });
  magick.ImageMagick.read(bytes, settings, () => {});
}

describe('ImageMagick', () => {
  it('reads the allowed formats', () => {
    expect(() => read(makeBmp(), 'BMP')).not.toThrow();
    expect(() => read(HEIC, 'HEIC')).not.toThrow();
  });

  it.each([
    ['MVG', 'viewbox 0 0 9 9 fill red rectangle 0,0 9,9'],
    ['MSL', '<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['MSVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['PDF', '%PDF-1.4'],
    ['PS', '%!PS'],
    ['EPS', '%!PS'],
    ['TXT', 'some text'],
    ['TEXT', 'some text'],
    ['INLINE', 'data:image/png;base64,AAAA'],
    ['URL', 'http://127.0.0.1/'],
    ['HTTP', '//127.0.0.1/'],
    ['MPC', 'id=MagickCache'],
    ['MIFF', 'id=ImageMagick'],
    ['XC', 'red'],
    ['GIF', 'GIF89a'],
  ])('rejects other formats: %s', (format, text) => {
    expect(() => read(Buffer.from(text), format)).toThrow();
  });

  it.each(['/etc/hostname', 'http://127.0.0.1:1/', 'xc:red', 'msl:/etc/passwd', '@/etc/hostname', 'label:x'])(
    'opens no file, address or command by its name: %s',
    (name) => {
      expect(() => magick.ImageMagick.read(name as unknown as Uint8Array, () => {})).toThrow();
    },
  );

  it('decodes as the given format: a drawing passed as a bitmap is reported as damaged', async () => {
    const media = new MediaPool({ processes: 1 });
    const drawing = Buffer.concat([makeBmp().subarray(0, 54), Buffer.from('push graphic-context')]);
    await expect(prepareImage(media, { bytes: drawing }, WHOLE)).rejects.toMatchObject({ code: 'damaged-image' });
    media.close();
  });

  it('is loaded lazily and prints nothing', async () => {
    const script = `
      import { openImage } from ${JSON.stringify(join(COMMAND, '../media/decode/open-image.js'))};
      const isLoaded = () => process.memoryUsage().external > 10_000_000 || globalThis.__loaded;
      const { compile, instantiate } = WebAssembly;
      let count = 0;
      WebAssembly.instantiate = (...all) => { count++; return instantiate(...all); };
      await openImage(Buffer.from(process.argv[1], 'base64'));
      process.stderr.write(String(count) + ' ');
      await openImage(Buffer.from(process.argv[2], 'base64'));
      await openImage(Buffer.from(process.argv[2], 'base64'));
      await openImage(Buffer.from(process.argv[3], 'base64')).catch(() => {});
      process.stderr.write(String(count));
    `;
    const pictures = [await makePicture(1), HEIC, HEIC.subarray(0, 500)].map((bytes) => bytes.toString('base64'));
    const { stdout, stderr } = await startNode(['--input-type=module', '-e', script, ...pictures]).ended;
    expect(stdout).toBe('');
    expect(stderr).toBe('0 1');
  });

  it('ships with its licence and those of its components', async () => {
    const folder = new URL('..', new URL(import.meta.resolve('@imagemagick/magick-wasm')));
    expect(await readFile(new URL('LICENSE', folder), 'utf8')).toContain('Apache License');
    const notice = await readFile(new URL('NOTICE', folder), 'utf8');
    for (const part of ['heif', 'de265', 'raw', 'jpeg-xl', 'openjpeg'])
      expect.soft(notice).toMatch(new RegExp(`^\\[ ${part} \\d`, 'm'));
  });
});
