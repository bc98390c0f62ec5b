import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { MAX_SIDECAR_BYTES, matchSidecars, readSidecars } from '#src/metadata/readers/sidecars.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const noTitles = async (jsons: readonly string[]) => jsons.map(() => undefined);

/** The sidecars of each photo, with the titles that the JSON files state. */
async function match(names: readonly string[], titles: Record<string, string> = {}): Promise<Record<string, string[]>> {
  return Object.fromEntries(await matchSidecars(names, async (jsons) => jsons.map((json) => titles[json])));
}

describe('matchSidecars', () => {
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
    ['two.dots.jpg', 'two.dots.supplemental-metadata.json'],
    ['Strand.jpg', 'Strand.supplemental-metadata.json'],
    ['Strand(2).jpg', 'Strand.supplemental-metadata(2).json'],
    ['Strand(2).jpg', 'Strand(2).supplemental-metadata.json'],
    ['Strand.jpg', 'Strand.jpg.s.json'],
    ['img(18).jpg', 'img(18).jpg.supple(18).json'],
    ['IMG_1(1).jpg', 'IMG_1.jpg(1).supplemental-metadata.json'],
    ['IMG_1(1).jpg', 'IMG_1.jpg(1).suppl.json'],
    ['IMG_1(1)(2).jpg', 'IMG_1(1).jpg.supplemental-metadata(2).json'],
    ['IMG_1(1)-edited.jpg', 'IMG_1.jpg.supplemental-metadata(1).json'],
    ['DSC_0091-modificata.jpg', 'DSC_0091.jpg.supplemental-metadata.json'],
    ['DSC_0091-modifié.jpg', 'DSC_0091.jpg.supplemental-metadata.json'],
    ['DSC_0091-COLLAGE-ha editat.jpg', 'DSC_0091.jpg.supplemental-metadata.json'],
    ['PXL_20210101_123456789~2.jpg', 'PXL_20210101_123456789.jpg.supplemental-meta.json'],
    ['IMG_0007.jpg', 'IMG_0007.HEIC.supplemental-metadata.json'],
    ['IMG_0007-bewerkt.jpg', 'IMG_0007.HEIC.supplemental-metadata.json'],
    [
      'a name of thirty-six characters ab_DSCN0091.JPG',
      'a name of thirty-six characters ab_DSCN0091.JP.supplemental-meta.json',
    ],
  ])('finds a sidecar by its name: of %s %s', async (name, sidecar) => {
    expect(await match([name, sidecar])).toEqual({ [name]: [sidecar] });
  });

  it('returns the most specific name first', async () => {
    const sidecars = ['IMG_1.jpg.xmp', 'IMG_1.jpg.XMP', 'IMG_1.xmp', 'IMG_1.XMP', 'IMG_1.jpg.json', 'IMG_1.json'];
    expect(await match(['IMG_1.jpg', ...sidecars])).toEqual({ 'IMG_1.jpg': sidecars });
  });

  it('gives an edited copy the file of its original, and every copy its own', async () => {
    const names = ['Sea.jpg', 'Sea(1).jpg', 'Sea-edited.jpg', 'Sea-edited(1).jpg', 'Sea-bewerkt(2).jpg'];
    const [first, second] = ['Sea.jpg.supplemental-metadata.json', 'Sea.jpg.supplemental-metadata(1).json'] as const;
    expect(await match([...names, first, second])).toEqual({
      'Sea.jpg': [first],
      'Sea(1).jpg': [second],
      'Sea-edited.jpg': [first],
      'Sea-edited(1).jpg': [second],
    });
  });

  it('does not guess between photos whose names begin alike: it asks the title', async () => {
    const stem = 'a name of more than forty-six characters, which is ';
    const photos = [`${stem}one.jpg`, `${stem}two.jpg`, `${stem}two-edi.jpg`];
    const jsons = [`${stem.slice(0, 46)}.json`, `${stem.slice(0, 46)}(1).json`] as const;
    expect(await match([...photos, ...jsons])).toEqual({});
    const titles = { [jsons[0]]: `${stem}two.jpg`, [jsons[1]]: `${stem}one.jpg` };
    expect(await match([...photos, ...jsons], titles)).toEqual({
      [`${stem}one.jpg`]: [jsons[1]],
      [`${stem}two.jpg`]: [jsons[0]],
      [`${stem}two-edi.jpg`]: [jsons[0]],
    });
  });

  it.each([
    ['Am See.jpg', 'Am See.jpg'],
    ['Am See.jpg', 'Am See'],
    ['Am See.jpg', 'AM SEE.JPG'],
    ['Am See-editado.jpg', 'Am See.jpg'],
    ['Am See.jpg', 'Am See.HEIC'],
    ['Rock _n_ Roll_ 1_2.jpg', 'Rock &n& Roll: 1/2.jpg'],
    [
      'a photo whose long name was cut after 47 letters .jpg',
      'a photo whose long name was cut after 47 letters and more.jpg',
    ],
  ])('finds the file of %s by the title %s, whatever its name', async (photo, title) => {
    expect(await match([photo, 'other.jpg', 'x7.json'], { 'x7.json': title })).toEqual({ [photo]: ['x7.json'] });
  });

  it('asks no titles where names are enough', async () => {
    const readTitles = vi.fn(noTitles);
    await matchSidecars(['a.jpg', 'b.jpg', 'c.png', 'a.jpg.json', 'b.supplemental-m.json', 'c.png.xmp'], readTitles);
    expect(readTitles).not.toHaveBeenCalled();
  });

  it('takes bounded time for very long names, and for many that begin alike', async () => {
    const names = ['(1)', '.', '-edited', 'a', '('].flatMap((piece) => [
      piece.repeat(250),
      `${piece.repeat(250)}.json`,
    ]);
    const stem = 'x'.repeat(46);
    const alike = Array.from({ length: 5000 }, (_, i) => [`${stem}${i}.jpg`, `${stem}(${i % 9999}).json`]).flat();
    const titles = alike.filter((name) => name.endsWith('.jpg')).reverse();
    const startMs = process.cpuUsage().user / 1000;
    await matchSidecars(names, noTitles);
    const matched = await matchSidecars(alike, async (jsons) => jsons.map((_, i) => titles[i]));
    expect(process.cpuUsage().user / 1000 - startMs).toBeLessThan(3000);
    expect(matched.size).toBe(5000);
  });
});

