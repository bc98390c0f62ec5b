/// <reference lib="dom" />
// The start page in a real browser over FAKE libraries: photos by month, places, things, examples, and the index run in the header.
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, lightbox, tiles, words } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();

describe.skipIf(!HAS_BROWSER)('the start page', () => {
  const suite = startPageSuite({ photos: 300 });

  it('shows the newest photos by month; each opens among the photos of its month', async () => {
    const page = await suite.open();
    const months = page.locator('.home-months h2');
    await months.first().waitFor();
    expect(await months.allTextContents()).toEqual([
      'March 2024 84',
      'February 2024 84',
      'January 2024 84',
      'Without a date 21',
    ]);
    await page.locator('.home-months .home-photo').first().click();
    await lightbox(page).waitFor();
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('q')).toBe('taken:2024-03');
    await page.goBack();
    await page.locator('#home').waitFor();
    await months.first().getByRole('link').click();
    await tiles(page).first().waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('taken:2024-03');
  });

  it('shows a row of places and a row of things, each with a photo of it', async () => {
    const page = await suite.open();
    const places = page.getByRole('region', { name: 'Places' });
    await places.locator('.way').first().waitFor();
    expect(await places.locator('.way-label').allTextContents()).toEqual(['Zürich', 'Paris', 'Nairobi', 'Auckland']);
    const things = page.getByRole('region', { name: 'Things' });
    const images = things.locator('.way img');
    await images.first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => images.first().evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    expect(await images.count()).toBe(5);
    await places.locator('.way', { hasText: 'Paris' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'city:Paris');
  });

  it('offers the examples of the server, each as a button', async () => {
    const page = await suite.open();
    await page.getByRole('button', { name: 'boat · Paris' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'boat city:Paris');
    expect(await words(page).inputValue()).toBe('boat');
    expect(await page.locator('.chip').allTextContents()).toEqual(['city Paris']);
  });

  it('is reached by keyboard, from the box to the last thing', async () => {
    const page = await suite.open();
    await page.locator('.way').last().waitFor();
    const reached = new Set<string>();
    for (let presses = 0; presses < 90 && !reached.has('tag:boat'); presses++) {
      await page.keyboard.press('Tab');
      const href = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
      reached.add(new URLSearchParams(href.slice(2)).get('q') ?? '');
    }
    expect([...reached]).toEqual(expect.arrayContaining(['taken:2024-03', 'city:Paris', 'tag:beach', 'tag:boat']));
  });
});

describe.skipIf(!HAS_BROWSER)('an index run in the header', () => {
  const suite = startPageSuite({ photos: 0, indexMs: 9000 });

  it('is there on every view, the start page fills meanwhile, and at the end its photos can be searched', async () => {
    const page = await suite.open();
    await page.locator('#folder').fill(folder);
    await page.keyboard.press('Enter');
    const run = page.locator('#run');
    await run.getByText(/Indexing: \d+ of 40/).waitFor();
    // Not at the end alone.
    await page.locator('.way').first().waitFor();
    const count = async () => Number.parseInt((await page.locator('#stats').textContent()) ?? '', 10);
    const before = await count();
    expect(before).toBeLessThan(39);
    await expect.poll(count, { timeout: 8000 }).toBeGreaterThan(before);
    await page.locator('.bar-nav a').first().click();
    await page.locator('#duplicates-title, .duplicates, .tabs').first().waitFor();
    await run.getByText(/Indexing: \d+ of 40/).waitFor();
    await run.getByRole('link').click();
    await page.locator('#library-title').waitFor();
    await run.getByText('39 files indexed').waitFor({ timeout: 20_000 });
    await run.getByRole('button', { name: 'Search them' }).click();
    await page.locator('#home').waitFor();
    await page.locator('#stats', { hasText: '39 photos' }).waitFor();
    expect(await run.count()).toBe(0);
  });
});
