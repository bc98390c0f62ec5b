/**
 * Takes the screenshots of the page for the docs, into docs/images/: the built page over a library of the sample photos with added dates, cameras
 * and places (fictitious, except that the places of sights are real) and some duplicates. Needs a Chromium; see README.md.
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { openLibrary } from '../dist/index.js';
import { startServer } from '../dist/server/app/listen.js';

const SAMPLES = fileURLToPath(new URL('../data/samples', import.meta.url));
const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url));
const MAX_BYTES = 200_000;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** Some years have more photos than others. */
const YEARS = [
  2018, 2023, 2015, 2022, 2019, 2018, 2024, 2016, 2023, 2012, 2022, 2018, 2015, 2023, 2021, 2019, 2022, 2014,
];

/** Latitude and longitude. */
const PLACES = {
  'eiffel-tower': [48.8584, 2.2945],
  'neuschwanstein-castle': [47.5576, 10.7498],
  'great-wall-of-china': [40.4319, 116.5704],
  'boats-in-nagasaki': [32.7448, 129.8737],
  'pyramid-in-desert': [29.9792, 31.1342],
  'castle-clinton-new-york-1961': [40.7036, -74.0168],
  'pagoda-by-lake': [35.0116, 135.7681],
  'red-crab-on-rock': [-0.7402, -90.3136],
  'scarlet-macaw': [9.748, -83.7534],
  'suspension-bridge-at-night': [37.8199, -122.4783],
};

/** The sample photos with metadata in their EXIF, in folders by year. */
async function makePhotos(folder) {
  const names = (await readdir(SAMPLES)).filter((name) => /\.(jpg|png|webp)$/.test(name)).sort();
  for (const [index, name] of names.entries()) {
    const year = YEARS[index % YEARS.length];
    await mkdir(join(folder, String(year)), { recursive: true });
    const stem = name.replace(/\.\w+$/, '');
    await sharp(join(SAMPLES, name))
      .withExif(makeExif(stem, year, index))
      .jpeg({ quality: 90 })
      .toFile(join(folder, String(year), `${stem}.jpg`));
  }
  await makeCopies(folder);
}

function makeExif(stem, year, index) {
  const moment = `${year}:${String(1 + ((index * 7) % 12)).padStart(2, '0')}:${10 + (index % 18)} ${9 + (index % 10)}:24:00`;
  const cameras = [
    ['Canon', 'EOS 5D Mark III'],
    ['FUJIFILM', 'X-T4'],
    ['Google', 'Pixel 7'],
  ];
  const [make, model] = cameras[index % cameras.length];
  const place = PLACES[stem];
  return {
    IFD0: { Make: make, Model: model },
    IFD2: {
      DateTimeOriginal: moment,
      ExposureTime: '1/250',
      FNumber: '28/10',
      PhotographicSensitivity: '200',
      FocalLength: '35/1',
    },
    ...(place === undefined
      ? {}
      : {
          IFD3: {
            GPSLatitudeRef: place[0] < 0 ? 'S' : 'N',
            GPSLatitude: toDegrees(place[0]),
            GPSLongitudeRef: place[1] < 0 ? 'W' : 'E',
            GPSLongitude: toDegrees(place[1]),
          },
        }),
  };
}

/** As in EXIF: degrees, minutes, hundredths of a second. */
function toDegrees(value) {
  const size = Math.abs(value);
  const degrees = Math.floor(size);
  const minutes = Math.floor((size - degrees) * 60);
  const seconds = Math.round(((size - degrees) * 60 - minutes) * 6000);
  return `${degrees}/1 ${minutes}/1 ${seconds}/100`;
}

