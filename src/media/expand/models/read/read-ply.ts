/** PLY (the Stanford triangle format), as text or binary of both byte orders: scans, often with a colour at every vertex. */
import { GrowingArray } from '../mesh/growing-array.js';
import { checkCounts, damagedModel } from '../mesh/limits.js';
import { type Mesh, PLAIN } from '../mesh/mesh.js';
import { type Corner, MeshBuilder } from '../mesh/mesh-builder.js';
import { leastBytes, type PlyElement, type PlyProperty, readPlyHeader } from './ply-header.js';
import { BinaryValues, type PlyValues, TextValues } from './ply-values.js';

/** More corners than that are no polygon of a model. */
const MAX_CORNERS = 65_536;

/** @throws PhotoseekError `damaged-image`, `image-too-large` */
export function readPly(bytes: Uint8Array): Mesh {
  const { form, elements, end } = readPlyHeader(bytes);
  const isText = form === 'ascii';
  for (const element of elements)
    checkElement(element, isText ? element.properties.length : leastBytes(element), bytes.length - end);
  const values = isText ? new TextValues(bytes, end) : new BinaryValues(bytes, end, form === 'binary_little_endian');
  const reader = new PlyReader(values);
  for (const element of elements) reader.read(element);
  return reader.builder.finish('z');
}

/** Counts that the bytes cannot hold are refused before anything is read or allocated. */
function checkElement({ name, count }: PlyElement, bytesEach: number, bytes: number): void {
  checkCounts(name === 'vertex' ? { vertices: count } : { triangles: count });
  if (count * Math.max(1, bytesEach) > bytes + 1) throw damagedModel(`${count} elements of ${name} in ${bytes} bytes`);
}

class PlyReader {
  readonly builder = new MeshBuilder();
  readonly #values: PlyValues;
  /** x, y, z of every vertex's normal; empty without. */
  readonly #normals = new GrowingArray(Float32Array);
  readonly #corners: Corner[] = [];

  constructor(values: PlyValues) {
    this.#values = values;
  }

  read(element: PlyElement): void {
    if (element.name === 'vertex') this.#readVertices(element);
    else if (element.name === 'face') this.#readFaces(element);
    else for (let i = 0; i < element.count; i++) for (const property of element.properties) this.#skip(property);
  }

  #readVertices({ count, properties }: PlyElement): void {
    const place = (...names: string[]) =>
      properties.findIndex(({ name, countType }) => !countType && names.includes(name));
    const [x, y, z] = [place('x'), place('y'), place('z')];
    if (x < 0 || y < 0 || z < 0) throw damagedModel('its vertices have no x, y and z');
    const [red, green, blue] = [
      place('red', 'diffuse_red', 'r'),
      place('green', 'diffuse_green', 'g'),
      place('blue', 'diffuse_blue', 'b'),
    ];
    const hasColors = red >= 0 && green >= 0 && blue >= 0;
    const scale = isWhole(properties[red]) ? 1 : 255;
    const [nx, ny, nz] = [place('nx'), place('ny'), place('nz')];
    const hasNormals = nx >= 0 && ny >= 0 && nz >= 0;
    const row = new Float64Array(properties.length);
    this.builder.use(PLAIN);
    for (let vertex = 0; vertex < count; vertex++) {
      for (const [i, property] of properties.entries())
        row[i] = property.countType ? this.#skip(property) : this.#values.read(property.type);
      const at = (i: number) => row[i] as number;
      this.builder.addVertex(at(x), at(y), at(z));
      if (hasColors) this.builder.colorVertex(at(red) * scale, at(green) * scale, at(blue) * scale);
      if (hasNormals) this.#normals.push3(at(nx), at(ny), at(nz));
    }
  }

  #readFaces({ count, properties }: PlyElement): void {
    const isCorners = ({ name, countType }: PlyProperty) =>
      countType !== undefined && /^vertex_ind(ices|ex)$/.test(name);
    if (!properties.some(isCorners)) throw damagedModel('its faces have no vertices');
    for (let face = 0; face < count; face++) {
      for (const property of properties) {
        if (isCorners(property)) this.#readPolygon(property);
        else this.#skip(property);
      }
    }
  }

  #readPolygon({ countType = '', type }: PlyProperty): void {
    const count = this.#values.read(countType);
    if (!(count >= 0 && count <= MAX_CORNERS)) throw damagedModel(`a face of ${count} corners`);
    for (let i = 0; i < count; i++) {
      const vertex = this.#values.read(type);
      const corner = this.#corners[i] ?? { vertex };
      corner.vertex = vertex >= 0 ? vertex : Number.POSITIVE_INFINITY;
      if (3 * vertex < this.#normals.length) {
        corner.nx = this.#normals.at(3 * vertex);
        corner.ny = this.#normals.at(3 * vertex + 1);
        corner.nz = this.#normals.at(3 * vertex + 2);
      }
      this.#corners[i] = corner;
    }
    this.builder.addPolygon(this.#corners, count);
  }

  /** @returns 0, in place of a value */
  #skip({ countType, type }: PlyProperty): 0 {
    const count = countType === undefined ? 1 : this.#values.read(countType);
    if (!(count >= 0)) throw damagedModel(`a list of ${count} values`);
    this.#values.skip(type, count);
    return 0;
  }
}

/** Whether colours of this property are 0…255, not 0…1. */
function isWhole(property: PlyProperty | undefined): boolean {
  return property !== undefined && !/^(float|double)/.test(property.type);
}
