/** Whether a decoding process is to be replaced before the next request. */

/**
 * Bytes of memory a process may hold between requests. A WebAssembly decoder never returns the memory of its largest image; a photo of 12
 * megapixels leaves it below this.
 */
const MAX_IDLE_BYTES = 512 * 1024 ** 2;

/** Measuring memory takes as long as decoding a small image. Requests that take less than this together leave little behind. */
const MEASURE_EVERY_MS = 250;

let isBroken = false;
let measuredAt = performance.now();

/** A decoder failed in a way that may have damaged its own memory. */
export function markBroken(): void {
  isBroken = true;
}

/** To be asked after every request. */
export function shouldRecycle(): boolean {
  if (isBroken) return true;
  const now = performance.now();
  if (now - measuredAt < MEASURE_EVERY_MS) return false;
  measuredAt = now;
  return process.memoryUsage.rss() > MAX_IDLE_BYTES;
}
