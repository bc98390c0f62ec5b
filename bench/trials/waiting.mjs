import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../../dist/index.js';
import { readMetadata } from '../../dist/metadata/read-metadata.js';
import { benchFolder } from '../support/corpus.mjs';
import { percentile } from '../support/numbers.mjs';
import { readUrl } from '../support/read-url.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites/', import.meta.url));
const ROUNDS = 5;

export const waiting = {
  name: 'waiting',
  about: `time until a person sees something, over the sample photos, median of ${ROUNDS}: a copied photo is found by a watching server; the first photo stands on the page`,
  async run() {
    const folder = benchFolder('waiting');
    rmSync(folder, { recursive: true, force: true });
    const photos = join(folder, 'photos');
    mkdirSync(photos, { recursive: true });
    copyFileSync(join(SAMPLES, 'red-panda.jpg'), join(photos, 'first.jpg'));
    const path = join(folder, 'library');
    const library = await openLibrary({ path });
    for await (const _ of library.index([photos, SAMPLES]));
    await library.close();
    const server = spawn(process.execPath, [COMMAND, 'serve', '--watch', '--port', '0', '--json', '--library', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await readUrl(server.stdout);
      return [measureMetadata(), await measureWatch(url, photos), ...(await measurePage(url))];
    } finally {
      server.kill('SIGTERM');
    }
  },
};

function measureMetadata() {
  // The metadata of a photo with every block, and as many bytes behind it as a photo of 12 megapixels has.
  const metadata = readFileSync(join(SAMPLES, 'stone-statue-by-sea.jpg'));
  const bytes = Buffer.concat([metadata, Buffer.alloc(5_000_000, 0x5a)]);
  const input = { bytes, path: '/photos/stone-statue-by-sea.jpg', mtimeMs: 0, nowMs: Date.now() };
  const times = Array.from({ length: 70 }, () => {
    const startedAt = performance.now();
    readMetadata(input);
    return performance.now() - startedAt;
  });
  return {
    what: 'metadata of a photo of 12 megapixels',
    value: percentile(times.slice(20)),
    unit: 'ms',
    bound: { atMost: 2 },
  };
}

async function measureWatch(url, photos) {
  const count = async () => (await (await fetch(new URL('/api/v1/stats', url))).json()).photos;
  const first = readFileSync(join(photos, 'first.jpg'));
  const times = [];
  for (let i = 0; i < ROUNDS; i++) {
    const before = await count();
    writeFileSync(join(photos, `copy-${i}.jpg`), Buffer.concat([first, Buffer.from(`other ${i}`)]));
    const copiedAt = performance.now();
    while ((await count()) === before) {
      if (performance.now() - copiedAt > 60_000) throw new Error('the copied photo was not indexed in a minute');
      await sleep(50);
    }
    times.push((performance.now() - copiedAt) / 1000);
  }
  return {
    what: 'a copied photo is found by serve --watch',
    value: percentile(times),
    unit: 's',
    bound: { atMost: 5 },
  };
}

/** Without a browser on this machine there is no row. */
async function measurePage(url) {
  const executablePath = findChromium();
  if (executablePath === undefined) return [];
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const times = [];
    for (let i = 0; i < ROUNDS; i++) {
      await page.goto(url);
      await page.locator('#words').fill(['a red panda', 'a castle', 'a cup of coffee', 'a boat', 'a mountain'][i]);
      times.push((await page.evaluate(measureFirstPhoto)) / 1000);
    }
    return [{ what: 'first photo on the page after Enter', value: percentile(times), unit: 's', bound: { atMost: 1 } }];
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @returns {Promise<number>} milliseconds from the submission to the first decoded thumbnail */
function measureFirstPhoto() {
  const { document, requestAnimationFrame } = globalThis;
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const check = () => {
      const image = document.querySelector('.tile-full');
      if (image?.complete && image.naturalWidth > 0) resolve(performance.now() - startedAt);
      else requestAnimationFrame(check);
    };
    document.querySelector('form')?.requestSubmit();
    check();
  });
}

function findChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // The next name is tried.
    }
  }
  return undefined;
}
