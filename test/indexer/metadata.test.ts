import { realpathSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexReport } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types/library.js';
import { computePhash } from '#src/media/prepare/phash.js';
import type { FileMetadata } from '#src/metadata/file-metadata.js';
import type { Photo } from '#src/search/types/photo.js';
import { makeXmp } from '../metadata/make-tiff.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let library: Library;
beforeAll(async () => {
  library = await openFakeLibrary({ path: join(home, 'library') });
});
afterAll(() => library.close());

let nextSeed = 1;

async function addPicture(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writePicture(path, nextSeed++);
}

/** One column, straight from the catalogue. */
function query(sql: string, ...values: unknown[]): unknown[] {
  const db = new Database(join(home, 'library/catalogue.db'), { readonly: true });
  try {
    return db.prepare(sql).pluck().all(values);
  } finally {
    db.close();
  }
}

async function photoAt(path: string): Promise<Photo> {
  const [id] = query('SELECT content_id FROM file WHERE path = ?', path);
  return library.photo(id as number);
}

async function metadataAt(path: string): Promise<FileMetadata> {
  const { metadata } = await photoAt(path);
  if (metadata === null) throw new Error(`${path} has no metadata.`);
  return metadata;
}

/** Paths of the files that hold a word, within this test's folder. */
function findWords(folder: string, words: string): string[] {
  return query(
    `SELECT path FROM file_text JOIN file ON file.id = file_text.rowid WHERE file_text MATCH ? AND path LIKE ? || '/%' ORDER BY path`,
    words,
    folder,
  ).map((path) => basename(path as string));
}

const done = { indexed: 0, reused: 0, refreshed: 0, unchanged: 0, removed: 0, failed: [] };
const run = (folder: string): Promise<IndexReport> => indexPaths(library, [folder]);

const TAKEOUT = {
  title: 'IMG_7.jpg',
  description: 'A day at the lake',
  photoTakenTime: { timestamp: '1562256202' },
  geoData: { latitude: 47.375, longitude: 8.541, altitude: 408.5 },
  people: [{ name: 'Anna' }],
  favorited: true,
};

