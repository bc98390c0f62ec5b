import type { ModelFormat } from '../../identify/recognise-model.js';
import { MAX_MODEL_BYTES, modelTooLarge } from './mesh/limits.js';
import type { Mesh } from './mesh/mesh.js';
import { readObj } from './read/read-obj.js';
import { readPly } from './read/read-ply.js';
import { readStl } from './read/read-stl.js';
import { Siblings } from './read/siblings.js';

/**
 * Reads the triangles of a model.
 * @param path of its file, beside which its materials and textures are looked for; `null` for contents that came as bytes
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format`
 */
export async function readModel(bytes: Uint8Array, format: ModelFormat, path: string | null): Promise<Mesh> {
  if (bytes.length > MAX_MODEL_BYTES) throw modelTooLarge('bytes', MAX_MODEL_BYTES, bytes.length);
  const siblings = new Siblings(path);
  switch (format) {
    case 'stl':
      return readStl(bytes);
    case 'ply':
      return readPly(bytes);
    case 'obj':
      return readObj(bytes, siblings);
    default: {
      const { readGltf } = await import('./gltf/read-gltf.js');
      return readGltf(bytes, siblings);
    }
  }
}
