/** Cells along the longest side of the model: vertices in the same cell are the same point. */
const CELLS = 2 ** 20;

/**
 * Finds vertices at the same place: formats without shared vertices repeat each for every triangle, others at the seams of textures.
 * @returns for every vertex the first one at its place
 */
export function weldVertices(positions: Float32Array): Uint32Array {
  const count = positions.length / 3;
  const { low, cell } = measureCells(positions);
  const [lowX, lowY, lowZ] = low;
  const scale = 1 / cell;
  const cells = new Int32Array(positions.length);
  const first = new Uint32Array(count);
  // At most half full, so that a search ends soon.
  const slots = 2 ** Math.ceil(Math.log2(2 * count + 1));
  const table = new Int32Array(slots).fill(-1);
  for (let vertex = 0; vertex < count; vertex++) {
    const at = 3 * vertex;
    // Numbers that are not finite become 0.
    const x = (((positions[at] as number) - lowX) * scale + 0.5) | 0;
    const y = (((positions[at + 1] as number) - lowY) * scale + 0.5) | 0;
    const z = (((positions[at + 2] as number) - lowZ) * scale + 0.5) | 0;
    cells[at] = x;
    cells[at + 1] = y;
    cells[at + 2] = z;
    let slot = hash(x, y, z) & (slots - 1);
    let other = table[slot] as number;
    while (other >= 0 && !(cells[3 * other] === x && cells[3 * other + 1] === y && cells[3 * other + 2] === z)) {
      slot = (slot + 1) & (slots - 1);
      other = table[slot] as number;
    }
    if (other < 0) table[slot] = vertex;
    first[vertex] = other < 0 ? vertex : other;
  }
  return first;
}

/** The finalizer of MurmurHash3 over three integers. */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ Math.imul(z, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function measureCells(positions: Float32Array): { low: [number, number, number]; cell: number } {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[i + axis] as number;
      if (value < (low[axis] as number)) low[axis] = value;
      if (value > (high[axis] as number)) high[axis] = value;
    }
  }
  const extent = Math.max(...high.map((value, axis) => value - (low[axis] as number)));
  return { low, cell: extent > 0 && Number.isFinite(extent) ? extent / CELLS : 1 };
}
