/** Wavefront OBJ (the Advanced Visualizer manual, appendix B1): lines of vertices and of polygons that refer to them. */
import { GrowingArray } from '../mesh/growing-array.js';
import { checkCounts } from '../mesh/limits.js';
import { type Mesh, PLAIN } from '../mesh/mesh.js';
import { type Corner, MeshBuilder } from '../mesh/mesh-builder.js';
import { type Materials, readMtl } from './read-mtl.js';
import type { Siblings } from './siblings.js';
import { TextScanner, toKey } from './text-scanner.js';

const KEY = {
  vertex: toKey('v'),
  texture: toKey('vt'),
  normal: toKey('vn'),
  face: toKey('f'),
  use: toKey('usemtl'),
  library: toKey('mtllib'),
};

const SLASH = 0x2f;

/** Corners of a polygon beyond that are ignored; each is an object. */
const MAX_CORNERS = 65_536;

/** A model of many lines names few libraries. */
const MAX_LIBRARIES = 16;

/**
 * Reads an OBJ. Materials and textures come from files beside it where they are there: a model without them is grey.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function readObj(bytes: Uint8Array, siblings: Siblings): Promise<Mesh> {
  const text = new TextScanner(bytes);
  const reader = new ObjReader(text, await readLibraries(bytes, siblings));
  for (; !text.isAtEnd; text.nextLine()) reader.readLine();
  return reader.builder.finish('y');
}

/** All materials that the file names, which is done first: the rest is read without waiting for files. */
async function readLibraries(bytes: Uint8Array, siblings: Siblings): Promise<Materials> {
  const materials: Materials = new Map();
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const names = new Set<string>();
  for (let at = file.indexOf('mtllib'); at !== -1 && names.size < MAX_LIBRARIES; at = file.indexOf('mtllib', at + 6)) {
    if (at === 0 || (file[at - 1] as number) <= 0x20) names.add(new TextScanner(file, at + 6).readRest());
  }
  for (const name of names) {
    const library = await siblings.find(name);
    if (library !== null) await readMtl(library, siblings, materials);
  }
  return materials;
}

class ObjReader {
  readonly builder = new MeshBuilder();
  readonly #text: TextScanner;
  readonly #materials: Materials;
  readonly #uvs = new GrowingArray(Float32Array);
  readonly #normals = new GrowingArray(Float32Array);
  readonly #corners: Corner[] = [];

  constructor(text: TextScanner, materials: Materials) {
    this.#text = text;
    this.#materials = materials;
    this.builder.use(PLAIN);
  }

  readLine(): void {
    const text = this.#text;
    const key = text.readKey();
    if (key === KEY.vertex) this.#readVertex();
    // v grows upwards in OBJ.
    else if (key === KEY.texture) add(this.#uvs, text.readNumber(), 1 - (text.readNumber() || 0), 0);
    else if (key === KEY.normal) add(this.#normals, text.readNumber(), text.readNumber(), text.readNumber());
    else if (key === KEY.face) this.#readFace();
    else if (key === KEY.use) this.builder.use(this.#materials.get(text.readRest()) ?? PLAIN);
  }

  #readVertex(): void {
    const text = this.#text;
    this.builder.addVertex(text.readNumber(), text.readNumber(), text.readNumber());
    // Some programs add a colour. A fourth number alone is a weight.
    const red = text.readNumber();
    const green = text.readNumber();
    const blue = text.readNumber();
    if (!Number.isNaN(blue)) this.builder.colorVertex(red * 255, green * 255, blue * 255);
  }

  #readFace(): void {
    let count = 0;
    for (; count < MAX_CORNERS && this.#text.skipBlanks(); count++) {
      const corner = this.#readCorner();
      if (corner === null) break;
      this.#corners[count] = corner;
    }
    this.builder.addPolygon(this.#corners, count);
  }

  /** `vertex`, `vertex/texture`, `vertex//normal` or `vertex/texture/normal`. */
  #readCorner(): Corner | null {
    const text = this.#text;
    const vertex = resolve(text.readInteger(), this.builder.vertexCount);
    if (Number.isNaN(vertex)) return null;
    const corner: Corner = { vertex };
    if (!text.take(SLASH)) return corner;
    const uv = resolve(text.readInteger(), this.#uvs.length / 3);
    if (uv < this.#uvs.length / 3) {
      corner.u = this.#uvs.at(3 * uv);
      corner.v = this.#uvs.at(3 * uv + 1);
    }
    if (!text.take(SLASH)) return corner;
    const normal = resolve(text.readInteger(), this.#normals.length / 3);
    if (normal < this.#normals.length / 3) {
      corner.nx = this.#normals.at(3 * normal);
      corner.ny = this.#normals.at(3 * normal + 1);
      corner.nz = this.#normals.at(3 * normal + 2);
    }
    return corner;
  }
}

/** There may be as many texture coordinates and normals as vertices. */
function add(list: GrowingArray<Float32Array>, a: number, b: number, c: number): void {
  list.push3(a, b, c);
  if (list.length % 3072 === 0) checkCounts({ vertices: list.length / 3 });
}

/** An index counts from 1, or back from the last element so far. @returns `Infinity` for one that is not there */
function resolve(index: number, count: number): number {
  if (Number.isNaN(index)) return Number.NaN;
  const resolved = index < 0 ? count + index : index - 1;
  return resolved < 0 ? Number.POSITIVE_INFINITY : resolved;
}
