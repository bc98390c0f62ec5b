import { damagedModel } from '../mesh/limits.js';
import type { Mesh } from '../mesh/mesh.js';
import { smoothNormals } from './smooth-normals.js';
import { decodeTextures, type Texture } from './textures.js';

/** A mesh ready to be drawn from any side. */
export interface Scene {
  mesh: Mesh;
  /** At every corner, as {@link Mesh.normals}. */
  normals: Int16Array;
  textures: ReadonlyMap<Uint8Array, Texture>;
  /** Of a sphere around all triangles. */
  center: readonly [number, number, number];
  radius: number;
}

/**
 * @param textureEdge in pixels, the largest side of textures
 * @throws PhotoseekError `damaged-image` for a model without an extent
 */
export async function prepareScene(mesh: Mesh, textureEdge: number): Promise<Scene> {
  const { center, radius } = measureExtent(mesh);
  const textures = await decodeTextures(mesh.materials, textureEdge);
  return { mesh, normals: smoothNormals(mesh), textures, center, radius };
}

/** Of what the triangles use: files contain other vertices, too. Triangles with a corner that is no number are not drawn. */
function measureExtent({ positions, triangles }: Mesh): Pick<Scene, 'center' | 'radius'> {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const vertex of triangles) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * vertex + axis] as number;
      if (!Number.isFinite(value)) continue;
      if (value < (low[axis] as number)) low[axis] = value;
      if (value > (high[axis] as number)) high[axis] = value;
    }
  }
  const [width = 0, height = 0, depth = 0] = high.map((value, axis) => value - (low[axis] as number));
  const radius = Math.hypot(width, height, depth) / 2;
  if (!(radius > 0 && Number.isFinite(radius))) throw damagedModel('it has no extent');
  const middle = (axis: number) => ((low[axis] as number) + (high[axis] as number)) / 2;
  return { center: [middle(0), middle(1), middle(2)], radius };
}
