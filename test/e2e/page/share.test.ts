/// <reference lib="dom" />
// Photos that are selected leave the page: downloaded, shared, by keys and by fingers. In a real browser over a FAKE library.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, lightbox, tiles } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const selection = (page: Page) => page.locator('.selection');

describe.skipIf(!HAS_BROWSER)('selected photos', () => {
  const suite = startPageSuite({ photos: 300 });

  it('are all of the answer, by a key or the bar', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.locator('.grid .tile-link').first().focus();
    await page.keyboard.press('x');
    await selection(page).getByRole('button', { name: 'Select all 300' }).click();
    await selection(page).getByText('300 photos selected').waitFor();
    await page.keyboard.press('Escape');
    await selection(page).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+a');
    await selection(page).getByText('300 photos selected').waitFor();
  });

  it('are downloaded as one zip file, one alone as it is', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).first().waitFor();
    await page.locator('.grid .tile-link').first().focus();
    await page.keyboard.press('x');
    const one = page.waitForEvent('download');
    await selection(page).getByRole('button', { name: 'Download' }).click();
    expect((await one).suggestedFilename()).toMatch(/\.jpg$/);
    // The first arrow enters the photos.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('x');
    const two = page.waitForEvent('download');
    await selection(page).getByRole('button', { name: 'Download' }).click();
    await page.locator('.toast.is-shown', { hasText: 'Downloading 2 files' }).waitFor();
    expect((await two).suggestedFilename()).toBe('photos.zip');
    const saved = join(folder, 'photos.zip');
    await (await two).saveAs(saved);
    expect(readFileSync(saved).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  });

  it('are links where the browser cannot share files, and files where it can', async () => {
    const page = await suite.open('/?q=a+dog', { permissions: ['clipboard-read', 'clipboard-write'] });
    await tiles(page).first().waitFor();
    await page.locator('.grid .tile-link').first().focus();
    await page.keyboard.press('x');
    await page.evaluate(() => Object.assign(navigator, { canShare: () => false }));
    const share = selection(page).getByRole('button', { name: 'Share' });
    await share.click();
    await page.locator('.toast.is-shown', { hasText: 'The links to 1 photo were copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${suite.url()}/?photo=1`);
    await page.evaluate(() => {
      const shared = { names: [] as string[] };
      Object.assign(window, { shared });
      Object.assign(navigator, {
        canShare: () => true,
        share: async ({ files }: { files: File[] }) => {
          shared.names = files.map(({ name, type }) => `${name} ${type}`);
        },
      });
    });
    await share.click();
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { shared: { names: string[] } }).shared.names))
      .toEqual(['IMG_00001.jpg image/jpeg']);
  });

  it('copies text without the clipboard of secure pages, in a dialog, too, where the message is seen', async () => {
    const page = await suite.open('/?q=a+dog&photo=2', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.metadata-name').waitFor();
    const read = await page.evaluateHandle(() => navigator.clipboard);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.keyboard.press('c');
    await lightbox(page).locator('.toast.is-shown', { hasText: '/photos/2012' }).waitFor();
    expect(await read.evaluate((clipboard) => clipboard.readText())).toBe('/photos/2012');
  });

  it('are chosen by a long press and further taps on a phone, whose help shows gestures', async () => {
    const page = await suite.open('/?q=a+dog', PHONE);
    await tiles(page).nth(2).waitFor();
    const session = await page.context().newCDPSession(page);
    const box = await tiles(page).first().boundingBox();
    const point = { x: (box?.x ?? 0) + 30, y: (box?.y ?? 0) + 60 };
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await selection(page).getByText('1 photo selected').waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await tiles(page).nth(1).locator('.tile-link').tap();
    await selection(page).getByText('2 photos selected').waitFor();
    expect(await lightbox(page).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await selection(page).getByRole('button', { name: 'Clear the selection' }).tap();
    await page.locator('.bar-nav button').last().tap();
    await page.locator('dialog.help', { hasText: 'Pinch' }).waitFor();
    expect(await page.locator('dialog.help kbd').count()).toBe(0);
  });
});
