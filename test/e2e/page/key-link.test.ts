/// <reference lib="dom" />
// A phone signs in by a link with a key, over the network of this machine. In a real browser over a FAKE library.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAddresses } from '#src/server/app/addresses.js';
import { type RunningServer, startServer } from '#src/server/app/listen.js';
import { makeLargeLibrary } from '../../support/libraries/large-library.js';
import { connectBrowser, HAS_BROWSER, tiles } from '../../support/page/browser.js';

const key = `psk_${'b'.repeat(43)}`;
const { library } = makeLargeLibrary({ photos: 60, key });
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  if (!HAS_BROWSER) return;
  server = await startServer({ library, host: '0.0.0.0', port: 0 });
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens an address and tells what the server was asked for. */
async function open(address: string) {
  const page = await (await browser.newContext()).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  await page.goto(address);
  return { page, asked };
}

describe.skipIf(!HAS_BROWSER)('a link with a key', () => {
  it('opens at every address that the server prints, signs in, and leaves no key behind', async () => {
    expect(server.urls).toEqual(listAddresses('0.0.0.0', server.port));
    for (const url of server.urls) {
      const { page, asked } = await open(`${url}/?q=a+dog#key=${key}`);
      await tiles(page).first().waitFor();
      expect(page.url()).toBe(`${url}/?q=a+dog`);
      expect(asked.filter((line) => line.includes('psk_'))).toEqual([]);
      expect(
        await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, history.state])),
      ).not.toContain('psk_');
      await page.reload();
      await tiles(page).first().waitFor();
      await page.context().close();
    }
  });

  it('that is not valid says so where a key can be typed', async () => {
    const { page } = await open(`${server.url}/#key=psk_wrong`);
    await page.locator('#sign-in-error', { hasText: 'unknown' }).waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    await page.context().close();
  });

  it('is taken by a page that is open already', async () => {
    const { page } = await open(`${server.url}/?q=a+dog`);
    await page.getByLabel('Key').waitFor();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `key=${key}`);
    await tiles(page).first().waitFor();
    expect(page.url()).toBe(`${server.url}/?q=a+dog`);
    await page.context().close();
  });
});

describe.skipIf(!HAS_BROWSER)('a code on the screen', () => {
  it('lets a phone in, once', async () => {
    const { page } = await open(`${server.url}/?view=library#key=${key}`);
    await page.locator('#phone').click();
    const link = String(await page.locator('dialog.phone .path').textContent());
    expect(link).toMatch(/\/#code=[\w-]{32}$/);
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    const phone = await open(link);
    await phone.page.locator('#stats, .home').first().waitFor();
    const again = await open(link);
    await again.page.locator('#sign-in-error', { hasText: 'used up' }).waitFor();
  });
});