describe('readSidecars', () => {
  const folder = makeTemporaryFolder();
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  const names = async (name: string) =>
    (await readSidecars(join(folder, name), candidates(name))).map((sidecar) => sidecar.name);
  const candidates = (name: string) => [
    `${name}.xmp`,
    `${name.slice(0, -4)}.xmp`,
    `${name}.json`,
    `${name.slice(0, -4)}.json`,
  ];

  it('reads the existing files in the order of the names', async () => {
    write('a.jpg.json', '{}');
    write('a.xmp', '<x/>');
    utimesSync(join(folder, 'a.xmp'), 1000, 1000);
    const [xmp, json] = await readSidecars(join(folder, 'a.jpg'), ['a.jpg.xmp', 'a.xmp', 'a.jpg.json']);
    expect(xmp).toMatchObject({ kind: 'xmp', name: 'a.xmp', mtimeMs: 1_000_000 });
    expect(Buffer.from(xmp?.bytes ?? []).toString()).toBe('<x/>');
    expect(json).toMatchObject({ kind: 'json', name: 'a.jpg.json' });
  });

  it('returns none without sidecars, in a missing folder, and for an empty name', async () => {
    expect(await names('alone.jpg')).toEqual([]);
    expect(await names('missing/b.jpg')).toEqual([]);
    expect(await readSidecars('', ['', '.xmp'])).toEqual([]);
    expect(await readSidecars('nul\0byte.jpg', ['nul\0byte.xmp'])).toEqual([]);
    expect(await readSidecars(join(folder, 'in/a.jpg'), ['../a.xmp', `${folder}/a.xmp`])).toEqual([]);
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
