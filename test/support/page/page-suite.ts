// Set-up of the page tests over a fake library: one server and one window per suite, no console errors.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type RunningServer, startServer } from '#src/server/app/listen.js';
import { type Asked, type LargeLibraryOptions, makeLargeLibrary } from '../libraries/large-library.js';
import { connectBrowser, openPage } from './browser.js';
import { SharedWindow } from './shared-window.js';

/** Of the file that uses it. */
export interface PageSuite {
  /** Opens a path of the server: in the window of the suite, or, with options or for the second page of a test, in a window of its own. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** All search calls of the library. */
  asked: Asked[];
  /** Expected console errors of this test, also while the page is closed; any other console error fails the test. */
  forgive(pattern: RegExp): void;
  url(): string;
}

/**
 * Call it inside a `describe`.
 * @param isShared whether tests share a window; those that count what is loaded need a new one each, whose cache is empty
 * @param basePath path below which the page is served
 */
export function startPageSuite(
  options: LargeLibraryOptions,
  { isShared = true, basePath = '' }: { isShared?: boolean; basePath?: string } = {},
): PageSuite {
  const { library, asked } = makeLargeLibrary(options);
  const complaints: string[][] = [];
  const forgiven: RegExp[] = [];
  let server: RunningServer;
  let browser: Browser;
  let shared: SharedWindow;
  let isTaken = false;
  beforeAll(async () => {
    server = await startServer({ library, port: 0, basePath });
    browser = await connectBrowser();
    shared = new SharedWindow(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    isTaken = false;
    const others = browser.contexts().filter((context) => context !== shared.context);
    await Promise.all(others.map((context) => context.close()));
    complaints.push(await shared.clear());
    const patterns = forgiven.splice(0);
    const said = complaints.splice(0).flat();
    expect(said.filter((text) => !patterns.some((pattern) => pattern.test(text)))).toEqual([]);
  });
  return {
    asked,
    url: () => server.url,
    open: async (path = '/', contextOptions) => {
      const address = `${server.url}${path}`;
      if (isShared && contextOptions === undefined && !isTaken) {
        isTaken = true;
        return shared.open(address);
      }
      const opened = await openPage(browser, address, contextOptions);
      complaints.push(opened.complaints);
      return opened.page;
    },
    forgive: (pattern) => {
      forgiven.push(pattern);
    },
  };
}
