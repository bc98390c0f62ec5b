import type { FileOutcome, SeenFile } from '../store/records.js';
import { Pipeline } from './pipeline/pipeline.js';
import type { RunContext } from './run-index.js';

/** A managed original that is to be indexed. */
export interface ManagedFile extends SeenFile {
  managedAs: string;
}

/**
 * Reads and embeds managed originals, all of them in one run of the pipeline.
 * @param record stores outcomes, each file's once; failures, too
 * @throws PhotoseekError `encoder-failed`, library codes
 */
export async function putFiles(
  { spaces, catalogue, ...context }: RunContext,
  files: readonly ManagedFile[],
  record: (outcomes: readonly FileOutcome[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const { files: stored, savedFrames } = catalogue;
  const pipeline = new Pipeline(
    {
      ...context,
      targets: spaces,
      catalogue: { files: { findContent: (sha256) => stored.findContent(sha256), record }, savedFrames },
    },
    { onDecoded: () => {}, onEncoded: () => {}, onWritten: () => {} },
  );
  await pipeline.run(files, signal);
}
