import { GrowingArray } from './growing-array.js';
import { checkCounts, damagedModel, MAX_MATERIALS, modelTooLarge } from './limits.js';
import { type Material, type Mesh, PLAIN, type UpAxis, WHITE } from './mesh.js';

/** Attributes of a corner of a triangle beside its vertex; absent or not finite: not given. */
export interface Corner {
  vertex: number;
  u?: number;
  v?: number;
  nx?: number;
  ny?: number;
  nz?: number;
}

/** Collects a mesh and refuses what is beyond the limits while it grows. */
export class MeshBuilder {
  readonly #positions = new GrowingArray(Float32Array);
  readonly #triangles = new GrowingArray(Uint32Array);
  readonly #materialOf = new GrowingArray(Uint16Array);
  readonly #materials: Material[] = [];
  readonly #colors = new GrowingArray(Uint8Array, 0);
  readonly #uvs = new GrowingArray(Float32Array, 0);
  readonly #normals = new GrowingArray(Int16Array, 0);
  #material = 0;

  get vertexCount(): number {
    return this.#positions.length / 3;
  }

  get triangleCount(): number {
    return this.#triangles.length / 3;
  }

  /** The material of the triangles that are added from now on. */
  use(material: Material): void {
    const known = this.#materials.indexOf(material);
    this.#material = known === -1 ? this.#materials.push(material) - 1 : known;
    if (this.#material >= MAX_MATERIALS) throw modelTooLarge('materials', MAX_MATERIALS, this.#material + 1);
  }

  addVertex(x: number, y: number, z: number): void {
    this.#positions.push3(x, y, z);
    if (this.#positions.length % 3072 === 0) checkCounts({ vertices: this.vertexCount });
  }

  /** Gives the last vertex a colour, sRGB in 0…255. */
  colorVertex(red: number, green: number, blue: number): void {
    // Vertices before the first coloured one are white.
    const before = this.#positions.length - 3;
    const from = this.#colors.length;
    this.#colors.padTo(before);
    if (from < before) this.#colors.finish().fill(255, from);
    this.#colors.push3(red, green, blue);
  }

  /** Adds a convex polygon of at least three corners as a fan of triangles. */
  addPolygon(corners: readonly Corner[], count = corners.length): void {
    for (let i = 2; i < count; i++) {
      this.addTriangle(corners[0] as Corner, corners[i - 1] as Corner, corners[i] as Corner);
    }
  }

  addTriangle(a: Corner, b: Corner, c: Corner): void {
    const vertices = this.vertexCount;
    if (!(a.vertex < vertices && b.vertex < vertices && c.vertex < vertices)) {
      throw damagedModel(`a triangle of vertices ${a.vertex}, ${b.vertex}, ${c.vertex}, but there are ${vertices}`);
    }
    const triangle = this.triangleCount;
    this.#triangles.push3(a.vertex, b.vertex, c.vertex);
    this.#materialOf.push(this.#material);
    if (triangle % 1024 === 0) checkCounts({ triangles: triangle });
    if (a.u !== undefined) this.#addUvs(triangle, a, b, c);
    if (a.nx !== undefined) this.#addNormals(triangle, a, b, c);
  }

  #addUvs(triangle: number, a: Corner, b: Corner, c: Corner): void {
    this.#uvs.padTo(6 * triangle);
    for (const { u = 0, v = 0 } of [a, b, c]) {
      this.#uvs.push(u);
      this.#uvs.push(v);
    }
  }

  #addNormals(triangle: number, a: Corner, b: Corner, c: Corner): void {
    this.#normals.padTo(9 * triangle);
    for (const { nx = 0, ny = 0, nz = 0 } of [a, b, c]) {
      const length = Math.hypot(nx, ny, nz);
      const scale = length > 0 && Number.isFinite(length) ? 32767 / length : 0;
      this.#normals.push3(nx * scale, ny * scale, nz * scale);
    }
  }

  /** @throws PhotoseekError `damaged-image` for a model without triangles, `image-too-large` */
  finish(up: UpAxis): Mesh {
    const { vertexCount: vertices, triangleCount: triangles } = this;
    checkCounts({ vertices, triangles });
    if (triangles === 0) throw damagedModel(`no surfaces, ${vertices} points`);
    this.#colors.padTo(this.#colors.length === 0 ? 0 : 3 * vertices);
    this.#uvs.padTo(this.#uvs.length === 0 ? 0 : 6 * triangles);
    this.#normals.padTo(this.#normals.length === 0 ? 0 : 9 * triangles);
    return {
      positions: this.#positions.finish(),
      triangles: this.#triangles.finish(),
      materialOf: this.#materialOf.finish(),
      // A mesh whose only colours are those of its vertices is not grey.
      materials:
        this.#colors.length === 0 ? this.#materials : this.#materials.map((used) => (used === PLAIN ? WHITE : used)),
      uvs: this.#uvs.length === 0 ? null : this.#uvs.finish(),
      colors: this.#colors.length === 0 ? null : this.#colors.finish(),
      normals: this.#normals.length === 0 ? null : this.#normals.finish(),
      up,
    };
  }
}
