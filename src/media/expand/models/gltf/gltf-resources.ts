import { PhotoseekError } from '../../../../errors.js';
import { damagedModel } from '../mesh/limits.js';
import type { Siblings } from '../read/siblings.js';
import { list } from './check-accessors.js';
import { type GltfJson, MESHOPT } from './gltf-json.js';

/** The key of the bytes inside a .glb, as glTF Transform names it. */
const GLB_BUFFER = '@glb.bin';

/** The bytes that a model refers to. */
export interface GltfResources {
  /** By their addresses in the description. */
  byUri: Record<string, Uint8Array>;
  /** The size of every buffer. */
  bufferBytes: number[];
}

/**
 * Reads the files beside a model that it names, and its data URIs. Nothing comes from the network.
 * @throws PhotoseekError `damaged-image` for one that is missing or outside of the folder, `image-too-large`
 */
export async function readResources(
  json: GltfJson,
  bin: Uint8Array | null,
  siblings: Siblings,
): Promise<GltfResources> {
  const byUri: Record<string, Uint8Array> = Object.create(null);
  if (bin !== null) byUri[GLB_BUFFER] = bin;
  const bufferBytes: number[] = [];
  for (const buffer of list(json.buffers)) {
    if (buffer.uri === undefined) {
      bufferBytes.push(isFallback(buffer) ? Number.MAX_SAFE_INTEGER : (bin?.length ?? 0));
    } else bufferBytes.push((await readUri(buffer.uri, byUri, siblings)).length);
  }
  for (const image of list(json.images)) if (image.uri !== undefined) await readUri(image.uri, byUri, siblings);
  return { byUri, bufferBytes };
}

/** Whether a buffer has no bytes because all its data is compressed elsewhere. */
function isFallback(buffer: object): boolean {
  const { extensions } = buffer as { extensions?: Record<string, { fallback?: unknown } | undefined> };
  return MESHOPT.some((name) => extensions?.[name]?.fallback === true);
}

async function readUri(uri: unknown, byUri: Record<string, Uint8Array>, siblings: Siblings): Promise<Uint8Array> {
  if (typeof uri !== 'string') throw damagedModel('an address is no text');
  const known = byUri[uri];
  if (known !== undefined) return known;
  const bytes = uri.startsWith('data:') ? decodeDataUri(uri) : await siblings.find(decodeName(uri));
  if (bytes === null) throw missingPart(uri);
  byUri[uri] = bytes;
  return bytes;
}

function decodeDataUri(uri: string): Uint8Array {
  const comma = uri.indexOf(',');
  if (comma === -1 || !uri.slice(0, comma).endsWith(';base64')) throw damagedModel('a data URI is not base64');
  // Copied, because numbers must be aligned in memory, and Node takes small buffers out of a common one.
  return Uint8Array.from(Buffer.from(uri.slice(comma + 1), 'base64'));
}

/** Names are percent-encoded; one that is not is taken as it is. */
function decodeName(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function missingPart(uri: string): PhotoseekError {
  const name = uri.length > 200 ? `${uri.slice(0, 200)}…` : uri;
  return new PhotoseekError(
    'damaged-image',
    `The model lacks a part: there is no file ${JSON.stringify(name)} in its folder.`,
    {
      hint: 'Put the file beside the model, or save the model as .glb, which holds all its parts. Files elsewhere and on the web are not read.',
    },
  );
}
