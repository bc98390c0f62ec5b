import type { Accessor, Document, Node, Primitive } from '@gltf-transform/core';
import { encodeByte } from '../mesh/colors.js';
import { damagedModel } from '../mesh/limits.js';
import type { Mesh } from '../mesh/mesh.js';
import { type Corner, MeshBuilder } from '../mesh/mesh-builder.js';
import type { Siblings } from '../read/siblings.js';
import { MaterialReader } from './gltf-material.js';
import { openGltf } from './open-gltf.js';
import { createSkinning, type Transform, toTransform } from './transform.js';

const [TRIANGLES, STRIP, FAN] = [4, 5, 6];

/**
 * Reads the scene of a .glb or .gltf in its pose of rest.
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format`
 */
export async function readGltf(bytes: Uint8Array, siblings: Siblings): Promise<Mesh> {
  const document = await openGltf(bytes, siblings);
  try {
    return new GltfReader(document).read();
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError) throw damagedModel(cause.message, cause);
    throw cause;
  }
}

class GltfReader {
  readonly #builder = new MeshBuilder();
  readonly #materials = new MaterialReader();
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  read(): Mesh {
    const root = this.#document.getRoot();
    const scene = root.getDefaultScene() ?? root.listScenes()[0];
    if (scene === undefined) throw damagedModel('it has no scene');
    scene.traverse((node) => {
      for (const primitive of node.getMesh()?.listPrimitives() ?? []) this.#addPrimitive(node, primitive);
    });
    return this.#builder.finish('y');
  }

  #addPrimitive(node: Node, primitive: Primitive): void {
    const mode = primitive.getMode();
    const positions = primitive.getAttribute('POSITION');
    if (positions === null || ![TRIANGLES, STRIP, FAN].includes(mode)) return;
    const { material, texCoord, transformUv } = this.#materials.read(primitive.getMaterial());
    this.#builder.use(material);
    const first = this.#builder.vertexCount;
    const count = countElements(positions, 3);
    const skin = node.getSkin();
    const joints = primitive.getAttribute('JOINTS_0');
    const weights = primitive.getAttribute('WEIGHTS_0');
    const place: Transform =
      skin && joints && weights ? createSkinning(skin, joints, weights) : toTransform(node.getWorldMatrix());
    const colors = primitive.getAttribute('COLOR_0');
    const vertex = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      positions.getElement(i, vertex);
      place.point(vertex, i);
      this.#builder.addVertex(vertex[0] as number, vertex[1] as number, vertex[2] as number);
      if (colors !== null) this.#addColor(colors, i);
    }
    const corners = createCorners(primitive, place, texCoord, transformUv, first);
    this.#addTriangles(mode, primitive.getIndices(), count, corners);
  }

  #addColor(colors: Accessor, i: number): void {
    const color = i < colors.getCount() ? colors.getElement(i, []) : [];
    const [red = 1, green = 1, blue = 1] = color;
    this.#builder.colorVertex(encodeByte(red), encodeByte(green), encodeByte(blue));
  }

  #addTriangles(mode: number, indices: Accessor | null, count: number, corner: (i: number) => Corner): void {
    const array = indices?.getArray();
    const length = array?.length ?? count;
    const at = (i: number) => corner(array ? (array[i] as number) : i);
    if (mode === TRIANGLES)
      for (let i = 0; i + 2 < length; i += 3) this.#builder.addTriangle(at(i), at(i + 1), at(i + 2));
    // Every second triangle of a strip has the other direction, which does not matter here: both sides are drawn.
    if (mode === STRIP) for (let i = 0; i + 2 < length; i++) this.#builder.addTriangle(at(i), at(i + 1), at(i + 2));
    if (mode === FAN) for (let i = 1; i + 1 < length; i++) this.#builder.addTriangle(at(0), at(i), at(i + 1));
  }
}

/** Makes the corner at a vertex, with what the vertex has beside its position. */
function createCorners(
  primitive: Primitive,
  place: Transform,
  texCoord: number,
  transformUv: (uv: number[]) => void,
  first: number,
): (i: number) => Corner {
  const uvs = primitive.getAttribute(`TEXCOORD_${texCoord}`);
  const normals = primitive.getAttribute('NORMAL');
  const uvCount = uvs === null ? 0 : countElements(uvs, 2);
  const normalCount = normals === null ? 0 : countElements(normals, 3);
  const uv = [0, 0];
  const normal = [0, 0, 0];
  return (i) => {
    const corner: Corner = { vertex: first + i };
    if (i < uvCount) {
      uvs?.getElement(i, uv);
      transformUv(uv);
      [corner.u, corner.v] = uv as [number, number];
    }
    if (i < normalCount) {
      normals?.getElement(i, normal);
      place.normal(normal, i);
      [corner.nx, corner.ny, corner.nz] = normal as [number, number, number];
    }
    return corner;
  };
}

/** How many elements an accessor has for real. */
function countElements(accessor: Accessor, size: number): number {
  return accessor.getElementSize() === size ? Math.floor((accessor.getArray()?.length ?? 0) / size) : 0;
}
