import { vi } from 'vitest';

/** Closes a server while its clock shows one second only: what is waited for until connections are cut, after five, never ends. */
export async function closeWithinASecond(close: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const closing = close();
    await vi.advanceTimersByTimeAsync(1000);
    await closing;
  } finally {
    vi.useRealTimers();
  }
}
