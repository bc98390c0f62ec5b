/// <reference lib="dom" />
// The search box in a real browser, over a FAKE library that tells what it was asked.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, lightbox, searchFor, tiles, words } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

const chips = (page: Page) => page.locator('.chip');
const readQuery = (page: Page) => new URL(page.url()).searchParams.get('q');

describe.skipIf(!HAS_BROWSER)('the search box', () => {
  const suite = startPageSuite({ photos: 300 });
  const lastQuery = () => suite.asked.at(-1)?.query;
  const lastOptions = () => suite.asked.at(-1)?.options;

  it('keeps a plain description as text, and shows filters as chips', async () => {
    const page = await suite.open();
    await searchFor(page, 'a dog on the beach taken:2023 -tag:snow');
    expect(await words(page).inputValue()).toBe('a dog on the beach');
    expect(await chips(page).allTextContents()).toEqual(['taken 2023', 'nottag snow']);
    await expect.poll(lastQuery).toEqual(expect.objectContaining({ filters: 'taken:2023 -tag:snow' }));
    await page.getByRole('button', { name: 'Remove taken:2023' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog on the beach -tag:snow');
    await page.locator('.chip-text', { hasText: 'snow' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog on the beach tag:snow');
  });

  it('shows several terms as chips that can be turned round, weighed and removed', async () => {
    const page = await suite.open();
    await searchFor(page, '"a dog" + 2:"snow" - "people"');
    expect(await chips(page).count()).toBe(3);
    await expect.poll(lastQuery).toEqual({
      terms: [{ text: 'a dog' }, { text: 'snow', weight: 2 }, { text: 'people', weight: -1 }],
    });
    await page.getByRole('button', { name: 'Subtract people' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === '"a dog" + 2:snow + people');
    const weight = page.getByLabel('Weight of snow');
    await weight.fill('0.5');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q')?.includes('0.5:snow') === true);
    await page.getByRole('button', { name: 'Remove snow' }).click();
    await page.getByRole('button', { name: 'Remove people' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog');
    expect(await words(page).inputValue()).toBe('a dog');
    expect(await chips(page).count()).toBe(0);
  });

  it('weighs a term by dragging', async () => {
    const page = await suite.open(`/?q=${encodeURIComponent('"a dog" + "snow"')}`);
    const box = await page.getByLabel('Weight of snow').boundingBox();
    if (box === null) throw new Error('There is no weight.');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 50, box.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.get('q') === '"a dog" + 1.5:snow');
  });

  it('removes the last chip with Backspace where nothing is typed', async () => {
    const page = await suite.open('/?q=a+dog+taken:2023+tag:snow');
    await words(page).fill('');
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => url.searchParams.get('q') === 'taken:2023');
    expect(await chips(page).count()).toBe(1);
  });

  it('completes what is typed, by keyboard and by a click', async () => {
    const page = await suite.open();
    await words(page).pressSequentially('a big bea');
    await page.getByRole('option', { name: /beach/ }).waitFor();
    expect(await words(page).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await words(page).getAttribute('aria-activedescendant')).toBe('suggestion-0');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === 'a big tag:beach');
    await words(page).fill('moun');
    await page.getByRole('option', { name: /mountain/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q')?.includes('tag:mountain') === true);
  });

  it('closes suggestions with Escape and leaves what was typed', async () => {
    const page = await suite.open();
    await words(page).pressSequentially('bea');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await words(page).inputValue()).toBe('bea');
  });

  it('adds more and less like a photo to the question, from the grid and from the open photo', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().locator('.tile-link').focus();
    await page.keyboard.press('m');
    await page.waitForURL((url) => url.searchParams.get('q') === '"a dog" + id:1');
    await expect.poll(lastQuery).toEqual({ terms: [{ text: 'a dog' }, { id: 1 }] });
    await tiles(page).nth(1).hover();
    await tiles(page)
      .nth(1)
      .getByRole('button', { name: /^Less like/ })
      .click();
    await page.waitForURL((url) => url.searchParams.get('q') === '"a dog" + id:1 - 0.5:id:2');
    await tiles(page).first().locator('.tile-link').click();
    await lightbox(page).waitFor();
    await page.keyboard.press('l');
    await lightbox(page).waitFor({ state: 'detached' });
    expect(readQuery(page)).toBe('"a dog" - 0.5:id:1 - 0.5:id:2');
  });

  it('narrows by facets and by the timeline, and says so in the address', async () => {
    const page = await suite.open('/?q=a+dog', { viewport: { width: 1440, height: 900 } });
    await page.getByRole('button', { name: 'Place' }).click();
    await page.getByRole('button', { name: /Kenya/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog country:Kenya');
    await expect.poll(lastQuery).toEqual(expect.objectContaining({ filters: 'country:Kenya' }));
    await page.getByRole('button', { name: /^2014:/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog country:Kenya taken:2014');
    await page.getByRole('button', { name: /^2014:/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog country:Kenya');
    await page.goBack();
    await page.locator('.chip', { hasText: '2014' }).waitFor();
  });

  it('starts from the ways into the library, with filters alone', async () => {
    const page = await suite.open();
    await page.locator('.way', { hasText: 'beach' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'tag:beach');
    await tiles(page).first().waitFor();
    await expect.poll(lastQuery).toEqual({ filters: 'tag:beach' });
  });

  it('sorts', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.locator('#sort').selectOption('taken');
    await expect.poll(() => lastOptions()?.sort).toBe('taken');
    expect(new URL(page.url()).searchParams.get('sort')).toBe('taken');
  });

  it('focuses the search box with the key / and leaves it alone inside the box; ? shows help', async () => {
    const page = await suite.open('/?q=a+bridge');
    await tiles(page).first().locator('.tile-link').focus();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('words');
    await page.keyboard.press('End');
    await page.keyboard.press('/');
    expect(await words(page).inputValue()).toBe('a bridge/');
    await tiles(page).first().locator('.tile-link').focus();
    await page.keyboard.press('?');
    await page.locator('dialog.help', { hasText: 'more like this' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog.help').waitFor({ state: 'detached' });
  });
});
