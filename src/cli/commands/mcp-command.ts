import { PhotoseekError } from '../../errors.js';
import { openLibrary } from '../../library/open-library.js';
import { serveAssistant } from '../../mcp/serve-assistant.js';
import { toRealPath } from '../../runtime/fs-path.js';
import { type CommonOptions, toOpenOptions } from '../options.js';

/** Options of `photoseek mcp`. */
interface McpOptions extends CommonOptions {
  folder?: string;
  hideSensitive?: boolean;
}

/** `photoseek mcp`: serves the protocol on stdin and stdout until the client disconnects. */
export async function runMcpCommand(options: McpOptions): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false }));
  try {
    // Loads the model before the first query needs it.
    library.warmUp().catch(() => {});
    const { folder, hideSensitive } = options;
    await serveAssistant(
      library.reader({
        ...(folder !== undefined && { folder: await findFolder(folder) }),
        ...(hideSensitive && { hideSensitive }),
      }),
    );
  } finally {
    await library.close();
  }
}

/** Files are catalogued by their real paths. */
function findFolder(folder: string): Promise<string> {
  return toRealPath(folder).catch((cause) => {
    throw new PhotoseekError('path-not-found', `The folder ${folder} does not exist.`, { cause });
  });
}
