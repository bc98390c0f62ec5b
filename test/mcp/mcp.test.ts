// The door for assistants, asked by the protocol's own client: over stdio as an assistant would, over the sample photos.
import { basename, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import type { Library } from '#src/library/types/library.js';
import { createAssistantServer } from '#src/mcp/serve-assistant.js';
import { fakeAnswer, makeFakeLibrary } from '../server/fake-library.js';
import { openSampleLibrary } from '../support/libraries/sample-library.js';
import { COMMAND } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

type Found = { photos: { id: number; path: string; relevance: number | null }[]; total: number };
const dataOf = <T>(result: unknown) => (result as CallToolResult).structuredContent as T;

describe('photoseek mcp', () => {
  const home = makeTemporaryFolder();
  let client: Client;
  let library: Library;

  beforeAll(async () => {
    library = await openSampleLibrary(home);
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [COMMAND, 'mcp', '--library', join(home, 'library')],
        stderr: 'ignore',
      }),
    );
  });
  afterAll(async () => {
    await client.close();
    await library.close();
  });

  const call = (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });

  it('offers its tools, which change nothing', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_photos',
      'similar_photos',
      'get_photo',
      'show_photo',
      'list_tags',
    ]);
    for (const tool of tools)
      expect(tool).toMatchObject({ description: expect.any(String), annotations: { readOnlyHint: true } });
    expect(client.getServerVersion()).toMatchObject({ name: 'photoseek' });
  });

  it('finds photos by words, and says where they lie', async () => {
    const { photos } = dataOf<Found>(await call('search_photos', { query: 'a red panda', limit: 3 }));
    expect(photos.length).toBeLessThanOrEqual(3);
    expect(basename(String(photos[0]?.path))).toBe('red-panda.jpg');
  });

  it('finds what looks like a photo', async () => {
    const [first] = dataOf<Found>(await call('search_photos', { query: 'a red panda', limit: 1 })).photos;
    const { photos } = dataOf<Found>(await call('similar_photos', { id: first?.id, limit: 4 }));
    expect(photos.length).toBeGreaterThan(0);
    expect(photos.map(({ id }) => id)).not.toContain(first?.id);
  });

  it('shows a photo as a picture', async () => {
    const { content } = (await call('show_photo', { id: 1, edge: 320 })) as CallToolResult;
    const [image] = content as [{ type: string; mimeType: string; data: string }];
    expect([image.type, image.mimeType]).toEqual(['image', 'image/webp']);
    const { width, height } = await sharp(Buffer.from(image.data, 'base64')).metadata();
    expect(Math.max(width, height)).toBe(320);
  });

  it('says what is wrong in a sentence with a code', async () => {
    const result = (await call('show_photo', { id: 999_999 })) as CallToolResult;
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('[photo-not-found]');
    expect(((await call('search_photos', { query: '' })) as CallToolResult).isError).toBe(true);
  });
});

describe('the tools of an assistant', () => {
  async function connect(overrides: Partial<Library>): Promise<Client> {
    const [here, there] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'test', version: '1' });
    await Promise.all([createAssistantServer(makeFakeLibrary(overrides)).connect(there), client.connect(here)]);
    return client;
  }

  it('let no query name a file of this machine', async () => {
    const search = vi.fn(async () => fakeAnswer);
    await (await connect({ search })).callTool({
      name: 'search_photos',
      arguments: { query: 'a boat', filters: 'taken:2023' },
    });
    expect(search).toHaveBeenCalledExactlyOnceWith('a boat', {
      limit: 10,
      filters: 'taken:2023',
      allowPaths: false,
      signal: expect.any(AbortSignal),
    });
  });

  it('give metadata without what is not known, and tags', async () => {
    const client = await connect({
      tagsOf: async () => [{ name: 'boat', score: 0.8 }],
      tags: async () => ['boat', 'car', 'dog'].map((name) => ({ name, group: 'things', count: 2 })),
    });
    expect(dataOf(await client.callTool({ name: 'get_photo', arguments: { id: 7 } }))).toEqual({
      id: 7,
      path: '/photos/boat.jpg',
      format: 'jpeg',
      width: 400,
      height: 300,
      sizeBytes: 12_345,
      modifiedAt: '2023-11-14T22:13:20.000Z',
      tags: [{ name: 'boat', score: 0.8 }],
    });
    const { tags } = dataOf<{ tags: unknown[] }>(await client.callTool({ name: 'list_tags', arguments: { limit: 2 } }));
    expect(tags).toHaveLength(2);
  });

  it('tell nothing about the inside when something breaks', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    const client = await connect({ tags: () => Promise.reject(new Error('SQLITE_CORRUPT in /home/someone')) });
    const result = (await client.callTool({ name: 'list_tags', arguments: {} })) as CallToolResult;
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toMatch(/SQLITE|someone/);
    expect(report).toHaveBeenCalledOnce();
    const missing = await connect({
      photo: () => Promise.reject(new PhotoseekError('photo-not-found', 'No photo 7.', { hint: 'Search.' })),
    });
    expect(JSON.stringify(await missing.callTool({ name: 'get_photo', arguments: { id: 7 } }))).toContain(
      'No photo 7. [photo-not-found]\\nSearch.',
    );
  });
});
