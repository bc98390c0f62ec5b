/** Makes the photos of bench/upgrade.mjs: distinct pictures, copies of them that are known by construction, and dates of every odd form. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import sharp from 'sharp';
import { makeRandom } from './corpus.mjs';
import { makePages } from './pages.mjs';
import { makeSurfaces } from './surfaces.mjs';

/** When every file was last changed. */
const MTIME = new Date('2022-02-02T02:02:02Z');
/** One picture in so many has another file with the same bytes. */
const EXACT_EVERY = 20;

const COPIES = [
  { name: 'jpeg-70.jpg', make: (image) => image.jpeg({ quality: 70 }) },
  { name: 'half.jpg', make: (image, { width }) => image.resize(Math.round(width / 2)).jpeg({ quality: 85 }) },
  { name: 'brighter.jpg', make: (image) => image.linear(1.2, 0).jpeg({ quality: 85 }) },
  { name: 'web.webp', make: (image) => image.webp({ quality: 80 }) },
  { name: 'cropped.jpg', make: (image, size) => image.extract(inner(size, 0.95)).jpeg({ quality: 85 }) },
];

/**
 * What a photo states about its date, and the date that is right. `day` and `time` are those of the picture; `name` is that of the file; `exif` the
 * text of DateTimeOriginal; `beside` are files beside it.
 */
const DATES = {
  'EXIF as by the standard': (at) => ({ exif: `${at.exifDay} ${at.time}`, right: `${at.day}T${at.time}` }),
  'hour 24': (at) => ({ exif: `${at.exifDay} 24:10:00`, right: `${at.day}T00:10:00` }),
  'hour of twelve with PM': (at) => ({ exif: `${at.exifDay} 05:06:07 PM`, right: `${at.day}T17:06:07` }),
  'name of a time zone behind': (at) => ({ exif: `${at.exifDay} ${at.time} CEST`, right: `${at.day}T${at.time}` }),
  'day zero': (at) => ({ exif: `${at.year}:${at.month}:00 00:00:00`, right: `${at.year}-${at.month}` }),
  'month and day zero': (at) => ({ exif: `${at.year}:00:00 12:00:00`, right: at.year }),
  'blanks for the day': (at) => ({ exif: `${at.year}:${at.month}:     :  :  `, right: `${at.year}-${at.month}` }),
  'zeros, date in the name': (at) => ({ exif: '0000:00:00 00:00:00', name: at.name, right: `${at.day}T${at.time}` }),
  'zero of the clock in Berlin, date in the name': (at) => ({
    ...{ exif: '1970:01:01 01:00:00', name: at.name, right: `${at.day}T${at.time}` },
  }),
  'corrected in a sidecar': (at) => ({
    ...{ exif: '2005:01:01 00:00:00', right: `${at.day}T${at.time}` },
    beside: { '.jpg.xmp': toXmp(`exif:DateTimeOriginal="${at.day}T${at.time}"`) },
  }),
  'xmp:CreateDate in a sidecar': (at) => ({
    ...{ exif: `${at.exifDay} ${at.time}`, right: `${at.day}T${at.time}` },
    beside: { '.jpg.xmp': toXmp('xmp:CreateDate="2021-01-01T00:00:00"') },
  }),
  'Takeout, JSON named without the ending': (at) => ({
    ...{ name: `Peanut ${at.number}`, right: `${at.day}T${at.time}` },
    beside: { '.supplemental-metadata.json': toTakeout(`Peanut ${at.number}`, at.seconds) },
  }),
  'Takeout, copy that was edited': (at) => ({
    ...{ name: `Foto ${at.number}-ha editado`, right: `${at.day}T${at.time}` },
    beside: { [`/Foto ${at.number}.jpg.supplemental-metadata.json`]: toTakeout(`Foto ${at.number}.jpg`, at.seconds) },
  }),
  'only the time of the file': () => ({ right: undefined }),
};

