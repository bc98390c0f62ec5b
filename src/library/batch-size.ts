/** Megabytes that an image takes while it waits and is encoded, including its decoder's share; an upper estimate. */
const PICTURE_MB = 64;

/**
 * Images encoded at a time: four a core share the cost of the messages and keep every core busy to the end of a batch; on a small machine
 * fewer, so that they take a tenth of its memory at most.
 * @param memoryBytes of the machine
 */
export function chooseBatchSize(cores: number, memoryBytes: number): number {
  const fitting = Math.floor(memoryBytes / 10 / (PICTURE_MB * 2 ** 20));
  return Math.max(1, Math.min(4 * cores, fitting, 32));
}
