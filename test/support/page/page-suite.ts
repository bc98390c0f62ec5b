// Set-up of the page tests over a fake library: one server and one browser per file, one window per test, no console errors.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type RunningServer, type ServeOptions, startServer } from '#src/server/app/listen.js';
import { type Asked, type LargeLibraryOptions, makeLargeLibrary } from '../libraries/large-library.js';
import { connectBrowser, openPage } from './browser.js';

/** Of the file that uses it. */
export interface PageSuite {
  /** Opens a path of the server. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** All search calls of the library. */
  asked: Asked[];
  /** Expected console errors of this test, also while the page is closed; any other console error fails the test. */
  forgive(pattern: RegExp): void;
  url(): string;
}

/** Call it inside a `describe`. */
export function startPageSuite(options: LargeLibraryOptions, serveOptions: Partial<ServeOptions> = {}): PageSuite {
  const { library, asked } = makeLargeLibrary(options);
  const complaints: string[][] = [];
  const forgiven: RegExp[] = [];
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startServer({ library, port: 0, ...serveOptions });
    browser = await connectBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const patterns = forgiven.splice(0);
    const said = complaints.splice(0).flat();
    expect(said.filter((text) => !patterns.some((pattern) => pattern.test(text)))).toEqual([]);
  });
  return {
    asked,
    url: () => server.url,
    open: async (path = '/', contextOptions = {}) => {
      const opened = await openPage(browser, `${server.url}${path}`, contextOptions);
      complaints.push(opened.complaints);
      return opened.page;
    },
    forgive: (pattern) => {
      forgiven.push(pattern);
    },
  };
}
