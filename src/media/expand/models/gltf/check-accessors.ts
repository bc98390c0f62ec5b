import { checkCounts, damagedModel, MAX_MODEL_BYTES, modelTooLarge } from '../mesh/limits.js';
import { type GltfAccessor, type GltfBufferView, type GltfJson, MESHOPT } from './gltf-json.js';

const COMPONENT_BYTES: Record<number, number> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const COMPONENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };

/** Bytes of all numbers of a model when they are unpacked; each may be in several accessors. */
const MAX_UNPACKED_BYTES = 2 * MAX_MODEL_BYTES;

/**
 * Checks that all numbers are where the description says, before anything is allocated for them: counts are claims.
 * @param bufferBytes the size of every buffer
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export function checkAccessors(json: GltfJson, bufferBytes: readonly number[]): void {
  const views = list(json.bufferViews);
  let unpacked = 0;
  for (const view of views) {
    checkView(view, bufferBytes);
    for (const name of MESHOPT) {
      const packed = view.extensions?.[name];
      if (packed === undefined) continue;
      checkView(packed, bufferBytes);
      unpacked += whole(packed['count'], 'count') * whole(packed['byteStride'], 'byteStride');
    }
  }
  // The bytes of an image are copied.
  for (const { bufferView } of list(json.images)) {
    if (bufferView !== undefined) unpacked += whole(views[whole(bufferView, 'bufferView')]?.byteLength, 'byteLength');
  }
  for (const accessor of list(json.accessors)) {
    unpacked += checkAccessor(accessor, views);
  }
  if (unpacked > MAX_UNPACKED_BYTES) throw modelTooLarge('bytes of data', MAX_UNPACKED_BYTES, unpacked);
}

function checkView(view: GltfBufferView, bufferBytes: readonly number[]): void {
  const buffer = bufferBytes[whole(view.buffer, 'buffer')];
  const end = whole(view.byteOffset ?? 0, 'byteOffset') + whole(view.byteLength, 'byteLength');
  const stride = whole(view.byteStride ?? 4, 'byteStride');
  if (buffer === undefined) throw damagedModel('a part of a buffer that is not there');
  // A buffer of unpacked data has no bytes in the file.
  if (end > buffer && !MESHOPT.some((name) => view.extensions?.[name]))
    throw damagedModel(`a part up to byte ${end} of ${buffer}`);
  if (stride < 1 || stride > 256) throw damagedModel(`numbers ${stride} bytes apart`);
}

/** @returns bytes of its numbers when they are unpacked */
function checkAccessor(accessor: GltfAccessor, views: readonly GltfBufferView[]): number {
  const count = whole(accessor.count, 'count');
  const components = COMPONENTS[String(accessor.type)];
  const bytes = COMPONENT_BYTES[Number(accessor.componentType)];
  if (components === undefined || bytes === undefined) throw damagedModel('numbers of an unknown type');
  const each = components * bytes;
  // Three indices a triangle.
  checkCounts({ triangles: Math.floor(count / 3) });
  if (accessor.bufferView !== undefined) checkSpan(views, accessor.bufferView, accessor.byteOffset, count, each);
  const { sparse } = accessor;
  if (sparse !== undefined) {
    const changed = whole(sparse.count, 'count');
    if (changed > count) throw damagedModel(`${changed} changes of ${count} numbers`);
    const indexBytes = COMPONENT_BYTES[Number(sparse.indices?.componentType)] ?? 4;
    checkSpan(views, sparse.indices?.bufferView, sparse.indices?.byteOffset, changed, indexBytes);
    checkSpan(views, sparse.values?.bufferView, sparse.values?.byteOffset, changed, each);
  }
  return count * each;
}

function checkSpan(
  views: readonly GltfBufferView[],
  index: unknown,
  offset: unknown,
  count: number,
  each: number,
): void {
  const view = views[whole(index, 'bufferView')];
  if (view === undefined) throw damagedModel('numbers in a part that is not there');
  const stride = whole(view.byteStride ?? each, 'byteStride');
  const end = whole(offset ?? 0, 'byteOffset') + (count === 0 ? 0 : (count - 1) * stride + each);
  if (end > whole(view.byteLength, 'byteLength')) throw damagedModel(`${count} numbers in ${view.byteLength} bytes`);
}

/** @throws PhotoseekError `damaged-image` for anything but a whole number from 0 */
export function whole(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw damagedModel(`${name} is ${String(value).slice(0, 40)}`);
  return value as number;
}

/** @throws PhotoseekError `damaged-image` for anything but a list of objects */
export function list<Item>(value: readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'object' || item === null)) {
    throw damagedModel('a list of the description is no list of objects');
  }
  return value;
}
