/** One browser for all files of a run: to start one takes a second, to open a window in it a few milliseconds. */
import type { TestProject } from 'vitest/node';
import { HAS_BROWSER, launchBrowserServer } from '../page/browser.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** WebSocket address of the browser; `undefined` where there is none. */
    browserEndpoint: string | undefined;
  }
}

export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!HAS_BROWSER) return undefined;
  const server = await launchBrowserServer();
  provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
