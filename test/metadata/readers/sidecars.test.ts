import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_SIDECAR_BYTES, readSidecars, sidecarNames } from '#src/metadata/readers/sidecars.js';
import { measureCpuMs } from '../../support/processes/cpu-time.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

describe('sidecarNames', () => {
  it.each([
    ['IMG_1.jpg', 'IMG_1.jpg.xmp'],
    ['IMG_1.jpg', 'IMG_1.xmp'],
    ['IMG_1.JPG', 'IMG_1.JPG.XMP'],
    ['IMG_1.jpg', 'IMG_1.jpg.json'],
    ['IMG_1.jpg', 'IMG_1.json'],
    ['IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
    ['IMG_20230101_120000.jpg', 'IMG_20230101_120000.jpg.supplemental-metadata.json'],
    ['IMG_20230101_120000123.jpg', 'IMG_20230101_120000123.jpg.supplemental-metada.json'],
    ['IMG_20230101_120000123_HDR.jpg', 'IMG_20230101_120000123_HDR.jpg.supplemental-me.json'],
    ['Screenshot_20230101-120000_Google Maps.jpg', 'Screenshot_20230101-120000_Google Maps.jpg.sup.json'],
    ['a name of exactly forty-five characters -.jpg', 'a name of exactly forty-five characters -.jpg..json'],
    ['a name of far more than forty-six characters, cut.jpg', 'a name of far more than forty-six characters, .json'],
    ['IMG_1(1).jpg', 'IMG_1.jpg(1).json'],
    ['IMG_1(12).jpg', 'IMG_1.jpg.supplemental-metadata(12).json'],
    ['IMG_20230101_120000123_HDR(1).jpg', 'IMG_20230101_120000123_HDR.jpg.supplemental-me(1).json'],
    ['IMG_1(1).jpg', 'IMG_1(1).jpg.json'],
    ['IMG_1-edited.jpg', 'IMG_1.jpg.json'],
    ['IMG_1-edited.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
    ['IMG_1-edited(1).jpg', 'IMG_1.jpg(1).json'],
    ['IMG_1-bearbeitet.jpg', 'IMG_1.jpg.json'],
    ['東京-編集済み.jpg', '東京.jpg.json'],
    ['.jpg', '.jpg.xmp'],
    ['no ending', 'no ending.xmp'],
    ['two.dots.jpg', 'two.dots.xmp'],
  ])('of %s has %s', (name, sidecar) => {
    expect(sidecarNames(name)).toContain(sidecar);
  });

  it('returns the most specific name first, without duplicates', () => {
    const names = sidecarNames('IMG_1.jpg');
    expect(names).toEqual([
      'IMG_1.jpg.xmp',
      'IMG_1.jpg.XMP',
      'IMG_1.xmp',
      'IMG_1.XMP',
      'IMG_1.jpg.supplemental-metadata.json',
      'IMG_1.jpg.json',
      'IMG_1.json',
    ]);
    expect(sidecarNames('IMG_1-edited(1).jpg').length).toBeLessThan(20);
  });

  it('returns names in the same folder only', () => {
    for (const name of ['..', '../x.jpg', 'a/b.jpg', '/etc/passwd', '']) {
      for (const sidecar of sidecarNames(name)) expect.soft(sidecar).not.toContain('/');
    }
  });

  it('takes bounded time for very long names', () => {
    const cpuMs = measureCpuMs(() => {
      for (const piece of ['(1)', '.', '-edited', 'a', '(']) sidecarNames(piece.repeat(10_000));
    });
    expect(cpuMs).toBeLessThan(500);
  });
});

describe('readSidecars', () => {
  const folder = makeTemporaryFolder();
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  const names = async (name: string) => (await readSidecars(join(folder, name))).map((sidecar) => sidecar.name);

  it('reads the existing files in the order of the names', async () => {
    write('a.jpg.json', '{}');
    write('a.xmp', '<x/>');
    utimesSync(join(folder, 'a.xmp'), 1000, 1000);
    const [xmp, json] = await readSidecars(join(folder, 'a.jpg'));
    expect(xmp).toMatchObject({ kind: 'xmp', name: 'a.xmp', mtimeMs: 1_000_000 });
    expect(Buffer.from(xmp?.bytes ?? []).toString()).toBe('<x/>');
    expect(json).toMatchObject({ kind: 'json', name: 'a.jpg.json' });
  });

  it('returns none without sidecars, in a missing folder, and for an empty name', async () => {
    expect(await names('alone.jpg')).toEqual([]);
    expect(await names('missing/b.jpg')).toEqual([]);
    expect(await readSidecars('')).toEqual([]);
    expect(await readSidecars('nul\0byte.jpg')).toEqual([]);
  });

  it('does not follow links', async () => {
    const outside = makeTemporaryFolder();
    writeFileSync(join(outside, 'secret'), 'secret');
    symlinkSync(join(outside, 'secret'), join(folder, 'c.jpg.xmp'));
    symlinkSync('a.xmp', join(folder, 'c.xmp'));
    symlinkSync('nowhere', join(folder, 'c.jpg.json'));
    expect(await names('c.jpg')).toEqual([]);
  });

  it('skips folders, empty files and oversized files', async () => {
    mkdirSync(join(folder, 'd.jpg.xmp'));
    write('d.xmp', '');
    write('d.jpg.json', Buffer.alloc(MAX_SIDECAR_BYTES + 1));
    write('d.json', Buffer.alloc(MAX_SIDECAR_BYTES));
    expect(await names('d.jpg')).toEqual(['d.json']);
  });

  it.skipIf(process.platform === 'win32')('does not block on a named pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'e.jpg.xmp')]);
    expect(await names('e.jpg')).toEqual([]);
  });
});
