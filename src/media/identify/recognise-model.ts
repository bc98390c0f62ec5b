/** Formats of 3D models. Some have no signature: `.obj` is also what compilers write, and ASCII STL is text like any other. */
import { hasText } from '../../metadata/containers/metadata-blocks.js';

/** Formats of models that are read. */
export type ModelFormat = 'glb' | 'gltf' | 'obj' | 'stl' | 'ply';

/** Text is looked at so far: a model may begin with a long licence. */
const TEXT_BYTES = 65_536;

/** @param bytes the whole file; with its first bytes alone, models without a signature are not recognised */
export function recogniseModel(bytes: Uint8Array): ModelFormat | undefined {
  if (hasText(bytes, 0, 'glTF\x02\0\0\0')) return 'glb';
  if (/^ply[ \t]*\r?[\n\r]/.test(toText(bytes, 16))) return 'ply';
  if (isBinaryStl(bytes)) return 'stl';
  const head = toText(bytes, TEXT_BYTES);
  if (head.includes('\0')) return undefined;
  if (/^\s*solid\b[^\n\r]*[\n\r]\s*(facet\s+normal\b|endsolid\b)/i.test(head)) return 'stl';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(head)) return isGltf(bytes) ? 'gltf' : undefined;
  return isObj(head, head.length < bytes.length || bytes.length >= TEXT_BYTES) ? 'obj' : undefined;
}

const STL_HEADER_BYTES = 84;
const STL_TRIANGLE_BYTES = 50;

/** Whether the size is that of a binary STL: 80 bytes of anything, the number of triangles, and the triangles. */
export function isBinaryStl(bytes: Uint8Array): boolean {
  if (bytes.length < STL_HEADER_BYTES + STL_TRIANGLE_BYTES) return false;
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true);
  return bytes.length === STL_HEADER_BYTES + STL_TRIANGLE_BYTES * count;
}

/** An object whose `asset` has a version 2; the version of 3D Tiles, which look alike, is 1. */
function isGltf(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = file.indexOf('"asset"');
  return at !== -1 && /^"asset"\s*:\s*\{[\s\S]*"version"\s*:\s*"2\./.test(file.toString('latin1', at, at + 4096));
}

const OBJ_LINE =
  /^\s*(#.*|(v|vt|vn|vp|f|fo|l|p|o|g|s|mg|usemtl|mtllib|usemap|maplib|cstype|deg|bmat|step|curv2?|surf|parm|trim|hole|scrv|sp|end|con|bevel|c_interp|d_interp|lod|shadow_obj|trace_obj|ctech|stech|call|csh)(\s.*)?)?\\?$/;
const OBJ_VERTEX = /^[ \t]*v([ \t]+[-+.\deE]+){3}/m;

/** @param isCut whether the last line may go on behind the text */
function isObj(head: string, isCut: boolean): boolean {
  if (!OBJ_VERTEX.test(head)) return false;
  const lines = head.split(/\\\r?\n|\r?\n|\r/);
  return (isCut ? lines.slice(0, -1) : lines).every((line) => OBJ_LINE.test(line) || /^[\s\d./+-]+$/.test(line));
}

function toText(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, length)).toString('latin1');
}
