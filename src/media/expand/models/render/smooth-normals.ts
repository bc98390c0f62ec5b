import type { Mesh } from '../mesh/mesh.js';
import { weldVertices } from './weld.js';

/** The cosine of 40°: surfaces that meet at a larger angle meet at an edge. */
const CREASE = Math.cos((40 * Math.PI) / 180);

/** Around a point where many more triangles meet, as at the tip of a cone, about as many of them are compared, not each with each. */
const MAX_NEIGHBOURS = 48;

/**
 * Computes the normal at every corner where the file gives none: the mean of the triangles around the point, weighted by their areas, without those
 * behind an edge.
 * @returns x, y, z of every corner in units of 1/32767; 0, 0, 0 for triangles without an area
 */
export function smoothNormals(mesh: Mesh): Int16Array {
  const { positions, triangles } = mesh;
  const normals = mesh.normals === null ? new Int16Array(3 * triangles.length) : Int16Array.from(mesh.normals);
  const faces = computeFaceNormals(positions, triangles);
  const points = groupByPoint(triangles, weldVertices(positions));
  for (let corner = 0; corner < triangles.length; corner++) {
    const to = 3 * corner;
    if (normals[to] !== 0 || normals[to + 1] !== 0 || normals[to + 2] !== 0) continue;
    smoothCorner(corner, faces, points, normals);
  }
  return normals;
}

/** Unit normals and areas (doubled) of triangles. */
interface Faces {
  units: Float32Array;
  areas: Float32Array;
}

function computeFaceNormals(positions: Float32Array, triangles: Uint32Array): Faces {
  const count = triangles.length / 3;
  const faces = { units: new Float32Array(3 * count), areas: new Float32Array(count) };
  for (let t = 0; t < count; t++) {
    const a = 3 * (triangles[3 * t] as number);
    const b = 3 * (triangles[3 * t + 1] as number);
    const c = 3 * (triangles[3 * t + 2] as number);
    const x = positions[a] as number;
    const y = positions[a + 1] as number;
    const z = positions[a + 2] as number;
    const ux = (positions[b] as number) - x;
    const uy = (positions[b + 1] as number) - y;
    const uz = (positions[b + 2] as number) - z;
    const vx = (positions[c] as number) - x;
    const vy = (positions[c + 1] as number) - y;
    const vz = (positions[c + 2] as number) - z;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (!(area > 0 && Number.isFinite(area))) continue;
    faces.areas[t] = area;
    faces.units[3 * t] = nx / area;
    faces.units[3 * t + 1] = ny / area;
    faces.units[3 * t + 2] = nz / area;
  }
  return faces;
}

/** The triangles around every point, those of one point side by side. */
interface Points {
  /** The point of every corner. */
  pointOf: Uint32Array;
  /** Where the triangles of each point begin; one more at the end. */
  starts: Uint32Array;
  members: Uint32Array;
}

function groupByPoint(triangles: Uint32Array, first: Uint32Array): Points {
  const pointOf = new Uint32Array(triangles.length);
  const starts = new Uint32Array(first.length + 1);
  for (let corner = 0; corner < triangles.length; corner++) {
    const point = first[triangles[corner] as number] as number;
    pointOf[corner] = point;
    (starts[point + 1] as number)++;
  }
  for (let point = 0; point < first.length; point++) (starts[point + 1] as number) += starts[point] as number;
  const members = new Uint32Array(triangles.length);
  const next = starts.slice();
  for (let corner = 0; corner < triangles.length; corner++) {
    const point = pointOf[corner] as number;
    members[next[point] as number] = (corner / 3) | 0;
    (next[point] as number)++;
  }
  return { pointOf, starts, members };
}

function smoothCorner(corner: number, { units, areas }: Faces, points: Points, out: Int16Array): void {
  const own = 3 * ((corner / 3) | 0);
  const ownX = units[own] as number;
  const ownY = units[own + 1] as number;
  const ownZ = units[own + 2] as number;
  const point = points.pointOf[corner] as number;
  const from = points.starts[point] as number;
  const end = points.starts[point + 1] as number;
  // Every so many of a crowd: their mean is as good.
  const step = Math.max(1, Math.floor((end - from) / MAX_NEIGHBOURS));
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = from; i < end; i += step) {
    const triangle = points.members[i] as number;
    const at = 3 * triangle;
    const nx = units[at] as number;
    const ny = units[at + 1] as number;
    const nz = units[at + 2] as number;
    if (nx * ownX + ny * ownY + nz * ownZ < CREASE) continue;
    const area = areas[triangle] as number;
    x += nx * area;
    y += ny * area;
    z += nz * area;
  }
  const length = Math.sqrt(x * x + y * y + z * z);
  const to = 3 * corner;
  const scale = 32767 / (length || 1);
  out[to] = length > 0 ? x * scale : ownX * 32767;
  out[to + 1] = length > 0 ? y * scale : ownY * 32767;
  out[to + 2] = length > 0 ? z * scale : ownZ * 32767;
}
