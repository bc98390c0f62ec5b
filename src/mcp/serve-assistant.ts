import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { PhotoReader } from '../library/types/library.js';
import { VERSION } from '../version.js';
import { addTools } from './make-tools.js';

const INSTRUCTIONS = `photoseek finds the photos of this machine's owner by their content. Search first, then show the few photos that matter.
A relevance near 0, or noGoodMatch, means that no photo matches: report that instead of guessing.`;

/** The entry point for assistants, not connected yet. */
export function createAssistantServer(reader: PhotoReader): McpServer {
  const server = new McpServer({ name: 'photoseek', version: VERSION }, { instructions: INSTRUCTIONS });
  addTools(server, reader);
  return server;
}

/** Serves the Model Context Protocol on stdin and stdout until the client disconnects or a signal arrives. */
export async function serveAssistant(reader: PhotoReader): Promise<void> {
  const server = createAssistantServer(reader);
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
