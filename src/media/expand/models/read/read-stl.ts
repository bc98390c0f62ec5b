/** STL: triangles without shared vertices, binary or as text. Some programs add colours to the binary form, each in its own way. */
import { isBinaryStl } from '../../../identify/recognise-model.js';
import { checkCounts, damagedModel } from '../mesh/limits.js';
import { type Mesh, PLAIN } from '../mesh/mesh.js';
import { MeshBuilder } from '../mesh/mesh-builder.js';
import { TextScanner, toKey } from './text-scanner.js';

const VERTEX = toKey('vertex');

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;

/** @throws PhotoseekError `damaged-image`, `image-too-large` */
export function readStl(bytes: Uint8Array): Mesh {
  return isBinaryStl(bytes) ? readBinary(bytes) : readText(bytes);
}

function readBinary(bytes: Uint8Array): Mesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(80, true);
  checkCounts({ triangles: count });
  const positions = new Float32Array(9 * count);
  const triangles = new Uint32Array(3 * count);
  for (let i = 0; i < triangles.length; i++) triangles[i] = i;
  for (let triangle = 0, to = 0; triangle < count; triangle++) {
    // Behind the normal, which is often zero or wrong.
    const from = HEADER_BYTES + TRIANGLE_BYTES * triangle + 12;
    for (let i = 0; i < 36; i += 4) positions[to++] = view.getFloat32(from + i, true);
  }
  return {
    positions,
    triangles,
    materialOf: new Uint16Array(count),
    materials: [PLAIN],
    uvs: null,
    colors: null,
    normals: null,
    up: 'z',
  };
}

function readText(bytes: Uint8Array): Mesh {
  const builder = new MeshBuilder();
  builder.use(PLAIN);
  const text = new TextScanner(bytes);
  for (; !text.isAtEnd; text.nextLine()) {
    if (text.readKey() !== VERTEX) continue;
    builder.addVertex(text.readNumber(), text.readNumber(), text.readNumber());
    const vertex = builder.vertexCount - 1;
    if (vertex % 3 === 2) builder.addTriangle({ vertex: vertex - 2 }, { vertex: vertex - 1 }, { vertex });
  }
  if (builder.vertexCount % 3 !== 0) throw damagedModel('the last triangle is not complete');
  return builder.finish('z');
}
