/** A small library whose every answer is known, for the contract of readers: what is in it is written here, and nowhere looked up. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import type { Library } from '#src/library/types/library.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { makePdf } from '../../support/documents/pdf-files.js';
import { makeFilm, makeGoogleXmp } from '../../support/images/embedded-files.js';
import { fillRegions } from '../../support/libraries/fill-regions.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';

/** Files below the root. `seaAgain` has the bytes of `sea`, `broken` cannot be read, and the others are a photo each. */
export const PHOTOS = {
  sunset: '2019/rome/sunset drive.png',
  orange: '2019/rome/orange.png',
  paris: '2019/paris/yellow.png',
  sea: '2020/sea.jpg',
  seaAgain: '2020/copies/sea again.jpg',
  night: '2020/dark blue.png',
  meadow: '2020/meadow.png',
  stone: 'undated/stone.png',
  report: 'undated/report.pdf',
  account: 'undated/account.pdf',
  live: 'undated/live.jpg',
  broken: 'undated/broken.jpg',
} as const;

type RGB = readonly [number, number, number];
const RED: RGB = [220, 30, 30];
const ROME = { latitude: 41.9, longitude: 12.5, altitude: 0 };
const PARIS = { latitude: 48.8566, longitude: 2.3522, altitude: 0 };

/** Articles, by their external ids; their pictures lie in the library itself. */
export const ARTICLES = {
  'sku-1': { price: 19.5, brand: 'Acme', inStock: true },
  'sku-2': { price: 80, brand: "O'Hara", inStock: false },
} as const;

/** The film at the end of the live photo. */
export const FILM = makeFilm({ durationMs: 1800 });
const LIVE = makeGoogleXmp('', 'GCamera:MotionPhoto="1"');

export interface Shelf {
  /** The root. */
  photos: string;
  /** The path of a photo. */
  at: (name: keyof typeof PHOTOS) => string;
  library: Library;
  /** A key for the folder 2020. */
  secret: string;
}

