/// <reference lib="dom" />
// The page in a real browser, with the real library: a first run that indexes some photos, then what people do with the sample photos.
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import type { Library } from '#src/library/types/library.js';
import { type RunningServer, startServer } from '#src/server/app/listen.js';
import { openSampleLibrary } from '../../support/libraries/sample-library.js';
import {
  connectBrowser,
  dropFile,
  goTo,
  HAS_BROWSER,
  lightbox,
  readNames,
  searchFor,
  tiles,
  words,
} from '../../support/page/browser.js';
import { SharedWindow } from '../../support/page/shared-window.js';
import { SAMPLES } from '../../support/shared.js';

const SAMPLE = 'red-panda.jpg';
/** Of a first run. */
const FEW = 16;

describe.skipIf(!HAS_BROWSER)('the page over the sample photos', () => {
  let folder: string;
  /** Empty at first. */
  let first: Library;
  let firstServer: RunningServer;
  let library: Library;
  let server: RunningServer;
  let browser: Browser;
  let shared: SharedWindow;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'photoseek-page-'));
    first = await openLibrary({ path: join(folder, 'first') });
    firstServer = await startServer({ library: first, port: 0 });
    library = await openSampleLibrary(folder);
    server = await startServer({ library, port: 0 });
    browser = await connectBrowser();
    shared = new SharedWindow(browser);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const each of [firstServer, server]) await each?.close();
    for (const each of [first, library]) await each?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await shared.open(server.url);
  });
  afterEach(async () => {
    expect(await shared.clear()).toEqual([]);
  });

  it('asks for a folder at the first run, indexes it, and leads to the search', async () => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    const names = (await readdir(SAMPLES)).filter((name) => !name.endsWith('.md')).slice(0, FEW);
    for (const name of names) await copyFile(join(SAMPLES, name), join(photos, name));
    await goTo(page, firstServer.url);
    await page.locator('#empty', { hasText: 'Where are your photos?' }).waitFor();
    await page.locator('#folder').fill(photos);
    await page.keyboard.press('Enter');
    await page.locator('#run', { hasText: 'Search them' }).waitFor({ timeout: 50_000 });
    await page.locator('#stats', { hasText: `${FEW} photos, ready to be found` }).waitFor({ timeout: 50_000 });
    await page.getByRole('button', { name: 'Search them' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('words');
    expect(await page.locator('#run').count()).toBe(0);
  });

  it('offers examples that have a good answer in this very library, each as a button', async () => {
    await goTo(page, server.url);
    const examples = page.locator('.idea');
    await examples.first().waitFor({ timeout: 20_000 });
    const labels = await examples.allTextContents();
    expect(labels.length).toBeGreaterThan(2);
    for (const label of labels) {
      await goTo(page, server.url);
      await page.getByRole('button', { name: label, exact: true }).click();
      await tiles(page).first().waitFor();
      expect([label, await page.locator('#no-good-match').count()]).toEqual([label, 0]);
    }
  });

  it('has the first photo on the screen after one search', async () => {
    for (const query of ['a red panda', 'a castle', 'a cup of coffee']) {
      await goTo(page, server.url);
      const searches: string[] = [];
      const note = (request: Request) => {
        if (request.method() === 'POST') searches.push(new URL(request.url()).pathname);
      };
      page.on('request', note);
      await words(page).fill(query);
      await page.keyboard.press('Enter');
      await page.locator('.tile-full.is-shown').first().waitFor();
      page.off('request', note);
      expect(searches.filter((path) => path === '/api/v1/search')).toHaveLength(1);
    }
  });

  it('answers words with photos and their number; the time is there for whoever asks', async () => {
    await searchFor(page, 'a red panda');
    const status = page.locator('#status', { hasText: /^\d+ photos?$/ });
    await status.waitFor();
    expect(await status.getAttribute('title')).toMatch(/^Found in \d+(\.\d)? m?s$/);
    expect((await readNames(page))[0]).toBe(SAMPLE);
    expect(await tiles(page).first().locator('.tile-full').getAttribute('alt')).toBe(SAMPLE);
    expect(await page.title()).toBe('a red panda – photoseek');
  });

  it('opens a photo with its metadata and neighbours, by keyboard alone, and comes back to it', async () => {
    await searchFor(page, 'an animal');
    const names = await readNames(page);
    for (let presses = 0; presses < 16 && !(await isOnTile(page)); presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset') === '2');
    await page.keyboard.press('Enter');
    await lightbox(page)
      .locator('.metadata-name', { hasText: names[1] as string })
      .waitFor();
    await lightbox(page).locator('.neighbour').first().waitFor();
    await page.keyboard.press('ArrowRight');
    await lightbox(page)
      .locator('.metadata-name', { hasText: names[2] as string })
      .waitFor();
    expect(new URL(page.url()).searchParams.has('photo')).toBe(true);
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset') === '3');
    expect(new URL(page.url()).searchParams.has('photo')).toBe(false);
  });

  it('says which filter leaves nothing, and drops it on request', async () => {
    await goTo(page, `${server.url}/?q=${encodeURIComponent('taken:"1 May 1901" ext:png')}`);
    const empty = page.locator('#filters-empty');
    await empty.getByText('No photo passes all filters.').waitFor();
    expect(await tiles(page).count()).toBe(0);
    await empty.getByRole('button', { name: /^Without taken:"1 May 1901": \d results?$/ }).click();
    await tiles(page).first().waitFor();
    expect((await readNames(page)).every((name) => name.endsWith('.png'))).toBe(true);
    expect(await empty.count()).toBe(0);
  });

  it('goes back to the same photos at the same place, and forward again', async () => {
    await goTo(page, `${server.url}/?q=an+animal&all`);
    await tiles(page).first().waitFor();
    const before = await readNames(page);
    await page.evaluate(() => window.scrollTo(0, 500));
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(500);
    await page.locator('.wordmark-link').click();
    await page.locator('#home').waitFor();
    expect(await tiles(page).count()).toBe(0);
    await page.goBack({ waitUntil: 'commit' });
    await tiles(page).first().waitFor();
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(500);
    expect(await words(page).inputValue()).toBe('an animal');
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.waitForFunction((first) => document.querySelector('.tile-name')?.textContent === first, before[0]);
    await page.goForward({ waitUntil: 'commit' });
    await page.locator('#home').waitFor();
  });

  it('shows more like a photo', async () => {
    await searchFor(page, 'a red panda');
    const id = await tiles(page).first().locator('.tile-link').getAttribute('data-id');
    await goTo(page, `${server.url}/?q=id:${id}`);
    await tiles(page).first().waitFor();
    expect(await readNames(page)).not.toContain(SAMPLE);
    expect(await page.locator('.chip-image').count()).toBe(1);
  });

  it('answers a combined query', async () => {
    await searchFor(page, '"an animal" - "a bird" + 0.5:"red"');
    expect(await page.locator('.chip').count()).toBe(3);
    const terms = [{ text: 'an animal' }, { text: 'a bird', weight: -1 }, { text: 'red', weight: 0.5 }];
    const { results } = await library.search({ terms }, { limit: 60, collapse: true });
    expect(await readNames(page)).toEqual(
      results.map(({ path }) => basename(path)).slice(0, await tiles(page).count()),
    );
    await page.getByRole('button', { name: 'Subtract a bird' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === '"an animal" + "a bird" + 0.5:red');
  });

  it('narrows by filters, alone and beside words', async () => {
    await searchFor(page, 'ext:webp');
    expect(await readNames(page)).toEqual(['scarlet-macaw.webp']);
    await page.locator('.search-clear').click();
    await searchFor(page, 'a bird is:portrait');
    await page.waitForFunction(() => !document.body.textContent?.includes('scarlet-macaw'));
    const shapes = await tiles(page).evaluateAll((all) => all.map((tile) => tile.clientWidth < tile.clientHeight));
    expect(shapes.length).toBeGreaterThan(0);
    expect(shapes.every(Boolean)).toBe(true);
  });

  it('says what is wrong with a filter, in the server’s words, where it was typed', async () => {
    await words(page).fill('a dog is:nothing');
    await page.keyboard.press('Enter');
    await page.locator('.search #error', { hasText: 'portrait' }).waitFor();
    expect(await words(page).inputValue()).toBe('a dog is:nothing');
    expect(await page.locator('.chip').count()).toBe(0);
    expect(await words(page).getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'a dog is:landscape' }).click();
    await tiles(page).first().waitFor();
    expect(await page.locator('#error').count()).toBe(0);
    expect(await page.locator('.chip').allTextContents()).toEqual(['is landscape']);
    shared.complaints.splice(0);
  });

  it.each([
    ['camra:nikon beach', 'camera:nikon beach', ['camera nikon']],
    [
      'a red panda ext:jpg tkaen:"last summer"',
      'a red panda ext:jpg taken:"last summer"',
      ['ext jpg', 'taken last summer'],
    ],
    ['in:/no/such/folder', /^in:\//, [/^in \//]],
  ])('refuses %s with a button to the right query, and never searches it as words', async (typed, right, chips) => {
    await words(page).fill(typed);
    await page.keyboard.press('Enter');
    await page.locator('.refusal').waitFor();
    expect(await words(page).inputValue()).toBe(typed);
    expect(await tiles(page).count()).toBe(0);
    await page.locator('.correction', { hasText: right }).first().click();
    await page.locator('.refusal').waitFor({ state: 'detached' });
    const shown = await page.locator('.chip').allTextContents();
    expect(shown).toEqual(chips.map((chip) => (typeof chip === 'string' ? chip : expect.stringMatching(chip))));
    shared.complaints.splice(0);
  });

  it('mends a refused query by typing, in the box where it stays', async () => {
    await goTo(page, `${server.url}/?q=${encodeURIComponent('a red panda is:nothing')}`);
    await page.locator('.refusal').waitFor();
    await words(page).fill((await words(page).inputValue()).replace('is:nothing', ''));
    await page.keyboard.press('Enter');
    await tiles(page).first().waitFor();
    expect((await readNames(page))[0]).toBe(SAMPLE);
    shared.complaints.splice(0);
  });

  it.each(['Re: a red panda', 'a clock at 12:30', '"camra:nikon"'])('searches %s as words', async (typed) => {
    await words(page).fill(typed);
    await page.keyboard.press('Enter');
    await page.locator('#status, #no-good-match').first().waitFor();
    await tiles(page).first().waitFor();
    expect(await page.locator('.refusal').count()).toBe(0);
  });

  it('shows duplicates', async () => {
    await goTo(page, `${server.url}/?view=duplicates`);
    await page.locator('.quiet', { hasText: 'There are none.' }).waitFor();
  });

  it('searches by a picture that is dropped, and comes back to it', async () => {
    await searchFor(page, 'a car');
    await dropFile(page, join(SAMPLES, SAMPLE), SAMPLE);
    await page.locator('.badge', { hasText: 'Same image' }).waitFor();
    expect((await readNames(page))[0]).toBe(SAMPLE);
    expect(await page.locator('.chip-image').getAttribute('src')).toMatch(/^blob:/);
    expect(new URL(page.url()).searchParams.get('image')).toBe(SAMPLE);
    await page.goBack();
    await page.locator('.badge').waitFor({ state: 'detached' });
    await page.goForward();
    await page.locator('.badge', { hasText: 'Same image' }).waitFor();
  });

  it('searches by a picture that is chosen with the button, and by one that is pasted', async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.locator('#choose').click();
    await (await chooser).setFiles(join(SAMPLES, SAMPLE));
    await page.locator('.badge', { hasText: 'Same image' }).waitFor();
    await page.locator('.search-clear').click();
    await page.locator('#home').waitFor();
    const bytes = [...(await import('node:fs')).readFileSync(join(SAMPLES, SAMPLE))];
    await page.evaluate((content) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(content)], 'image.jpg', { type: 'image/jpeg' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, bytes);
    await page.locator('.badge', { hasText: 'Same image' }).waitFor();
  });

  it('says that a file which is no picture is none', async () => {
    const file = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') };
    await page.locator('#file').setInputFiles(file);
    await page.locator('#error').waitFor();
    // The browser itself notes the status.
    expect(shared.complaints.splice(0).every((text) => text.includes('422'))).toBe(true);
  });
});

function isOnTile(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.classList.contains('tile-link') === true);
}