describe('metadata', () => {
  it('come from a sidecar, with the place that lies near; columns and words follow them', async () => {
    const folder = join(home, 'xmp/trips/summer');
    const path = join(folder, 'IMG_1.jpg');
    await addPicture(path);
    await writeFile(
      join(folder, 'IMG_1.xmp'),
      makeXmp(`<dc:title>By the lake</dc:title><xmp:Rating>4</xmp:Rating>
        <dc:subject><rdf:Bag><rdf:li>Swimming</rdf:li><rdf:li>summer</rdf:li></rdf:Bag></dc:subject>
        <exif:DateTimeOriginal>2019-07-04T18:03:22.12+02:00</exif:DateTimeOriginal>
        <exif:GPSLatitude>47,22.5N</exif:GPSLatitude><exif:GPSLongitude>8,32.5E</exif:GPSLongitude>
        <tiff:Make>Canon</tiff:Make><tiff:Model>Canon EOS 5D</tiff:Model><aux:Lens>EF 50mm</aux:Lens>`),
    );
    expect(await run(join(home, 'xmp'))).toMatchObject({ ...done, indexed: 1, skipped: 0 });
    expect(await metadataAt(path)).toMatchObject({
      title: 'By the lake',
      takenAt: { localTime: '2019-07-04T18:03:22.120', offsetMinutes: 120, source: 'sidecar' },
      keywords: ['Swimming', 'summer'],
      near: { city: expect.stringMatching(/^Z[uü]rich$/), country: 'CH', countryName: 'Switzerland' },
    });
    const columns =
      'json_array(taken_at_ms, taken_local, round(latitude, 3), country, camera, lens, rating, is_favorite)';
    const [row] = query(`SELECT ${columns} FROM metadata JOIN file ON file.id = file_id WHERE path = ?`, path);
    expect(JSON.parse(row as string)).toEqual([
      Date.UTC(2019, 6, 4, 16, 3, 22, 120),
      '2019-07-04T18:03:22.120',
      47.375,
      'CH',
      'Canon EOS 5D',
      'EF 50mm',
      4,
      0,
    ]);
    const all = ['title:lake', 'keywords:swim*', 'place:zurich', 'place:switzerland', 'folder:trips', 'name:img'];
    for (const words of all) expect([words, findWords(folder, words)]).toEqual([words, ['IMG_1.jpg']]);
    expect(findWords(folder, 'name:jpg')).toEqual([]);
    expect(query('SELECT word FROM keyword JOIN file ON file.id = file_id WHERE path = ? ORDER BY word', path)).toEqual(
      ['summer', 'Swimming'],
    );
  });

  it("come from Google's JSON, under any of its names", async () => {
    const folder = join(home, 'takeout');
    const photos = ['IMG_7.jpg', 'IMG_8.jpg', 'IMG_8(1).jpg'];
    for (const name of photos) await addPicture(join(folder, name));
    const sidecars = ['IMG_7.jpg.json', 'IMG_8.jpg.supplemental-metadata.json', 'IMG_8.jpg(1).json'];
    for (const [i, name] of sidecars.entries())
      await writeFile(join(folder, name), JSON.stringify({ ...TAKEOUT, description: `Number ${i}` }));
    expect(await run(folder)).toMatchObject({ ...done, indexed: 3, skipped: 0 });
    for (const [i, name] of photos.entries()) {
      expect(await metadataAt(join(folder, name))).toMatchObject({
        description: `Number ${i}`,
        takenAt: { source: 'takeout' },
        isFavorite: true,
        people: ['Anna'],
        near: { country: 'CH' },
      });
    }
    expect(findWords(folder, 'people:anna')).toHaveLength(3);
  });

  it("come from Google's JSON by its title, also for edited copies; a second run reads nothing again", async () => {
    const folder = join(home, 'titles');
    const photos = [
      'Rock _n_ Roll.jpg',
      'Rock _n_ Roll-ha editado.jpg',
      'Sea.jpg',
      'Sea-COLLAGE.jpg',
      'Sea(1).jpg',
      'alone.jpg',
    ];
    for (const name of photos) await addPicture(join(folder, name));
    const write = (name: string, title: string, description: string) =>
      writeFile(join(folder, name), JSON.stringify({ ...TAKEOUT, title, description }));
    await write('metadata(7).json', 'Rock &n& Roll.jpg', 'Rock');
    await write('Sea.supplemental-metad.json', 'Sea.jpg', 'Sea');
    await write('Sea.supplemental-metad(1).json', 'Sea.jpg', 'Another sea');
    await writeFile(join(folder, 'other.json'), '{"title":"alone.jpg"}');
    expect(await run(folder)).toMatchObject({ ...done, indexed: photos.length });
    const descriptions = await Promise.all(
      photos.map(async (name) => (await metadataAt(join(folder, name))).description),
    );
    expect(descriptions).toEqual(['Rock', 'Rock', 'Sea', 'Sea', 'Another sea', null]);
    expect(await run(folder)).toMatchObject({ ...done, unchanged: photos.length });
    expect(await run(join(folder, photos[0] as string))).toMatchObject({ ...done, unchanged: 1 });
    const { id } = await photoAt(join(folder, photos[1] as string));
    expect(await library.sidecars(id)).toEqual([join(folder, 'metadata(7).json')]);
    await rm(join(folder, 'metadata(7).json'));
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 2, unchanged: photos.length - 2 });
  });

  it('come from the name, and at last from the time of last change; which one is said', async () => {
    const folder = join(home, 'names');
    await addPicture(join(folder, 'IMG_20190704_180322.jpg'));
    await addPicture(join(folder, 'plain.jpg'));
    await utimes(join(folder, 'plain.jpg'), 1_500_000_000, 1_500_000_000);
    await run(folder);
    expect((await metadataAt(join(folder, 'IMG_20190704_180322.jpg'))).takenAt).toMatchObject({
      localTime: '2019-07-04T18:03:22.000',
      source: 'name',
    });
    const { takenAt } = await metadataAt(join(folder, 'plain.jpg'));
    expect(takenAt?.source).toBe('mtime');
    expect(
      query("SELECT taken_at_ms FROM metadata JOIN file ON file.id = file_id WHERE path LIKE '%/plain.jpg'"),
    ).toEqual([1_500_000_000_000]);
  });

  it('hold what is known of a date; filters, order and counts respect it', async () => {
    const folder = join(home, 'dates');
    const dates: [name: string, exif: string][] = [
      ['year.jpg', '1993:00:00 12:00:00'],
      ['month.jpg', '1993:08:     :  :  '],
      ['day.jpg', '1993:08:05 00:00:00'],
      ['time.jpg', '1993:08:05 24:10:00'],
      ['IMG_19930806_120000.jpg', '1970:01:01 01:00:00'],
    ];
    await mkdir(folder, { recursive: true });
    for (const [name, date] of dates) {
      const picture = sharp(await makePicture(nextSeed++, { format: 'jpeg' }));
      await picture.withExif({ IFD2: { DateTimeOriginal: date } }).toFile(join(folder, name));
    }
    await addPicture(join(folder, 'none.jpg'));
    await utimes(join(folder, 'none.jpg'), 1_500_000_000, 1_500_000_000);
    expect(await run(folder)).toMatchObject({ ...done, indexed: 6 });
    const find = async (filters: string) => {
      const { results } = await library.search({ terms: [], filters: `in:"${folder}" ${filters}` }, { reverse: true });
      return results.map(({ path }) => basename(path).split('.')[0]);
    };
    const all = ['year', 'month', 'day', 'time', 'IMG_19930806_120000'];
    expect(await find('')).toEqual([...all, 'none']);
    expect(await find('taken:1993')).toEqual(all);
    expect(await find('taken:1993-08')).toEqual(all.slice(1));
    expect(await find('taken:1993-08-05')).toEqual(['day', 'time']);
    expect(await find('taken:1993-08-05T00:00')).toEqual([]);
    expect(await find('taken:1993-08-05T00:10')).toEqual(['time']);
    expect(await find('taken:1993-01')).toEqual([]);
    expect(await find('taken:<1994')).toEqual(all);
    expect(await find('taken:>=1993-08-02')).toEqual([...all.slice(2), 'none']);
    const { takenAt } = await metadataAt(join(folder, 'month.jpg'));
    expect(takenAt).toEqual({
      localTime: '1993-08-01T00:00:00.000',
      offsetMinutes: null,
      precision: 'month',
      source: 'exif',
    });
    const { years, months, undated } = await library.facets({ terms: [], filters: `in:"${folder}"` });
    expect([years, months, undated].map((counts) => counts.map(({ label, count }) => `${label} ${count}`))).toEqual([
      ['1993 5'],
      ['1993-08 4'],
      ['undated 1'],
    ]);
    expect(await library.within(folder).stats()).toMatchObject({ dateSources: { exif: 4, name: 1, mtime: 1 } });
  });

  it('of a copy and of a renamed file are its own', async () => {
    const folder = join(home, 'copies');
    await addPicture(join(folder, '2001-01-01.jpg'));
    await run(folder);
    await copyFile(join(folder, '2001-01-01.jpg'), join(folder, '2002-02-02.jpg'));
    expect(await run(folder)).toMatchObject({ ...done, reused: 1, unchanged: 1 });
    await rename(join(folder, '2001-01-01.jpg'), join(folder, '2003-03-03.jpg'));
    expect(await run(folder)).toMatchObject({ ...done, reused: 1, unchanged: 1, removed: 1 });
    const taken = query(
      `SELECT substr(taken_local, 1, 10) FROM metadata JOIN file ON file.id = file_id WHERE path LIKE ? || '/%' ORDER BY path`,
      folder,
    );
    expect(taken).toEqual(['2002-02-02', '2003-03-03']);
    expect(findWords(folder, 'name:2001')).toEqual([]);
  });

  it.skipIf(!HAS_SHARED)('come from what a camera wrote, with the city', async () => {
    const folder = realpathSync(join(SHARED, 'hostile/exif-samples'));
    const { failed } = await run(folder);
    expect(failed).toEqual([]);
    expect(await metadataAt(join(folder, 'DSCN0010.jpg'))).toMatchObject({
      takenAt: { localTime: '2008-10-22T16:28:39.000', source: 'exif' },
      camera: { make: 'NIKON', model: 'COOLPIX P6000' },
      near: { city: 'Arezzo', country: 'IT', countryName: 'Italy' },
    });
    expect(findWords(folder, 'place:arezzo')).toContain('DSCN0010.jpg');
    expect(query("SELECT DISTINCT camera FROM metadata WHERE camera LIKE 'NIKON%'")).toContain('NIKON COOLPIX P6000');
  });
});

