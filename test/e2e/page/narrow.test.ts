/// <reference lib="dom" />
// Ways to narrow an answer, in a real browser over a FAKE library: folders with the way to them, photos without a date, panels in the window.
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, tiles } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';

describe.skipIf(!HAS_BROWSER)('ways to narrow', () => {
  const suite = startPageSuite({ photos: 300 });

  it('go into folders one by one, and back up along the way to them', async () => {
    const page = await suite.open(`/?q=${encodeURIComponent('a dog in:/photos/2014')}`);
    await page.getByRole('button', { name: 'Folder' }).click();
    const crumbs = page.getByRole('list', { name: 'Folders above' });
    expect(await crumbs.locator('li').allTextContents()).toEqual(['photos', '2014']);
    await page.getByRole('button', { name: /^holiday/ }).click();
    // One folder takes the place of the other.
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog in:/photos/2014/holiday');
    await page.getByRole('button', { name: 'Folder' }).click();
    await crumbs.getByRole('button', { name: 'photos' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog');
  });

  it('name things that were found, in the language of the page', async () => {
    const page = await suite.open('/?q=a+dog', { locale: 'de' });
    await page.getByRole('button', { name: 'Motiv' }).click();
    await page.getByRole('button', { name: /^Tasse/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog object:cup');
  });

  it('offer photos without a date apart from the timeline', async () => {
    const page = await suite.open('/?q=a+dog', { viewport: { width: 1440, height: 900 } });
    const undated = page.getByRole('button', { name: '12 without a date' });
    await undated.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog is:undated');
    expect(await undated.getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.timeline-bar[aria-label^="undated"]').count()).toBe(0);
  });

  it('toggle both filters of a year that has photos without a date', async () => {
    const page = await suite.open('/?q=a+dog', { viewport: { width: 1440, height: 900 } });
    const year = page.getByRole('button', { name: /^2013:/ });
    await year.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog taken:2013 -is:undated');
    expect(await year.getAttribute('aria-pressed')).toBe('true');
    await year.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'a dog');
  });

  it('leave the photos free on a phone, however long the sentence above them is', async () => {
    const page = await suite.open('/?q=a+dog', { viewport: { width: 390, height: 844 } });
    await tiles(page).first().waitFor();
    await page.locator('#status').evaluate((status) => {
      status.textContent = '1,234 photos, 56 videos, 7 documents, 8 3D models, English or Spanish or Italian';
    });
    const bottom = await page.locator('.narrow').evaluate((element) => element.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual((await tiles(page).first().boundingBox())?.y ?? 0);
  });

  it.each([
    [1280, 800],
    [900, 420],
    [390, 844],
  ])('open panels that are inside of a window of %i × %i', async (width, height) => {
    const page = await suite.open('/?q=a+dog', { viewport: { width, height } });
    await tiles(page).first().waitFor();
    for (const kind of ['place', 'camera', 'folder', 'thing', 'tag']) {
      await page.locator(`.facet-button.is-${kind}`).click();
      const panel = page.locator('.menu-panel:not([hidden])');
      const box = await panel.boundingBox();
      if (box === null) throw new Error('There is no panel.');
      expect.soft(box.x, kind).toBeGreaterThanOrEqual(0);
      expect.soft(box.x + box.width, kind).toBeLessThanOrEqual(width);
      expect.soft(box.y + box.height, kind).toBeLessThanOrEqual(height);
      // Nothing else lies over it, nor is it cut off.
      expect.soft(await panel.locator('.facet').first().evaluate(isOnTop), kind).toBe(true);
      await page.keyboard.press('Escape');
    }
  });
});

function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  return found !== null && element.contains(found);
}
