/**
 * Takes the screenshots of the page for the docs, into docs/images/: the built page over a library of the sample photos, as they are, and some
 * copies of them for the duplicates. Needs a Chromium; see README.md.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { openLibrary } from '../dist/index.js';
import { startServer } from '../dist/server/app/listen.js';

const SAMPLES = fileURLToPath(new URL('../data/samples', import.meta.url));
const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url));
const MAX_BYTES = 200_000;
/** Time for transitions to end. */
const SETTLE_MS = 1500;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** The sample photos, and in another folder duplicates of some (same bytes) and near-duplicates (reduced in size). */
async function makePhotos(folder) {
  await cp(SAMPLES, folder, { recursive: true });
  const backup = join(folder, 'phone backup');
  await mkdir(backup);
  for (const name of ['favourites/red-panda', 'favourites/coffee-cup', 'favourites/forest-stream']) {
    await cp(join(SAMPLES, `${name}.jpg`), join(backup, `${basename(name)} (1).jpg`));
  }
  for (const name of ['favourites/orange-dahlia', 'birds/two-spoonbills', 'germany/brandenburg-gate-at-dusk']) {
    const small = await sharp(join(SAMPLES, `${name}.jpg`))
      .resize(480)
      .keepExif()
      .jpeg({ quality: 70 })
      .toBuffer();
    await writeFile(join(backup, `${basename(name)}-small.jpg`), small);
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
  // Thumbnails are created on first request; those out of sight are not asked for. They fade in.
  await page.waitForFunction(() =>
    [...document.images].every((image) => {
      const { top, left } = image.getBoundingClientRect();
      const isOutOfSight = top > innerHeight || left > innerWidth;
      return isOutOfSight || image.src === '' || (image.complete && image.naturalWidth > 0);
    }),
  );
  await page.waitForTimeout(SETTLE_MS);
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
  { name: 'page', path: '/?q=mountains', sign: '.tile-full.is-shown', viewport: { width: 1440, height: 640 } },
  { name: 'page-dark', path: '/?q=a+city+by+the+water+at+night&all', sign: '.tile-full.is-shown', colorScheme: 'dark' },
  { name: 'page-start', path: '/', sign: '#stats' },
  {
    name: 'page-photo',
    path: '/?q=a+castle',
    sign: '.tile-full.is-shown',
    act: async (page) => {
      await page
        .locator('.tile', { has: page.locator('[alt="schwerin-palace.jpg"]') })
        .locator('.tile-link')
        .click();
      await page.locator('.neighbour img').first().waitFor();
      await page.locator('.stage-large.is-shown').waitFor();
    },
  },
  {
    name: 'page-combined',
    path: `/?q=${encodeURIComponent('"a mountain" + 0.7:"water" - 0.5:"a building"')}`,
    sign: '.tile-full.is-shown',
  },
  { name: 'page-no-good-match', path: '/?q=asdf+qwer+zxcv', sign: '#no-good-match' },
  { name: 'page-duplicates', path: '/?view=duplicates', sign: '.group' },
  { name: 'page-library', path: '/?view=library', sign: '.root' },
  { name: 'page-empty', path: '/', sign: '#empty', isEmpty: true },
  { name: 'page-phone', path: '/?q=mountains&all', sign: '.tile-full.is-shown', ...PHONE },
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
