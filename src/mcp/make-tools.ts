import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { PhotoseekError } from '../errors.js';
import type { PhotoReader } from '../library/types/library.js';
import { formatLocation } from '../model/format-location.js';
import { listPlaces } from '../model/list-places.js';
import type { SearchResponse, SearchResult } from '../search/types/answer.js';
import type { Photo } from '../search/types/photo.js';

const limit = z.int().min(1).max(50).default(10).describe('How many photos at most.');
const id = z.int().min(1).describe('The id of a photo, from the result of a search.');

/** No tool changes the library or uses the network. */
const annotations = { readOnlyHint: true, openWorldHint: false };

/** Registers the tools of an assistant: search, similar, metadata, an image of a photo, tags. */
export function addTools(server: McpServer, reader: PhotoReader): void {
  server.registerTool(
    'search_photos',
    {
      title: 'Search photos',
      description:
        'Finds photos, films, documents and 3D models by what they show, best first; of a film, `moments` says when. The query is a description (a dog on the beach), or the query language: filters such as taken:2023, near:Zürich, camera:canon and tag:boat narrow it, -tag:boat excludes, and a sign between two terms subtracts (sea - boat).',
      inputSchema: {
        query: z.string().min(1).max(2000).describe('A description of the photos, with filters if need be.'),
        filters: z
          .string()
          .max(2000)
          .optional()
          .describe('Further filters in the query language, for example taken:2023.'),
        language: z
          .string()
          .max(3)
          .optional()
          .describe('ISO 639-1 code of the language of the description. Default: it is recognised.'),
        limit,
      },
      annotations,
    },
    ({ query, filters, language, limit: most }, { signal }) =>
      answer(async () => {
        // An assistant may follow instructions in text from strangers: its queries must not read files of this machine.
        const given = {
          ...(filters === undefined ? {} : { filters }),
          ...(language === undefined ? {} : { language }),
        };
        return describeResponse(await reader.search(query, { limit: most, allowPaths: false, signal, ...given }));
      }),
  );

  server.registerTool(
    'similar_photos',
    {
      title: 'Similar photos',
      description: 'Finds photos that look like one of the library, the most similar first.',
      inputSchema: { id, limit },
      annotations,
    },
    ({ id: like, limit: most }, { signal }) =>
      answer(async () => describeResponse(await reader.similar({ id: like }, { limit: most, signal }))),
  );

  server.registerTool(
    'get_photo',
    {
      title: 'Metadata of a photo',
      description: 'Path, size, time, place, camera and tags of a photo.',
      inputSchema: { id },
      annotations,
    },
    ({ id: of }) => answer(async () => ({ ...describePhoto(await reader.photo(of)), tags: await reader.tagsOf(of) })),
  );

  server.registerTool(
    'show_photo',
    {
      title: 'Show a photo',
      description: 'A photo as an image, scaled down; of a film, the moment that `frame` names.',
      inputSchema: {
        id,
        frame: z
          .int()
          .min(0)
          .optional()
          .describe('Of a film, document or model: the frame of a result. Default: the one that stands for it.'),
        edge: z.int().min(32).max(1280).default(640).describe('Longest side in pixels; rounded up to a cached size.'),
      },
      annotations,
    },
    async ({ id: of, edge, frame }) => {
      try {
        const { bytes, mediaType } = await reader.thumbnail(of, edge, 'webp', frame);
        return { content: [{ type: 'image', data: Buffer.from(bytes).toString('base64'), mimeType: mediaType }] };
      } catch (error) {
        return toFailure(error);
      }
    },
  );

  server.registerTool(
    'list_tags',
    {
      title: 'Tags',
      description: 'The tags of the photos in the library with counts, the most frequent first.',
      inputSchema: { limit: z.int().min(1).max(1000).default(100).describe('How many tags at most.') },
      annotations,
    },
    ({ limit: most }) => answer(async () => ({ tags: (await reader.tags()).slice(0, most) })),
  );
}

/** The answer as text, which every client shows, and as data. */
async function answer(work: () => Promise<Record<string, unknown>>): Promise<CallToolResult> {
  try {
    const structuredContent = await work();
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    return toFailure(error);
  }
}

/** Errors that an assistant can act on; others reveal nothing about the inside. */
function toFailure(error: unknown): CallToolResult {
  if (!(error instanceof PhotoseekError) || error.code === 'internal') {
    console.error(error);
    return { isError: true, content: [{ type: 'text', text: 'Internal error. [internal]' }] };
  }
  const text = [`${error.message} [${error.code}]`, error.hint].filter((part) => part !== undefined).join('\n');
  return { isError: true, content: [{ type: 'text', text }] };
}

function describeResponse({
  results,
  total,
  isTotalExact,
  noGoodMatch,
  language,
  notices,
}: SearchResponse): Record<string, unknown> {
  return {
    photos: results.map(describeResult),
    total,
    isTotalExact,
    noGoodMatch,
    ...(language === null ? {} : { language: language.codes }),
    notices: notices.map((notice) => notice.message),
  };
}

function describeResult(result: SearchResult): Record<string, unknown> {
  const { relevance, cosine, identical } = result;
  const moments = listPlaces(result).map((place) => ({ frame: place.ordinal, where: formatLocation(place) }));
  return {
    ...describePhoto(result),
    ...(moments.length === 0 ? {} : { moments }),
    relevance,
    cosine,
    ...(identical ? { identical } : {}),
  };
}

/** Unknown values are left out: every token costs the assistant. */
function describePhoto({ metadata, modifiedAtMs, ...photo }: Photo): Record<string, unknown> {
  const { id: photoId, path, otherPaths, kind, frames, format, width, height, sizeBytes } = photo;
  const known = Object.entries(metadata ?? {}).filter(
    ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return {
    id: photoId,
    path,
    ...(otherPaths.length === 0 ? {} : { otherPaths }),
    ...(kind === 'image' ? {} : { kind, frames }),
    format,
    width,
    height,
    sizeBytes,
    modifiedAt: new Date(modifiedAtMs).toISOString(),
    ...Object.fromEntries(known),
  };
}
