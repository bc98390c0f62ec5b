import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { makeApng } from '../support/images/apng.js';
import { makeFilm, makeGoogleXmp } from '../support/images/embedded-files.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
const fake = fakeDependencies();
let library: Library;

const SPHERE = 'GPano:ProjectionType="equirectangular"';

/** A JPEG with its XMP behind the first marker. */
async function writeJpeg(name: string, image: Sharp, attributes?: string): Promise<string> {
  const jpeg = await image.jpeg({ quality: 90 }).toBuffer();
  const packet = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${makeGoogleXmp('', attributes)}`);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(packet.length + 2, 2);
  const bytes = attributes === undefined ? jpeg : Buffer.concat([jpeg.subarray(0, 2), head, packet, jpeg.subarray(2)]);
  await writeFile(join(photos, name), bytes);
  return join(photos, name);
}

/** Blue, and red round the seam: at the left and the right end. */
const seamPicture = () => {
  const red = { create: { width: 90, height: 360, channels: 3 as const, background: '#dc1e1e' } };
  return sharp({ create: { width: 720, height: 360, channels: 3, background: '#283cc8' } }).composite([
    { input: red, left: 0, top: 0 },
    { input: red, left: 630, top: 0 },
  ]);
};

/** A frame of an animation: a colour beside black. */
const half = (colour: string) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: colour } })
    .extend({ right: 20, background: 'black' })
    .png()
    .toBuffer();

function query(sql: string, ...values: unknown[]): unknown[] {
  const db = new Database(join(home, 'library/catalogue.db'));
  try {
    const statement = db.prepare(sql);
    return statement.reader ? statement.all(values) : [statement.run(values)];
  } finally {
    db.close();
  }
}

const framesOf = (name: string) =>
  query(
    `SELECT frame.id, ordinal, kind, at_ms AS atMs, label, frame.width, frame.height FROM frame JOIN file ON file.content_id = frame.content_id
     WHERE path = ? ORDER BY ordinal`,
    join(photos, name),
  ) as {
    id: number;
    ordinal: number;
    kind: string;
    atMs: number | null;
    label: string;
    width: number;
    height: number;
  }[];

const index = () => indexPaths(library, [photos]);

beforeAll(async () => {
  await mkdir(photos, { recursive: true });
  await writeJpeg('sphere.jpg', seamPicture(), SPHERE);
  await writeJpeg('flat.jpg', seamPicture());
  const strip = sharp({ create: { width: 1200, height: 240, channels: 3, background: '#283cc8' } });
  await writeJpeg('strip.jpg', strip, 'GPano:ProjectionType="cylindrical"');
  const frames = await Promise.all(
    [...Array(6).fill('#dc1e1e'), ...Array(4).fill('#1eb428'), ...Array(2).fill('#283cc8')].map(half),
  );
  const animation = () => sharp(frames, { join: { animated: true } });
  await animation()
    .gif({ delay: frames.map(() => 100) })
    .toFile(join(photos, 'moves.gif'));
  await animation()
    .webp({ delay: frames.map((_, i) => 50 + 10 * i) })
    .toFile(join(photos, 'moves.webp'));
  // The left side of a black picture changes its colour.
  const changes = ['#dc1e1e', '#1eb428', '#283cc8'].map((colour) => ({ width: 60, height: 40, colour }));
  await writeFile(
    join(photos, 'moves.png'),
    await makeApng(80, 40, [{ width: 80, height: 40, colour: 'black' }, ...changes]),
  );
  await writePicture(join(photos, 'plain.jpg'), 7);
  library = await openLibraryWith({ path: join(home, 'library') }, fake.dependencies);
  await index();
  return () => library.close();
});

describe('a panorama', () => {
  it('has views behind the whole, each with its direction', () => {
    const [whole, ...views] = framesOf('sphere.jpg');
    expect(whole).toMatchObject({ ordinal: 0, kind: 'image', label: null, width: 720, height: 360 });
    expect(views.map(({ label }) => label)).toEqual(['at 0°', 'at 60°', 'at 120°', 'at 180°', 'at 240°', 'at 300°']);
    expect(views.every(({ kind, width, height }) => kind === 'view' && width === 229 && height === 229)).toBe(true);
    expect(framesOf('strip.jpg')).toHaveLength(8);
    expect(framesOf('flat.jpg')).toHaveLength(1);
  });

  it('is found by what lies at its edge, and the same image without its projection is not', async () => {
    const { results } = await library.search('red', { mode: 'vector', all: true });
    const found = results.find(({ path }) => path.endsWith('sphere.jpg'));
    expect(found?.evidence[0]).toMatchObject({ type: 'vector', frame: { ordinal: 4, kind: 'view' } });
    const flat = results.find(({ path }) => path.endsWith('flat.jpg'));
    expect(found?.cosine).toBeGreaterThan((flat?.cosine ?? 0) + 0.2);
  });

  it('and an animation are filters of photos', async () => {
    const find = async (filter: string) =>
      (await library.search(filter)).results.map(({ path }) => path.slice(photos.length + 1)).sort();
    expect(await find('is:panorama')).toEqual(['sphere.jpg', 'strip.jpg']);
    expect(await find('is:animation')).toEqual(['moves.gif', 'moves.png', 'moves.webp']);
    expect(await find('is:photo')).toHaveLength(7);
    expect(await find('has:depth')).toEqual([]);
    expect(await find('is:live')).toEqual([]);
  });

  it('has thumbnails of its views', async () => {
    const [{ id = 0 } = {}] = query('SELECT content_id AS id FROM file WHERE path = ?', join(photos, 'sphere.jpg')) as {
      id?: number;
    }[];
    const { bytes } = await library.thumbnail(id, 320, 'webp', 4);
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height]).toEqual([229, 229]);
    const { channels } = await sharp(bytes).stats();
    expect(channels[0]?.mean).toBeGreaterThan(180);
  });
});

describe('an animation', () => {
  it.each([
    ['moves.gif', [0, 1000]],
    ['moves.webp', [0, 950]],
    ['moves.png', [100, 200, 300]],
  ])('has frames that differ from its still, with their times: %s', (name, times) => {
    const [still, ...moments] = framesOf(name);
    // The second colour, which is shown a third of the way through, as before; of a PNG the default image.
    expect(still).toMatchObject({ kind: 'image', atMs: null, width: 80, height: 40 });
    expect(new Set(moments.map(({ kind }) => kind))).toEqual(new Set(['video']));
    expect(moments.map(({ atMs }) => atMs)).toEqual(times);
  });

  it('of PNG has thumbnails of its moments', async () => {
    const [{ id = 0 } = {}] = query('SELECT content_id AS id FROM file WHERE path = ?', join(photos, 'moves.png')) as {
      id?: number;
    }[];
    const { bytes } = await library.thumbnail(id, 320, 'webp', 2);
    const { channels } = await sharp(bytes).extract({ left: 0, top: 0, width: 50, height: 40 }).stats();
    const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
    expect(green).toBeGreaterThan(100 + red);
    expect(green).toBeGreaterThan(100 + blue);
  });

  it('is found by a moment', async () => {
    const { results } = await library.search('dark blue', { mode: 'vector', all: true });
    const found = results.find(({ path }) => path.endsWith('moves.gif'));
    expect(found?.evidence[0]).toMatchObject({ frame: { kind: 'video', atMs: 1000 } });
  });
});

describe('a motion photo', () => {
  it('is one entry, whose film the library names', async () => {
    const path = await writeJpeg(
      'motion.jpg',
      sharp({ create: { width: 40, height: 30, channels: 3, background: 'white' } }),
      'GCamera:MotionPhoto="1"',
    );
    const film = makeFilm({ durationMs: 1800 });
    const { size } = await stat(path);
    await appendFile(path, film);
    await index();
    const { results } = await library.search('is:live');
    expect(results).toMatchObject([
      { path, motion: { offset: size, length: film.length, mediaType: 'video/mp4', durationMs: 1800 } },
    ]);
    const [{ id = 0 } = {}] = results;
    const motion = await library.motion(id);
    expect((await readFile(motion.path)).subarray(motion.offset, motion.offset + motion.length).equals(film)).toBe(
      true,
    );
    const [plain] = (await library.search('-is:live')).results;
    await expect(library.motion(plain?.id ?? 0)).rejects.toMatchObject({ code: 'photo-not-found' });
  });
});

describe('a library of an earlier version', () => {
  it('gets these frames with the next run, and nothing else is embedded', async () => {
    const before = framesOf('sphere.jpg');
    query('DELETE FROM frame WHERE ordinal > 0');
    query("DELETE FROM stage_done WHERE stage = 'further'");
    query("UPDATE stage_done SET version = '2' WHERE stage = 'metadata'");
    const embedded = fake.calls.images;
    await index();
    const after = framesOf('sphere.jpg');
    expect(after.map(({ ordinal }) => ordinal)).toEqual(before.map(({ ordinal }) => ordinal));
    expect(after[0]?.id).toBe(before[0]?.id);
    // Two panoramas of 7 and 8 frames, two animations of 3 and one of 4.
    expect(fake.calls.images - embedded).toBe(7 + 8 + 3 + 3 + 4);
    await index();
    expect(fake.calls.images - embedded).toBe(7 + 8 + 3 + 3 + 4);
  });

  it('expands only these again when their version rises', async () => {
    query("UPDATE stage_done SET version = '0' WHERE stage = 'further'");
    const embedded = fake.calls.images;
    await index();
    expect(fake.calls.images - embedded).toBe(7 + 8 + 3 + 3 + 4);
  });
});