describe('a photo whose sidecar', () => {
  const folder = join(home, 'changes');
  const path = join(folder, 'a.jpg');
  const sidecar = join(folder, 'a.jpg.xmp');
  const write = (title: string) => writeFile(sidecar, makeXmp(`<dc:title>${title}</dc:title>`));

  it('appears, changes and goes is taken up each time, and not encoded again', async () => {
    await addPicture(path);
    await addPicture(join(folder, 'b.jpg'));
    expect(await run(folder)).toMatchObject({ ...done, indexed: 2 });
    const { id } = await photoAt(path);

    await write('First');
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 1, unchanged: 1 });
    expect((await metadataAt(path)).title).toBe('First');
    expect(await run(folder)).toMatchObject({ ...done, unchanged: 2 });

    await write('Second');
    await utimes(sidecar, 1_700_000_000, 1_700_000_000);
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 1, unchanged: 1 });
    expect((await metadataAt(path)).title).toBe('Second');
    expect([findWords(folder, 'first'), findWords(folder, 'second')]).toEqual([[], ['a.jpg']]);

    await rm(sidecar);
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 1, unchanged: 1 });
    expect((await metadataAt(path)).title).toBeNull();
    expect((await photoAt(path)).id).toBe(id);
    expect(await run(folder)).toMatchObject({ ...done, unchanged: 2 });
  });

  it('appears is also taken up when the file alone was named', async () => {
    const alone = join(home, 'alone.jpg');
    await addPicture(alone);
    await run(alone);
    await writeFile(join(home, 'alone.xmp'), makeXmp('<dc:title>Beside</dc:title>'));
    expect(await run(alone)).toMatchObject({ ...done, refreshed: 1 });
    expect((await metadataAt(alone)).title).toBe('Beside');
    expect(await run(alone)).toMatchObject({ ...done, unchanged: 1 });
  });
});

