import type { Browser, BrowserContext, Page } from 'playwright-core';
import { goTo, openPage, type WatchedPage } from './browser.js';

/** A window that tests use one after the other: to open one, and to load the program of the page into it, takes most of the time of a test. */
export class SharedWindow {
  readonly #browser: Browser;
  #window: WatchedPage | undefined;
  #isUsed = false;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  get context(): BrowserContext | undefined {
    return this.#window?.page.context();
  }

  async open(address: string): Promise<Page> {
    this.#isUsed = true;
    if (this.#window === undefined) this.#window = await openPage(this.#browser, address);
    else await goTo(this.#window.page, address);
    return this.#window.page;
  }

  /** The complaints of the test, read at its end. */
  get complaints(): string[] {
    return this.#window?.complaints ?? [];
  }

  /**
   * Leaves the page, and takes away what it and the test have left in the window.
   * @returns the complaints of the test
   */
  async clear(): Promise<string[]> {
    if (this.#window === undefined || !this.#isUsed) return [];
    this.#isUsed = false;
    const { page, complaints } = this.#window;
    await page.mouse.move(0, 0);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    const said = [...complaints];
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto('about:blank');
    await page.context().clearCookies();
    complaints.length = 0;
    return said;
  }
}
