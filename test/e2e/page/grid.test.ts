/// <reference lib="dom" />
// The grid in a real browser, over a FAKE library of 50,000 photos.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, holdRequests, lightbox, tiles, waitForFrames } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { IS_LONG } from '../../support/runner/form.js';

const PHOTOS = 50_000;
/** How far is scrolled: to the end takes a minute and is left to the long form (PHOTOSEEK_TESTS=long). */
const FAR = IS_LONG ? PHOTOS : 8_000;

/** How much what is on the screen jumped, without anybody having touched anything (CLS). */
async function watchJumps(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const jumps = { sum: 0 };
    Object.assign(globalThis, { jumps });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) jumps.sum += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { jumps: { sum: number } }).jumps.sum);
}

describe.skipIf(!HAS_BROWSER)('the grid', () => {
  const suite = startPageSuite({ photos: PHOTOS }, { isShared: false });

  it('keeps the document small, and scrolls far into 50,000 photos', { timeout: 240_000 }, async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.locator('#status', { hasText: '50,000 photos' }).waitFor();
    let most = 0;
    const isAtEnd = async () => {
      const places = await tiles(page).evaluateAll((all) =>
        all.map((tile) => Number(tile.getAttribute('aria-posinset'))),
      );
      most = Math.max(most, places.length);
      return places.some((place) => place >= FAR);
    };
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let round = 0; round < 3000 && !(await isAtEnd()); round += 1) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await waitForFrames(page);
    }
    expect(await isAtEnd()).toBe(true);
    expect(most).toBeLessThan(120);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(2500);
    // The scroll bar was honest from the start.
    const end = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(Math.abs(end - height) / end).toBeLessThan(0.15);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.locator('.tile[aria-posinset="1"]').waitFor();
  });

  it('fills every row from edge to edge with photos of one height that keep their shape', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    const boxes = await tiles(page).evaluateAll((all) =>
      all.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect),
    );
    const width = await page.locator('.grid').evaluate((grid) => grid.getBoundingClientRect().width);
    const tops = new Set(boxes.map(({ top }) => Math.round(top)));
    expect(tops.size).toBeGreaterThan(3);
    for (const top of tops) {
      const row = boxes.filter((box) => Math.round(box.top) === top);
      expect(new Set(row.map(({ height }) => Math.round(height))).size).toBe(1);
      const span = Math.max(...row.map(({ right }) => right)) - Math.min(...row.map(({ left }) => left));
      expect(Math.abs(span - width)).toBeLessThan(2);
    }
  });

  it('keeps everything in its place while thumbnails and counts arrive', async () => {
    const page = await suite.open('/');
    const readJumps = await watchJumps(page);
    const release = await holdRequests(page, /thumbnail|facets/);
    await page.goto(`${suite.url()}/?q=a+dog`, { waitUntil: 'commit' });
    await tiles(page).first().waitFor();
    await waitForFrames(page);
    release();
    await page.locator('.tile-full.is-shown').first().waitFor();
    await page.locator('.facet-button.is-place').waitFor();
    await waitForFrames(page, 20);
    expect(await readJumps()).toBeLessThan(0.02);
    await page.goto(suite.url());
    await page.locator('.way').first().waitFor();
    await waitForFrames(page, 20);
    expect(await readJumps()).toBeLessThan(0.02);
  });

  it('shows a blurred thumbnail until the sharp one is there', async () => {
    const page = await suite.open('/');
    const release = await holdRequests(page, /edge=(320|640)/);
    await page.goto(`${suite.url()}/?q=a+dog`, { waitUntil: 'commit' });
    const tiny = page.locator('.tile-tiny').first();
    await tiny.waitFor();
    expect(await tiny.getAttribute('src')).toMatch(/edge=32$/);
    release();
    await page.locator('.tile-full.is-shown').first().waitFor();
    expect(await tiles(page).first().locator('.tile-tiny').count()).toBe(0);
  });

  it('asks for larger thumbnails on a sharper screen', async () => {
    const readEdge = async (deviceScaleFactor: number) => {
      const page = await suite.open('/?q=a+dog', { deviceScaleFactor });
      const image = page.locator('.tile[aria-posinset="2"] .tile-full');
      return /edge=\d+/.exec((await image.getAttribute('src')) ?? '')?.[0];
    };
    expect([await readEdge(1), await readEdge(2)]).toEqual(['edge=320', 'edge=640']);
  });

  it('moves the focus with the arrows, down and up to the nearest photo', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().locator('.tile-link').focus();
    const place = () => page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'));
    await page.keyboard.press('ArrowDown');
    await expect.poll(place).toBe('5');
    await page.keyboard.press('ArrowUp');
    await expect.poll(place).toBe('1');
    await page.keyboard.press('End');
    await expect.poll(place).not.toBe('1');
  });

  it('selects photos with x, and searches with all of them', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().locator('.tile-link').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('2');
    await page.keyboard.press('x');
    await page.locator('.selection', { hasText: '2 photos selected' }).waitFor();
    await page.locator('.selection .is-main').click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'id:1 + id:2');
    expect(suite.asked.at(-1)?.query).toEqual({ terms: [{ id: 1 }, { id: 2 }] });
  });

  it('says when nothing fits, and shows the closest', async () => {
    const page = await suite.open('/?q=nonsense');
    await page.locator('#no-good-match', { hasText: 'Nothing here fits well. The closest are below.' }).waitFor();
    expect(await tiles(page).count()).toBe(5);
    await page.locator('#all').click();
    await page.waitForURL((url) => url.searchParams.has('all'));
    await expect.poll(() => suite.asked.at(-1)?.options.all).toBe(true);
  });

  it('says what went wrong in a sentence, keeps the photos, and tries again by itself', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.route('**/api/v1/search', (route) => route.abort('connectionrefused'));
    await page.evaluate(() => window.scrollTo(0, 20_000));
    await page.locator('#error', { hasText: 'The server does not answer.' }).waitFor();
    expect(await tiles(page).count()).toBeGreaterThan(0);
    await page.unroute('**/api/v1/search');
    await page.locator('#error').waitFor({ state: 'detached' });
    await page.locator('#connection').waitFor({ state: 'detached' });
    suite.forgive(/ERR_CONNECTION_REFUSED/);
  });

  it('shows only the answer to the last question when an earlier one comes later', async () => {
    const page = await suite.open('/');
    const release = await holdRequests(page, '**/api/v1/search', (body) => body.includes('nonsense'));
    const earlier = page.waitForRequest((request) => request.postData()?.includes('nonsense') ?? false);
    await page.locator('#words').fill('nonsense');
    await page.keyboard.press('Enter');
    await page.locator('#words').fill('a dog');
    await page.keyboard.press('Enter');
    await page.locator('#status', { hasText: '50,000 photos' }).waitFor();
    release();
    // It is answered, or the page has given it up.
    await (await earlier).response();
    await waitForFrames(page);
    expect(await page.locator('#no-good-match').count()).toBe(0);
    expect(page.url()).toContain('q=a+dog');
  });

  it('leads from the last photo that is there to the next page', async () => {
    const page = await suite.open('/?q=a+dog&photo=58');
    await lightbox(page).waitFor();
    for (let presses = 0; presses < 4; presses += 1) {
      await lightbox(page).locator('.is-after').waitFor();
      await page.keyboard.press('ArrowRight');
    }
    await page.waitForURL((url) => url.searchParams.get('photo') === '62');
  });
});