/** @param home a temporary folder */
export async function makeShelf(home: string): Promise<Shelf> {
  const photos = join(home, 'photos');
  const path = join(home, 'library');
  const at = (name: keyof typeof PHOTOS) => join(photos, PHOTOS[name]);
  for (const file of Object.values(PHOTOS)) await mkdir(dirname(join(photos, file)), { recursive: true });
  await paint(at('sunset'), RED, 60, 40);
  await paint(at('orange'), [240, 140, 30], 61, 40);
  await paint(at('paris'), [240, 220, 40], 40, 62);
  await paint(at('sea'), [40, 60, 200], 200, 100);
  await cp(at('sea'), at('seaAgain'));
  await paint(at('night'), [20, 30, 100], 64, 64);
  await paint(at('meadow'), [30, 180, 40], 65, 40);
  await paint(at('stone'), [128, 128, 128], 66, 40);
  const page = (text: string) => ({ lines: [text, `More of ${text}.`] });
  await writeFile(at('report'), makePdf([page('Glaciers retreat'), page('Rivers rise')]));
  await writeFile(at('account'), makePdf([page('DE89 3704 0044 0532 0130 00')]));
  const still = await sharp(await colour([255, 255, 255], 80, 40, 'jpeg'))
    .withXmp(LIVE)
    .jpeg()
    .toBuffer();
  await writeFile(at('live'), Buffer.concat([still, FILM]));
  await writeFile(at('broken'), 'no image');
  await state(at('sunset'), {
    title: 'Sunset drive',
    day: '2019-05-04',
    geoData: ROME,
    people: ['Anna Smith'],
    favorited: true,
  });
  await state(at('orange'), { title: 'Fruit stall', day: '2019-05-05', geoData: ROME });
  await state(at('paris'), { title: 'Café de la Paix', day: '2018-12-24', geoData: PARIS, people: ['Anna Smith'] });
  for (const name of ['sea', 'seaAgain'] as const) await state(at(name), { title: 'Waves', day: '2020-07-01' });
  await state(at('night'), { title: 'Night', day: '2020-07-02', favorited: true });
  await state(at('meadow'), { title: 'Picnic', day: '2020-08-15' });
  await writeFile(
    `${at('meadow')}.xmp`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmp:Rating="4" tiff:Make="Canon" tiff:Model="Canon EOS 5D">
      <dc:subject><rdf:Bag><rdf:li>holiday</rdf:li><rdf:li>grass</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`,
  );

  let library = await openFakeLibrary({ path });
  await indexPaths(library, [photos], { kinds: ['photos', 'documents'] });
  await library.put('sku-1', { image: { bytes: await colour([140, 40, 160], 70, 70) }, fields: ARTICLES['sku-1'] });
  await library.put('sku-2', { image: { bytes: await colour([40, 200, 220], 71, 70) }, fields: ARTICLES['sku-2'] });
  const words = join(home, 'words.txt');
  await writeFile(words, '[colours]\nred\nblue\ngreen\n');
  await library.useVocabulary(words);
  // Photos get other tags when tags are asked for first.
  await library.tags();
  const { secret } = await library.keys.create({ name: 'guest', folder: join(photos, '2020') });
  await library.close();
  fillRegions(path, [
    { path: at('sunset'), kind: 'object', label: 'car', score: 0.9, box: BOX, colours: { red: 0.8 } },
    { path: at('meadow'), kind: 'object', label: 'dog', score: 0.8, box: BOX, colours: { brown: 0.7 } },
  ]);
  addFaces(path, at);
  library = await openFakeLibrary({ path });
  return { photos, at, library, secret };
}

/** A library without a photo, and without a root. */
export async function makeEmptyShelf(home: string): Promise<Shelf> {
  const library = await openFakeLibrary({ path: join(home, 'library') });
  return { photos: home, at: (name) => join(home, PHOTOS[name]), library, secret: '' };
}

export const BOX = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

async function colour([r, g, b]: RGB, width: number, height: number, format: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .toFormat(format)
    .toBuffer();
}

async function paint(path: string, rgb: RGB, width: number, height: number): Promise<void> {
  await writeFile(path, await colour(rgb, width, height, path.endsWith('.jpg') ? 'jpeg' : 'png'));
}

interface Statement {
  title: string;
  /** `2019-05-04`, at noon. */
  day: string;
  geoData?: typeof ROME;
  people?: string[];
  favorited?: boolean;
}

/** A JSON file as Google Takeout puts it beside a photo. */
async function state(path: string, { day, people = [], ...others }: Statement): Promise<void> {
  const taken = { photoTakenTime: { timestamp: String(Date.parse(`${day}T12:00:00Z`) / 1000) } };
  await writeFile(`${path}.json`, JSON.stringify({ ...others, ...taken, people: people.map((name) => ({ name })) }));
}

/** Faces as a detector and a user leave them: Anna in two photos, Ben in one of these, and Hannah, whom the user has hidden. */
function addFaces(library: string, at: Shelf['at']): void {
  const db = new Sqlite(join(library, CATALOGUE_FILE));
  db.exec(
    `INSERT INTO person (id, name, is_hidden) VALUES (1, 'Anna Smith', 0), (2, 'Ben Ö. Müller', 0), (3, 'Hidden Hannah', 1)`,
  );
  const addRegion = db.prepare(
    `INSERT INTO region (content_id, frame_id, kind, x, y, w, h, score)
     SELECT frame.content_id, frame.id, 'face', @x, 0.2, 0.2, 0.3, 0.9 FROM frame JOIN file ON file.content_id = frame.content_id WHERE path = @path`,
  );
  const addFace = db.prepare(
    'INSERT INTO face (region_id, vector, quality, person_id, is_grouped) VALUES (?, zeroblob(2048), ?, ?, 1)',
  );
  const faces = [
    { name: 'sunset', person: 1, x: 0.1, quality: 90 },
    { name: 'sunset', person: 2, x: 0.6, quality: 50 },
    { name: 'night', person: 1, x: 0.3, quality: 70 },
    { name: 'stone', person: 3, x: 0.3, quality: 60 },
  ] as const;
  for (const { name, person, x, quality } of faces)
    addFace.run(addRegion.run({ path: at(name), x }).lastInsertRowid, quality, person);
  db.close();
}
