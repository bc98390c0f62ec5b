import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runMcpCommand } from '#src/cli/commands/mcp-command.js';
import type { PhotoReader } from '#src/library/types/library.js';
import { Catalogue } from '#src/store/catalogue.js';
import { encoded, ensureSpace } from '../../support/libraries/catalogues.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const counted: number[] = [];
vi.mock('#src/mcp/serve-assistant.js', () => ({
  serveAssistant: async (reader: PhotoReader) => counted.push((await reader.stats()).photos),
}));

it('photoseek mcp shows an assistant everything, one folder, or what is not sensitive', async () => {
  const library = join(home, 'library');
  const catalogue = new Catalogue(library, { create: true });
  ensureSpace(catalogue);
  const [card, cup, cat] = ['/p/card.jpg', '/p/cup.jpg', `${home}/cat.jpg`].map((path, i) => encoded(path, i + 1));
  if (!card || !cup || !cat) throw new Error('three files');
  card.frames = card.frames.map((frame) => ({ ...frame, text: 'VISA 4111 1111 1111 1111' }));
  catalogue.files.record([card, cup, cat]);
  catalogue.close();
  const options = { library, quiet: true };
  await runMcpCommand(options);
  await runMcpCommand({ ...options, folder: home });
  await runMcpCommand({ ...options, hideSensitive: true });
  await runMcpCommand({ ...options, folder: home, hideSensitive: true });
  expect(counted).toEqual([3, 1, 2, 1]);
});
