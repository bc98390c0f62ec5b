/** The container of binary glTF (Khronos glTF 2.0, section 4.4): a chunk of JSON, then one of bytes. */
import { damagedModel } from '../mesh/limits.js';
import type { GltfJson } from './gltf-json.js';

const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

/** Objects and arrays of a model's description, and its values: more than that are there to fill the memory. */
const MAX_NODES = 4_000_000;
const MAX_VALUES = 16_000_000;

/** The two parts of a model. */
export interface GltfParts {
  json: GltfJson;
  /** The bytes behind the description; `null` when all are in other files. */
  bin: Uint8Array | null;
}

/**
 * Takes a .glb or .gltf apart.
 * @throws PhotoseekError `damaged-image`
 */
export function splitGltf(bytes: Uint8Array): GltfParts {
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== 'glTF') return { json: parse(bytes), bin: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 20 || view.getUint32(16, true) !== JSON_CHUNK) throw damagedModel('it has no description');
  const jsonEnd = 20 + view.getUint32(12, true);
  if (jsonEnd > bytes.length) throw damagedModel('it ends early');
  const json = parse(bytes.subarray(20, jsonEnd));
  if (jsonEnd + 8 > bytes.length || view.getUint32(jsonEnd + 4, true) !== BIN_CHUNK) return { json, bin: null };
  const binEnd = jsonEnd + 8 + view.getUint32(jsonEnd, true);
  if (binEnd > bytes.length) throw damagedModel('it ends early');
  // Copied, because numbers must be aligned in memory, which they are within the chunk only.
  return { json, bin: Uint8Array.from(bytes.subarray(jsonEnd + 8, binEnd)) };
}

function parse(bytes: Uint8Array): GltfJson {
  const counts = new Uint32Array(256);
  for (let i = 0; i < bytes.length; i++) (counts[bytes[i] as number] as number)++;
  const count = (sign: string) => counts[sign.charCodeAt(0)] as number;
  if (count('{') + count('[') > MAX_NODES || count(',') > MAX_VALUES) throw damagedModel('its description is endless');
  try {
    const json: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as GltfJson;
  } catch (cause) {
    throw damagedModel('its description is no JSON', cause);
  }
  throw damagedModel('its description is no object');
}
