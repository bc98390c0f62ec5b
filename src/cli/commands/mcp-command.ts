import { realpath } from 'node:fs/promises';
import { PhotoseekError } from '../../errors.js';
import { openLibrary } from '../../library/open-library.js';
import { serveAssistant } from '../../mcp/serve-assistant.js';
import { type CommonOptions, toOpenOptions } from '../options.js';

/** `photoseek mcp`: speaks the protocol on stdin and stdout until the other side ends it. */
export async function runMcpCommand(options: CommonOptions & { folder?: string }): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false }));
  try {
    // The first question should not wait for the model to load.
    library.warmUp().catch(() => {});
    const { folder } = options;
    await serveAssistant(folder === undefined ? library : library.within(await findFolder(folder)));
  } finally {
    await library.close();
  }
}

/** The catalogue knows files by their real paths. */
function findFolder(folder: string): Promise<string> {
  return realpath(folder).catch((cause) => {
    throw new PhotoseekError('path-not-found', `There is no folder ${folder}.`, { cause });
  });
}
