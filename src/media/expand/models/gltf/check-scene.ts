import { checkCounts, damagedModel } from '../mesh/limits.js';
import { list, whole } from './check-accessors.js';
import type { GltfJson, GltfPrimitive } from './gltf-json.js';

/** Deeper trees are there to exhaust the stack. */
const MAX_DEPTH = 512;

/** Primitives that are drawn, each anew where nodes share one. */
const MAX_PRIMITIVES = 100_000;

/**
 * Checks that the nodes are a tree, as the standard demands, and that what is drawn is within the limits: nodes may share a mesh.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export function checkScene(json: GltfJson): void {
  const nodes = list(json.nodes);
  const meshes = list(json.meshes);
  const hasParent = new Uint8Array(nodes.length);
  const sum = { vertices: 0, triangles: 0 };
  let primitives = 0;
  const pending = findRoots(json).map((index) => ({ index, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { index, depth } = next;
    const node = nodes[index];
    if (node === undefined || hasParent[index]) throw damagedModel('its nodes are not a tree');
    if (depth > MAX_DEPTH) throw damagedModel(`its nodes are nested more than ${MAX_DEPTH} deep`);
    hasParent[index] = 1;
    for (const child of indices(node.children)) pending.push({ index: child, depth: depth + 1 });
    if (node.mesh === undefined) continue;
    for (const primitive of list(meshes[whole(node.mesh, 'mesh')]?.primitives)) {
      addCounts(json, primitive, sum);
      if (++primitives > MAX_PRIMITIVES) throw damagedModel(`more than ${MAX_PRIMITIVES} parts`);
      checkCounts(sum);
    }
  }
}

/** The nodes of every scene, which may share them: one scene is drawn. */
function findRoots(json: GltfJson): number[] {
  const scenes = list(json.scenes);
  const index = json.scene === undefined ? 0 : whole(json.scene, 'scene');
  return indices(scenes[index]?.nodes);
}

function indices(value: unknown): number[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw damagedModel('a list of nodes is no list');
  return value.map((index) => whole(index, 'node'));
}

function addCounts(json: GltfJson, primitive: GltfPrimitive, sum: { vertices: number; triangles: number }): void {
  const accessors = list(json.accessors);
  const countOf = (index: unknown) =>
    index === undefined ? 0 : whole(accessors[whole(index, 'accessor')]?.count, 'count');
  const vertices = countOf(primitive.attributes?.['POSITION']);
  const corners = primitive.indices === undefined ? vertices : countOf(primitive.indices);
  // A strip or fan has a triangle at nearly every corner.
  sum.triangles += primitive.mode === 5 || primitive.mode === 6 ? corners : Math.floor(corners / 3);
  sum.vertices += vertices;
}
