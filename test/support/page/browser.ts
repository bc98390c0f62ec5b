/// <reference lib="dom" />
// A real browser, and pages in it that tell of everything that goes wrong in them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContextOptions,
  type BrowserServer,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { inject } from 'vitest';

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

/** Whether there is a browser to test with. */
export const HAS_BROWSER = executablePath !== undefined;
if (!HAS_BROWSER) console.warn('skipped: tests of the page, for want of Chromium');

/** Starts the browser that all files of a run use, each through a connection of its own. */
export function launchBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
}

/** Connects to the browser of this run; closing the connection closes the windows that were opened through it. */
export function connectBrowser(): Promise<Browser> {
  const endpoint = inject('browserEndpoint');
  if (endpoint === undefined) throw new Error('This project runs no browser: see vitest.config.ts.');
  return chromium.connect(endpoint);
}

/** A page in a window of its own, and what a person would not want to see in its console. */
export interface WatchedPage {
  page: Page;
  /** Errors and warnings of the console, uncaught errors, requests to other hosts. */
  complaints: string[];
}

/** Opens an address in a window of its own: nothing is shared with other pages. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|blob:|data:)/.test(request.url())) complaints.push(`asked ${request.url()}`);
  });
  await goTo(page, address);
  return { page, complaints };
}

/** Loads an address. Its images may still be on their way: thumbnails are made when they are first asked for. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'domcontentloaded' });
}

/** Waits until the page has drawn some more frames: what was to be drawn is drawn. */
export function waitForFrames(page: Page, frames = 3): Promise<void> {
  return page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  }, frames);
}

/**
 * Holds back the requests of a page that match.
 * @returns lets them go, those that come later too
 */
export async function holdRequests(
  page: Page,
  pattern: string | RegExp,
  matches: (postData: string) => boolean = () => true,
): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route(pattern, async (route) => {
    if (matches(route.request().postData() ?? '')) await released;
    await route.continue().catch(() => {});
  });
  return release;
}

export const tiles = (page: Page): Locator => page.locator('.tile');
export const words = (page: Page): Locator => page.locator('#words');
export const lightbox = (page: Page): Locator => page.locator('dialog.lightbox');

/** Types a query and presses Enter; the first photo is there when it resolves. */
export async function searchFor(page: Page, query: string): Promise<void> {
  await words(page).fill(query);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.has('q'));
  await tiles(page).first().waitFor();
}

/** The names of the photos that are in the document, in their order. */
export function readNames(page: Page): Promise<string[]> {
  return tiles(page).evaluateAll((all) => all.map((tile) => tile.querySelector('.tile-name')?.textContent ?? ''));
}

/** Lets a file fall onto the page, as a person does. */
export async function dropFile(page: Page, path: string, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ content, fileName }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], fileName, { type: 'image/jpeg' }));
      return data;
    },
    { content: [...readFileSync(path)], fileName: name },
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await page.locator('#drop-zone').waitFor({ state: 'visible' });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await page.locator('#drop-zone').waitFor({ state: 'hidden' });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical accessibility violations by the rules of WCAG 2.2 AA and best practices. */
export async function findBarriers(page: Page): Promise<{ id: string; where: string[] }[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations } = await axe.run(document);
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  });
}
