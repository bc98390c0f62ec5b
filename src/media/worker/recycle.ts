/** Whether a decoding process had better be replaced before the next picture. */

/**
 * Bytes of memory a process may keep between pictures. A WebAssembly decoder never gives back what its largest picture took; a photo of 12
 * megapixels leaves it below this.
 */
const MAX_KEPT_BYTES = 512 * 1024 ** 2;

/** A look takes as long as decoding a small picture. What was decoded in less than this leaves little behind. */
const LOOK_EVERY_MS = 250;

let isBroken = false;
let lookedAt = performance.now();

/** A decoder failed in a way that may have damaged its own memory. */
export function markBroken(): void {
  isBroken = true;
}

/** Asked after every picture. */
export function isSpent(): boolean {
  if (isBroken) return true;
  const now = performance.now();
  if (now - lookedAt < LOOK_EVERY_MS) return false;
  lookedAt = now;
  return process.memoryUsage.rss() > MAX_KEPT_BYTES;
}
