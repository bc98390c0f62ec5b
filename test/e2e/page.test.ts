/// <reference lib="dom" />
// The page in a real browser, with the real library over the sample photos.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import type { Library } from '#src/library-types.js';
import { type RunningServer, startServer } from '#src/server/listen.js';

const samples = fileURLToPath(new URL('../../data/samples', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sampleName = 'red-panda.jpg';

function findChromium(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Not this one.
    }
  }
  return ['/usr/bin/chromium'].find(existsSync);
}

const executablePath = findChromium();
if (executablePath === undefined) console.warn('SKIPPED: the page is not tested, because there is no Chromium here.');

describe.skipIf(executablePath === undefined)('the page', { timeout: 30_000 }, () => {
  let folder: string;
  let library: Library;
  let emptyLibrary: Library;
  let server: RunningServer;
  let emptyServer: RunningServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'photoseek-page-'));
    library = await openLibrary({ path: join(folder, 'library') });
    for await (const _event of library.index([samples])) {
      // Only the end matters.
    }
    emptyLibrary = await openLibrary({ path: join(folder, 'empty') });
    server = await startServer({ library, port: 0 });
    emptyServer = await startServer({ library: emptyLibrary, port: 0 });
    browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([server?.close(), emptyServer?.close()]);
    await Promise.all([library?.close(), emptyLibrary?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  async function openPage(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const opened = await context.newPage();
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('request', (request) => {
      if (!/^(http:\/\/127\.0\.0\.1:|blob:|data:)/.test(request.url())) complaints.push(`asked ${request.url()}`);
    });
    await opened.goto(address);
    return opened;
  }

  beforeEach(async () => {
    complaints = [];
    page = await openPage(server.url);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(complaints).toEqual([]);
  });

  const tiles = () => page.locator('.tile');
  const status = () => page.locator('#status');
  const subject = () => page.locator('#subject');

  async function search(words: string): Promise<void> {
    await page.locator('#words').fill(words);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === words);
    await tiles().first().waitFor();
  }

  async function dropSample(name = sampleName): Promise<void> {
    const bytes = [...readFileSync(join(samples, name))];
    const transfer = await page.evaluateHandle(
      ({ content, fileName }) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(content)], fileName, { type: 'image/jpeg' }));
        return data;
      },
      { content: bytes, fileName: name },
    );
    await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
    await page.locator('#drop-zone').waitFor({ state: 'visible' });
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    await page.locator('#drop-zone').waitFor({ state: 'hidden' });
  }

  it('starts with the focus in the search box and the number of photos', async () => {
    await page.locator('#stats', { hasText: /^\d+ photos, ready to be found$/ }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('words');
    expect(await tiles().count()).toBe(0);
  });

  it('shows photos, their number and the time for words', async () => {
    await search('a red panda');
    expect(await status().textContent()).toMatch(/^24 photos in \d+(\.\d)? m?s$/);
    expect(await tiles().count()).toBe(24);
    expect(await tiles().first().locator('img').getAttribute('alt')).toBe('Photo red-panda.jpg');
    expect(await page.title()).toBe('a red panda – photoseek');
    await page.waitForFunction(() => document.querySelector('.tile')?.classList.contains('is-loaded'));
  });

  it('keeps every photo in its place while pictures arrive', async () => {
    await page.route('**/thumbnail?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await search('a mountain');
    const places = () => tiles().evaluateAll((all) => all.map((tile) => JSON.stringify(tile.getBoundingClientRect())));
    const before = await places();
    await page.waitForFunction(() => document.querySelectorAll('.tile.is-loaded').length >= 4);
    expect(await places()).toEqual(before);
  });

  it('shows more when asked for more', async () => {
    await search('a bird');
    const first = await tiles().first().getAttribute('data-id');
    await page.locator('#more').click();
    await page.waitForFunction(() => document.querySelectorAll('.tile').length > 24);
    expect(await tiles().first().getAttribute('data-id')).toBe(first);
    expect(
      await tiles()
        .nth(24)
        .locator('.tile-link')
        .evaluate((link) => link === document.activeElement),
    ).toBe(true);
  });

  it('answers a click on a photo with similar ones, the photo itself on top and out of the grid', async () => {
    await search('a red panda');
    const id = await tiles().first().getAttribute('data-id');
    await tiles().first().locator('.tile-link').click();
    await subject().waitFor();
    expect(page.url()).toBe(`${server.url}/?similar=${id}`);
    expect(await page.locator('#subject-name').textContent()).toBe('red-panda.jpg');
    expect(await page.locator('#subject-original').getAttribute('href')).toBe(`/api/v1/photos/${id}/original`);
    expect(await page.locator(`.tile[data-id="${id}"]`).count()).toBe(0);
    expect(await tiles().count()).toBeGreaterThan(5);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('subject-name');
  });

  it('goes back to the same photos at the same place, and forward again', async () => {
    await search('an animal');
    const before = await tiles().evaluateAll((all) => all.map((tile) => (tile as HTMLElement).dataset['id']));
    await tiles().nth(15).scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate(() => window.scrollY);
    expect(scrolled).toBeGreaterThan(0);
    await tiles().nth(15).locator('.tile-link').click();
    await subject().waitFor();
    await page.goBack();
    await subject().waitFor({ state: 'hidden' });
    expect(await tiles().evaluateAll((all) => all.map((tile) => (tile as HTMLElement).dataset['id']))).toEqual(before);
    expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
    expect(await page.locator('#words').inputValue()).toBe('an animal');
    await page.goForward();
    await subject().waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('#home').waitFor();
    expect(await tiles().count()).toBe(0);
  });

  it('opens an address with words, and one with a photo', async () => {
    await page.goto(`${server.url}/?q=a%20castle`);
    await tiles().first().waitFor();
    expect(await page.locator('#words').inputValue()).toBe('a castle');
    await page.goto(`${server.url}/?similar=1`);
    await subject().waitFor();
  });

  it('searches by a picture that is dropped, and comes back to it', async () => {
    await search('a car');
    await dropSample();
    await subject().waitFor();
    await page.locator('.tile .badge:visible', { hasText: 'The same picture' }).waitFor();
    expect(await tiles().first().locator('img').getAttribute('alt')).toBe(`Photo ${sampleName}`);
    expect(await page.locator('#subject-picture').getAttribute('src')).toMatch(/^blob:/);
    expect(new URL(page.url()).searchParams.get('picture')).toBe(sampleName);
    await page.goBack();
    await subject().waitFor({ state: 'hidden' });
    await page.goForward();
    await subject().waitFor();
    expect(await page.locator('#subject-name').textContent()).toBe(sampleName);
  });

  it('searches by a picture that is chosen with the button', async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.locator('#choose').click();
    await (await chooser).setFiles(join(samples, sampleName));
    await page.locator('.tile .badge:visible', { hasText: 'The same picture' }).waitFor();
  });

  it('searches by a picture that is pasted', async () => {
    await page.evaluate(
      (content) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array(content)], 'image.jpg', { type: 'image/jpeg' }));
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      },
      [...readFileSync(join(samples, sampleName))],
    );
    await page.locator('.tile .badge:visible', { hasText: 'The same picture' }).waitFor();
  });

  it('focuses the search box with the key / and leaves it alone inside the box', async () => {
    await search('a bridge');
    await tiles().first().locator('.tile-link').focus();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('words');
    expect(await page.locator('#words').inputValue()).toBe('a bridge');
    await page.keyboard.press('End');
    await page.keyboard.press('/');
    expect(await page.locator('#words').inputValue()).toBe('a bridge/');
  });

  it('shows only the answer to the last question when an earlier one comes later', async () => {
    await page.route('**/api/v1/search?q=slow*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue().catch(() => {});
    });
    await page.locator('#words').fill('slow');
    await page.keyboard.press('Enter');
    await search('a red panda');
    await page.waitForTimeout(900);
    expect(await tiles().first().locator('img').getAttribute('alt')).toBe('Photo red-panda.jpg');
    expect(page.url()).toContain('q=a+red+panda');
  });

  it('says what is wrong in a sentence, and recovers', async () => {
    await page.goto(`${server.url}/?similar=999999`);
    await page.locator('#error:not(:empty)').waitFor();
    expect(await tiles().count()).toBe(0);
    // The browser itself notes the 404.
    expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
    await search('a flower');
    expect(await page.locator('#error').textContent()).toBe('');
  });

  it('says that a dropped text file is no picture', async () => {
    await page
      .locator('#file')
      .setInputFiles({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello') });
    await page.locator('#error:not(:empty)').waitFor();
    expect(complaints.splice(0).every((text) => text.includes('422'))).toBe(true);
  });

  it('says that the server does not answer when it is gone, and keeps the photos when only more were asked for', async () => {
    await search('a tower');
    await page.route('**/api/v1/search?*', (route) => route.abort('connectionrefused'));
    await page.locator('#more').click();
    await page.locator('#error', { hasText: 'The server does not answer.' }).waitFor();
    expect(await tiles().count()).toBe(24);
    await page.locator('#words').fill('a bridge');
    await page.keyboard.press('Enter');
    await tiles().first().waitFor({ state: 'detached' });
    expect(complaints.splice(0).every((text) => text.includes('ERR_CONNECTION_REFUSED'))).toBe(true);
  });

  it('can be used with the keyboard alone', async () => {
    await page.keyboard.type('a red panda');
    await page.keyboard.press('Enter');
    await tiles().first().waitFor();
    const isOnTile = () => page.evaluate(() => document.activeElement?.classList.contains('tile-link'));
    for (let presses = 0; presses < 6 && !(await isOnTile()); presses += 1) await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await subject().waitFor();
    expect(await page.locator('#subject-name').textContent()).toBe('red-panda.jpg');
    await page.goBack();
    await subject().waitFor({ state: 'hidden' });
    expect(await isOnTile()).toBe(true);
  });

  it('tells how to index when the library is empty', async () => {
    await page.goto(emptyServer.url);
    await page.locator('#empty', { hasText: 'photoseek index FOLDER' }).waitFor();
    await page.goto(`${emptyServer.url}/?q=boat`);
    await page.locator('#empty').waitFor();
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(['/', '/?q=an+animal', '/?similar=1'])('has nothing that keeps people out: %s', async (path) => {
      page = await openPage(`${server.url}${path}`, { colorScheme, reducedMotion: 'reduce' });
      await page.waitForLoadState('networkidle');
      await page.evaluate(axeSource);
      const violations = await page.evaluate(async () => {
        const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
        const found = await axe.run(document);
        return found.violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) }));
      });
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    });
  });

  it.each(['/', '/?q=an+animal', '/?similar=1'])('fits the width of a phone: %s', async (path) => {
    page = await openPage(`${server.url}${path}`, {
      viewport: { width: 360, height: 700 },
      hasTouch: true,
      isMobile: true,
    });
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