const toXmp = (attribute) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${attribute}/></rdf:RDF></x:xmpmeta>`;
const toTakeout = (title, timestamp) => JSON.stringify({ title, photoTakenTime: { timestamp: String(timestamp) } });

/** A moment of its own for each picture, days from that of the next. */
function momentOf(number) {
  const at = new Date(Date.UTC(1991, 0, 2, 13, 7, 21) + number * 86_400_000 * 0.97);
  const [day, time] = at.toISOString().slice(0, 19).split('T');
  const [year, month] = day.split('-');
  const digits = `${day}_${time}`.replaceAll(/[-:]/g, '');
  return {
    ...{ number, day, time, year, month, seconds: at.getTime() / 1000 },
    exifDay: day.replaceAll('-', ':'),
    name: `IMG_${digits}`,
  };
}

/**
 * Makes the folder once; the same for the same count and sources.
 * @param {string} folder
 * @param {number} count photos (distinct contents)
 * @param {string[]} sources photos to take pictures from: each whole and in quarters, and all five mirrored
 * @returns {Promise<{ folder: string, dates: Map<string, { kind: string, right?: string }> }>} by path below the folder
 */
export async function makeUpgradeCorpus(folder, count, sources) {
  const dates = new Map();
  const isNew = !existsSync(folder);
  const unfinished = `${folder}.unfinished`;
  const corpus = new Corpus(unfinished, count, dates, isNew);
  if (isNew) mkdirSync(unfinished, { recursive: true });
  await addDrawn(corpus, Math.ceil(count / 400));
  for (const [i, source] of sources.entries()) {
    if (corpus.isFull) break;
    const album = `photo-${String(i).padStart(4, '0')}`;
    for await (const { name, image } of takePictures(source, isNew)) await corpus.add(album, name, image);
  }
  if (isNew) renameSync(unfinished, folder);
  return { folder, dates, photos: corpus.photos };
}

/** Pages of ten kinds, each a source of its own, and skies in three exposures, which are copies. */
async function addDrawn(corpus, each) {
  const drawn = `${corpus.folder}.drawn`;
  if (!existsSync(drawn)) {
    await makePages(join(drawn, 'pages'), each, 1);
    await makeSurfaces(join(drawn, 'surfaces'));
  }
  for (const name of readdirSync(join(drawn, 'pages')).sort())
    await corpus.add(parse(name).name, 'page', corpus.isNew && (await readUpright(join(drawn, 'pages', name))), 1);
  for (const name of readdirSync(join(drawn, 'surfaces')).sort()) {
    const [subject] = /^[a-z]+-[a-z]+/.exec(name);
    corpus.addFile(join(subject, 'surface', name), join(drawn, 'surfaces', name));
  }
}

async function readUpright(file) {
  return sharp(file).autoOrient().flatten({ background: 'white' }).raw().toBuffer({ resolveWithObject: true });
}

async function* takePictures(source, isNew) {
  const { data, info } = isNew ? await readUpright(source) : {};
  const [width, height] = isNew ? [info.width >> 1, info.height >> 1] : [];
  const whole = () => sharp(data, { raw: info });
  const quarter = (left, top) => () => whole().extract({ left: left * width, top: top * height, width, height });
  const parts = { whole, q0: quarter(0, 0), q1: quarter(1, 0), q2: quarter(0, 1), q3: quarter(1, 1) };
  for (const isMirrored of [false, true])
    for (const [part, make] of Object.entries(parts)) {
      const name = isMirrored ? `${part}-mirrored` : part;
      const image = () => (isMirrored ? make().flop() : make()).raw().toBuffer({ resolveWithObject: true });
      yield { name, image: isNew ? await image() : undefined };
    }
}

class Corpus {
  photos = 0;
  #pictures = 0;
  #kinds = Object.entries(DATES);

  constructor(folder, count, dates, isNew) {
    Object.assign(this, { folder, count, dates, isNew });
    this.random = makeRandom(1);
  }

  get isFull() {
    return this.photos >= this.count;
  }

  /** A picture, and none to two copies of it. */
  async add(source, picture, image, copies = Math.floor(3 * this.random())) {
    if (this.isFull) return;
    const number = this.#pictures++;
    const [kind, state] = this.#kinds[number % this.#kinds.length];
    const { exif, name = `original ${number}`, right, beside = {} } = state(momentOf(number));
    const folder = join(source, picture);
    const path = join(folder, `${name}.jpg`);
    this.dates.set(path, { kind, right });
    this.photos++;
    const open = () => sharp(image.data, { raw: image.info });
    if (this.isNew) {
      const jpeg = await open().jpeg({ quality: 90 }).toBuffer();
      this.#write(path, exif === undefined ? jpeg : insertExif(jpeg, exif));
      for (const [ending, text] of Object.entries(beside))
        this.#write(ending.startsWith('/') ? join(folder, ending) : join(folder, name + ending), text);
    }
    if (number % EXACT_EVERY === 0) this.addFile(join(folder, 'again', `${name}.jpg`), join(this.folder, path), true);
    for (let i = 0; i < copies && !this.isFull; i++) {
      const { name: copy, make } = COPIES[(number + i) % COPIES.length];
      this.photos++;
      if (this.isNew) this.#write(join(folder, copy), await make(open(), image.info).toBuffer());
    }
  }

  addFile(path, from, isExact = false) {
    if (!isExact) this.photos++;
    if (!this.isNew) return;
    const to = join(this.folder, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    utimesSync(to, MTIME, MTIME);
  }

  #write(path, bytes) {
    const to = join(this.folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes);
    utimesSync(to, MTIME, MTIME);
  }
}

function inner({ width, height }, share) {
  const size = { width: Math.round(width * share), height: Math.round(height * share) };
  return { ...size, left: (width - size.width) >> 1, top: (height - size.height) >> 1 };
}

/** A JPEG with an EXIF block that holds nothing but DateTimeOriginal, exactly as given. */
function insertExif(jpeg, text) {
  const ascii = Buffer.from(`${text}\0`, 'latin1');
  const tiff = Buffer.alloc(44);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  // IFD0: one entry, the offset of the EXIF IFD.
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x8769, 10);
  tiff.writeUInt16LE(4, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt32LE(26, 18);
  // EXIF IFD: one entry, the text behind it.
  tiff.writeUInt16LE(1, 26);
  tiff.writeUInt16LE(0x9003, 28);
  tiff.writeUInt16LE(2, 30);
  tiff.writeUInt32LE(ascii.length, 32);
  tiff.writeUInt32LE(44, 36);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, ascii]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