describe('a library that was made before metadata was kept', () => {
  it('reads every file again, encodes none, and is complete afterwards', async () => {
    const folder = join(home, 'old');
    for (const name of ['a.jpg', 'b.jpg']) await addPicture(join(folder, name));
    await run(folder);
    const db = new Database(join(home, 'library/catalogue.db'));
    db.exec(`UPDATE file SET sidecar_stamp = NULL WHERE path LIKE '${folder}/%';
      DELETE FROM metadata WHERE file_id IN (SELECT id FROM file WHERE path LIKE '${folder}/%');
      UPDATE frame SET phash = NULL WHERE content_id IN (SELECT content_id FROM file WHERE path LIKE '${folder}/%');
      DELETE FROM stage_done WHERE stage IN ('metadata', 'frames') AND content_id IN (SELECT content_id FROM file WHERE path LIKE '${folder}/%')`);
    db.close();
    expect((await photoAt(join(folder, 'a.jpg'))).metadata).toBeNull();
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 2 });
    expect((await photoAt(join(folder, 'a.jpg'))).metadata).not.toBeNull();
    expect(
      query(
        "SELECT count(phash) FROM frame WHERE content_id IN (SELECT content_id FROM file WHERE path LIKE ? || '/%')",
        folder,
      ),
    ).toEqual([2]);
    expect(await run(folder)).toMatchObject({ ...done, unchanged: 2 });
  });
});

