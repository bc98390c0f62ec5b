import { embedStage, type SeenFile } from '../store/records.js';
import { Pipeline } from './pipeline/pipeline.js';
import type { RunContext } from './run-index.js';

/**
 * Embeds photos that the catalogue knows in the first of the spaces. Folders are not looked at: nothing is found that is new, and nothing is
 * taken for removed. A file whose bytes are others than were indexed becomes a photo of its own, in all spaces.
 * @param files one of each photo, as it was indexed
 * @throws PhotoseekError `encoder-failed`, library codes: what was finished before is written
 */
export async function embedKnown(
  { spaces, ...context }: RunContext,
  files: readonly SeenFile[],
  signal?: AbortSignal,
): Promise<void> {
  const missing = [embedStage(spaces[0].id)];
  const pipeline = new Pipeline(
    { ...context, targets: spaces },
    {
      onDecoded: () => {},
      onEncoded: () => {},
      onWritten: () => {
        for (const { index } of spaces) void index.refresh().catch(() => {});
      },
    },
  );
  await pipeline.run(
    files.map((file) => ({ ...file, missing })),
    signal,
  );
}
