/// <reference lib="dom" />
// The server goes away and comes back while somebody looks at the page. In a real browser over a FAKE library.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '#src/server/app/listen.js';
import { makeLargeLibrary } from '../../support/libraries/large-library.js';
import { connectBrowser, HAS_BROWSER, openPage, tiles } from '../../support/page/browser.js';

const { library } = makeLargeLibrary({ photos: 300 });
let browser: Browser;
let server: RunningServer | undefined;

async function start(port = 0): Promise<string> {
  server = await startServer({ library, port });
  return server.url;
}

async function stop(): Promise<number> {
  const port = server?.port ?? 0;
  await server?.close();
  server = undefined;
  return port;
}

beforeAll(async () => {
  if (HAS_BROWSER) browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stop();
});

async function open(path: string): Promise<Page> {
  const { page } = await openPage(browser, `${await start()}${path}`);
  return page;
}

it.skipIf(!HAS_BROWSER)('leaves the photo and its panel, says so, and goes on by itself', async () => {
  const page = await open('/?q=a+dog&photo=2');
  await page.locator('.stage-large.is-shown').waitFor();
  await page.locator('.neighbour').first().waitFor();
  await tiles(page).nth(4).waitFor();
  const port = await stop();
  // One that was looked at, and one that was not: neither is blank.
  for (const id of [3, 4]) {
    await page.keyboard.press('ArrowRight');
    await page.locator('.metadata-name', { hasText: `IMG_0000${id}.jpg` }).waitFor();
    expect(await page.locator('.stage-box').isVisible()).toBe(true);
  }
  await page.locator('#connection', { hasText: 'The server does not answer; trying again' }).waitFor();
  await page.locator('.side', { hasText: '/photos/2014' }).waitFor();
  await start(port);
  await page.locator('#connection').waitFor({ state: 'detached', timeout: 10_000 });
  await page.locator('.metadata', { hasText: 'Canon EOS 5D' }).waitFor();
  await page.locator('.stage-large.is-shown[data-id="4"]').waitFor();
  await stop();
});

it.skipIf(!HAS_BROWSER)('keeps the photos of an answer, and asks again for what was missing', async () => {
  const page = await open('/?q=a+dog');
  await page.locator('.tile-full.is-shown').first().waitFor();
  const port = await stop();
  await page.locator('#words').fill('a cat');
  await page.keyboard.press('Enter');
  await page.locator('#connection').waitFor();
  await page.goBack();
  expect(await tiles(page).count()).toBeGreaterThan(5);
  await page.goForward();
  await start(port);
  await page.locator('#connection').waitFor({ state: 'detached', timeout: 10_000 });
  await page.locator('#status', { hasText: '300 photos' }).waitFor();
  await tiles(page).first().waitFor();
  expect(await page.locator('#error').count()).toBe(0);
  await stop();
});
