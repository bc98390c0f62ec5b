/** Whether a decoding process had better be replaced before the next picture. */

/**
 * Bytes of memory a process may keep between pictures. A WebAssembly decoder never gives back what its largest picture took; a photo of 12
 * megapixels leaves it below this.
 */
const MAX_KEPT_BYTES = 512 * 1024 ** 2;

let isBroken = false;

/** A decoder failed in a way that may have damaged its own memory. */
export function markBroken(): void {
  isBroken = true;
}

/** Asked after every picture. */
export function isSpent(): boolean {
  return isBroken || process.memoryUsage.rss() > MAX_KEPT_BYTES;
}