describe('a library whose dates an earlier reader read', () => {
  it('shows them, reads them anew in the next run, and encodes nothing', async () => {
    const folder = join(home, 'earlier');
    const path = join(folder, 'scan.jpg');
    await mkdir(folder, { recursive: true });
    await sharp(await makePicture(nextSeed++, { format: 'jpeg' }))
      .withExif({ IFD2: { DateTimeOriginal: '1975:06:00 00:00:00' } })
      .toFile(path);
    await addPicture(join(folder, 'IMG_20190704_180322.jpg'));
    await run(folder);
    const { id } = await photoAt(path);
    const db = new Database(join(home, 'library/catalogue.db'));
    const inFolder = `file_id IN (SELECT id FROM file WHERE path LIKE '${folder}/%')`;
    db.exec(`UPDATE metadata SET taken_local = '2020-02-02T02:02:02.000', taken_source = NULL, data = json_set(data, '$.takenAt',
        json('{"localTime":"2020-02-02T02:02:02.000","offsetMinutes":0,"source":"mtime"}')) WHERE ${inFolder};
      UPDATE stage_done SET version = '1' WHERE stage = 'metadata'
        AND content_id IN (SELECT content_id FROM file WHERE path LIKE '${folder}/%')`);
    db.close();
    expect((await metadataAt(path)).takenAt).toMatchObject({ source: 'mtime', precision: 'time' });
    expect(await run(folder)).toMatchObject({ ...done, refreshed: 2 });
    expect((await metadataAt(path)).takenAt).toMatchObject({ source: 'exif', precision: 'month' });
    expect((await photoAt(path)).id).toBe(id);
    expect(query(`SELECT taken_local || ' ' || taken_source FROM metadata WHERE ${inFolder} ORDER BY 1`)).toEqual([
      '1975-06 exif',
      '2019-07-04T18:03:22.000 name',
    ]);
    expect(await run(folder)).toMatchObject({ ...done, unchanged: 2 });
  });
});

describe('the perceptual hash', () => {
  const hashOf = async (bytes: Buffer) => {
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return computePhash({ data, width: info.width, height: info.height });
  };
  const distance = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, byte, i) => sum + (byte ^ (b[i] as number)).toString(2).replaceAll('0', '').length, 0);

  it('is written with every picture', async () => {
    const folder = join(home, 'phash');
    await addPicture(join(folder, 'a.jpg'));
    await run(folder);
    const [hash] = query(
      "SELECT phash FROM frame JOIN file ON file.content_id = frame.content_id WHERE path LIKE ? || '/%'",
      folder,
    );
    expect(hash).toHaveLength(8);
    expect(Buffer.from(hash as Uint8Array).equals(Buffer.alloc(8))).toBe(false);
  });

  it('of a scaled and newly encoded picture is nearly the same, of another picture it is not', async () => {
    const original = await makePicture(5, { width: 640, height: 480, format: 'png' });
    const hash = await hashOf(original);
    expect(
      distance(hash, await hashOf(await sharp(original).resize(320).jpeg({ quality: 40 }).toBuffer())),
    ).toBeLessThan(6);
    expect(distance(hash, await hashOf(await sharp(original).modulate({ brightness: 1.1 }).toBuffer()))).toBeLessThan(
      6,
    );
    for (let seed = 6; seed < 20; seed++) {
      const other = await hashOf(await makePicture(seed, { width: 640, height: 480, format: 'png' }));
      expect(distance(hash, other)).toBeGreaterThan(16);
    }
  });

  it('of an even surface has no bit set, and half of all bits are set otherwise', async () => {
    const even = { data: new Uint8Array(50 * 40 * 3).fill(77), width: 50, height: 40 };
    expect(computePhash(even)).toEqual(new Uint8Array(8));
    const hash = await hashOf(await makePicture(3));
    expect(distance(hash, new Uint8Array(8))).toBe(32);
  });

  it('takes a picture of one pixel', () => {
    expect(computePhash({ data: Uint8Array.of(9, 9, 9), width: 1, height: 1 })).toEqual(new Uint8Array(8));
  });
});