/** Adds duplicates (same bytes) and near-duplicates (reduced in size). */
async function makeCopies(folder) {
  const find = async (stem) => {
    for (const year of await readdir(folder)) {
      if ((await readdir(join(folder, year))).includes(`${stem}.jpg`)) return join(folder, year, `${stem}.jpg`);
    }
    throw new Error(`There is no ${stem}.`);
  };
  await mkdir(join(folder, 'phone backup'), { recursive: true });
  for (const stem of ['red-panda', 'coffee-cup', 'forest-stream']) {
    await cp(await find(stem), join(folder, 'phone backup', `${stem} (1).jpg`));
  }
  for (const stem of ['orange-dahlia', 'kingfisher-on-branch', 'pagoda-by-lake']) {
    const small = await sharp(await find(stem))
      .resize(480)
      .keepExif()
      .jpeg({ quality: 70 })
      .toBuffer();
    await writeFile(join(folder, 'phone backup', `${stem}-small.jpg`), small);
  }
}

async function draw(browser, url, { name, path, sign, act, ...options }) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  await page.locator(sign).first().waitFor();
  if (act !== undefined) await act(page);
  // Thumbnails are created on first request.
  await page.waitForFunction(() =>
    [...document.images].every(({ complete, naturalWidth, src }) => src === '' || (complete && naturalWidth > 0)),
  );
  await page.waitForTimeout(400);
  const png = await page.screenshot();
  await context.close();
  let bytes = Buffer.alloc(0);
  for (let quality = 86; quality >= 40; quality -= 6) {
    bytes = await sharp(png).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.byteLength <= MAX_BYTES) break;
  }
  await writeFile(join(IMAGES, `${name}.jpg`), bytes);
  console.log(`${name}.jpg  ${Math.round(bytes.byteLength / 1000)} kB`);
}

const only = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'demo-'));
await makePhotos(join(folder, 'Pictures'));
const library = await openLibrary({ path: join(folder, 'library') });
for await (const _event of library.index([join(folder, 'Pictures')])) {
  // The events are not needed.
}
const emptyLibrary = await openLibrary({ path: join(folder, 'empty') });
const server = await startServer({ library, port: 0 });
const emptyServer = await startServer({ library: emptyLibrary, port: 0 });
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

const shots = [
  { name: 'page', path: '/?q=a+bird&all', sign: '.tile-full.is-shown' },
  { name: 'page-dark', path: '/?q=water', sign: '.tile-full.is-shown', colorScheme: 'dark' },
  { name: 'page-start', path: '/', sign: '#stats' },
  {
    name: 'page-photo',
    path: '/?q=a+famous+sight',
    sign: '.tile-full.is-shown',
    act: async (page) => {
      await page
        .locator('.tile', { has: page.locator('[alt="eiffel-tower.jpg"]') })
        .locator('.tile-link')
        .click();
      await page.locator('.neighbour img').first().waitFor();
      await page.locator('.stage-large.is-shown').waitFor();
    },
  },
  {
    name: 'page-combined',
    path: `/?q=${encodeURIComponent('"a bird" + 0.7:"red" - 0.5:"flowers"')}`,
    sign: '.tile-full.is-shown',
  },
  { name: 'page-no-good-match', path: '/?q=asdf+qwer+zxcv', sign: '#no-good-match' },
  { name: 'page-duplicates', path: '/?view=duplicates', sign: '.group' },
  { name: 'page-library', path: '/?view=library', sign: '.root' },
  { name: 'page-empty', path: '/', sign: '#empty', isEmpty: true },
  { name: 'page-phone', path: '/?q=a+bird&all', sign: '.tile-full.is-shown', ...PHONE },
];
let failed = 0;
for (const { isEmpty, ...shot } of shots) {
  if (only.length > 0 && !only.includes(shot.name)) continue;
  await draw(browser, isEmpty ? emptyServer.url : server.url, shot).catch((error) => {
    failed += 1;
    console.error(`${shot.name}: ${error.message}`);
  });
}
await browser.close();
await Promise.all([server.close(), emptyServer.close()]);
await Promise.all([library.close(), emptyLibrary.close()]);
await rm(folder, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
