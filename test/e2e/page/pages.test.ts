/// <reference lib="dom" />
// The open photo, duplicates, the library and signing in, in a real browser over FAKE libraries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAS_BROWSER, lightbox, tiles } from '../../support/page/browser.js';
import { startPageSuite } from '../../support/page/page-suite.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();

describe.skipIf(!HAS_BROWSER)('the open photo', () => {
  const suite = startPageSuite({ photos: 300 });

  it('shows date, place, camera, exposure, a map with a pin, tags and the path', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    const metadata = lightbox(page).locator('.metadata');
    await metadata.locator('.map-pin').waitFor();
    const text = (await metadata.textContent()) ?? '';
    for (const part of [
      'Monday, 12 March 2012 at 14:05',
      'Kenya',
      'Canon EOS 5D',
      '1/250 s · f/2.8 · ISO 200 · 35 mm',
      '4000 × 2250',
      '/photos/2012/IMG_00002.jpg',
    ]) {
      expect(text).toContain(part);
    }
    const [x, y] = await metadata
      .locator('.map-pin')
      .evaluate((pin) => ['cx', 'cy'].map((name) => Number(pin.getAttribute(name))));
    expect([x, y]).toEqual([180 + 36.82, 90 + 1.29]);
    expect(
      await metadata.locator('.map-land').evaluate((land) => (land.getAttribute('d') ?? '').length),
    ).toBeGreaterThan(10_000);
    await metadata.locator('.tag').first().click();
    await page.waitForURL((url) => /^(keyword|tag):/.test(url.searchParams.get('q') ?? ''));
    await lightbox(page).waitFor({ state: 'detached' });
  });

  it('copies the path of its folder, and offers the file', async () => {
    const page = await suite.open('/?q=a+dog&photo=2', { permissions: ['clipboard-read', 'clipboard-write'] });
    await lightbox(page).locator('.metadata-name').waitFor();
    await page.keyboard.press('c');
    await page.locator('.toast', { hasText: '/photos/2012' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('/photos/2012');
    const link = page.locator('#download');
    expect([await link.getAttribute('href'), await link.getAttribute('download')]).toEqual([
      'api/v1/photos/2/original',
      'IMG_00002.jpg',
    ]);
  });

  it('closes with Escape where it was opened by its address, too', async () => {
    const page = await suite.open('/?q=a+dog&photo=2');
    await lightbox(page).waitFor();
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${suite.url()}/?q=a+dog`);
    await tiles(page).first().waitFor();
  });

  it('closes with the back button, and does not open again', async () => {
    const page = await suite.open('/?q=a+dog');
    await tiles(page).nth(3).locator('.tile-link').click();
    await lightbox(page).waitFor();
    await page.goBack();
    await lightbox(page).waitFor({ state: 'detached' });
    await page.goForward();
    await lightbox(page).waitFor();
    await page.locator('[aria-label="Close (Esc)"]').click();
    await lightbox(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${suite.url()}/?q=a+dog`);
  });
});

describe.skipIf(!HAS_BROWSER)('a page below a path', () => {
  const suite = startPageSuite({ photos: 60 }, { basePath: '/photos' });

  it('searches, opens a photo and comes back, all below that path', async () => {
    const page = await suite.open('/photos?q=a+dog');
    await tiles(page).first().waitFor();
    expect(page.url()).toBe(`${suite.url()}/photos/?q=a+dog`);
    const image = tiles(page).first().locator('img');
    await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    expect(await image.getAttribute('src')).toMatch(/^\/photos\/api\/v1\/photos\/\d+\/thumbnail/);
    await tiles(page).first().click();
    await lightbox(page).waitFor();
    expect(page.url()).toMatch(/\/photos\/\?q=a\+dog&photo=\d+$/);
    await page.keyboard.press('Escape');
    await lightbox(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${suite.url()}/photos/?q=a+dog`);
  });
});

describe.skipIf(!HAS_BROWSER)('duplicates', () => {
  const suite = startPageSuite({ photos: 300 });

  it('shows groups side by side with the suggested keeper, and saves the rest as a list', async () => {
    const page = await suite.open('/?view=duplicates');
    const group = page.locator('.group').first();
    await group.waitFor();
    expect(await group.locator('.member').count()).toBe(2);
    expect(await group.locator('.member').first().locator('.suggested').count()).toBe(1);
    await group.getByRole('checkbox').nth(1).check();
    await group.getByRole('checkbox').nth(0).uncheck();
    const download = page.waitForEvent('download');
    await page.locator('#export').click();
    const saved = join(folder, 'export.txt');
    await (await download).saveAs(saved);
    expect(readFileSync(saved, 'utf8').trim().split('\n')).toEqual([
      '/photos/2011/IMG_00001.jpg',
      '/photos/2018/IMG_00008.jpg',
      '/photos/2019/IMG_00009.jpg',
    ]);
  });

  it('keeps at least one file of a group', async () => {
    const page = await suite.open('/?view=duplicates');
    const first = page.locator('.group').first().getByRole('checkbox').first();
    await first.click();
    expect(await first.isChecked()).toBe(true);
  });

  it('has a tab for each kind', async () => {
    const page = await suite.open('/?view=duplicates');
    await page.getByRole('button', { name: 'Same scene' }).click();
    await page.locator('.member-numbers', { hasText: '97 % alike' }).first().waitFor();
  });
});

describe.skipIf(!HAS_BROWSER)('the library', () => {
  const suite = startPageSuite({ photos: 300 });

  it('lists folders and what cannot be read, with the reasons', async () => {
    const page = await suite.open('/?view=library');
    await page.locator('.root', { hasText: '/photos' }).waitFor();
    await page.locator('.failures summary').click();
    await page.locator('.failures', { hasText: 'The picture ends early.' }).waitFor();
  });

  it('tells how a run ended', async () => {
    const page = await suite.open('/?view=library');
    await page.getByRole('button', { name: 'Look for changes' }).click();
    await page.locator('.job-done', { hasText: '39 files indexed, 1 file unreadable' }).waitFor();
  });
});

describe.skipIf(!HAS_BROWSER)('a long index run', () => {
  const suite = startPageSuite({ photos: 300, indexMs: 25_000 });

  it('follows a run live, also one that began before the page was opened, and stops it', async () => {
    const page = await suite.open('/?view=library');
    await page.getByRole('button', { name: 'Look for changes' }).click();
    await page.locator('#job', { hasText: /\d+ of 40 files/ }).waitFor({ timeout: 7000 });
    const other = await suite.open('/?view=library');
    await other.locator('#job', { hasText: /\d+ of 40 files/ }).waitFor({ timeout: 7000 });
    await other.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#job', { hasText: 'Stopped. Finished photos are stored.' }).waitFor({ timeout: 7000 });
  });
});

describe.skipIf(!HAS_BROWSER)('signing in', () => {
  const key = `psk_${'a'.repeat(43)}`;
  const suite = startPageSuite({ photos: 300, key });

  it('asks for a key where one is needed, refuses a wrong one, and shows the page', async () => {
    const page = await suite.open('/?q=a+dog');
    await page.getByLabel('Key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.locator('#sign-in-error', { hasText: 'unknown' }).waitFor();
    await page.getByLabel('Key').fill(key);
    await page.keyboard.press('Enter');
    await tiles(page).first().waitFor();
    expect(page.url()).toContain('q=a+dog');
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.goto(`${suite.url()}/?view=library`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    suite.forgive(/401/);
  });
});
