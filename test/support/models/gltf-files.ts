import type { Shape } from './shapes.js';

/** A description that tests change before it is written. */
// biome-ignore lint/suspicious/noExplicitAny: a test may put anything anywhere.
export type Json = any;

/** The description of a shape and its bytes: accessor 0 positions, 1 indices, 2 colours where there are some. */
export function describeShape({ positions, triangles, colors }: Shape): { json: Json; bin: Buffer } {
  const parts = [Buffer.from(Float32Array.from(positions).buffer), Buffer.from(Uint32Array.from(triangles).buffer)];
  const accessors: Json[] = [
    { bufferView: 0, componentType: 5126, type: 'VEC3', count: positions.length / 3 },
    { bufferView: 1, componentType: 5125, type: 'SCALAR', count: triangles.length },
  ];
  const attributes: Json = { POSITION: 0 };
  if (colors !== undefined) {
    parts.push(Buffer.from(Float32Array.from(colors, (value) => value / 255).buffer));
    accessors.push({ bufferView: 2, componentType: 5126, type: 'VEC3', count: colors.length / 3 });
    attributes.COLOR_0 = 2;
  }
  const bin = Buffer.concat(parts);
  let byteOffset = 0;
  const bufferViews = parts.map(({ length }) => {
    const view = { buffer: 0, byteOffset, byteLength: length };
    byteOffset += length;
    return view;
  });
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes, indices: 1 }] }],
    accessors,
    bufferViews,
    buffers: [{ byteLength: bin.length }],
  };
  return { json, bin };
}

/** A .glb of a description and its bytes. */
export function toGlb({ json, bin }: { json: Json; bin: Buffer }): Buffer {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  const chunk = (bytes: Buffer, kind: string, padding: number) => {
    const head = Buffer.alloc(8);
    const body = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4, padding)]);
    head.writeUInt32LE(body.length);
    head.write(kind, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const chunks = [chunk(text, 'JSON', 0x20), chunk(bin, 'BIN\0', 0)];
  const head = Buffer.from('glTF\x02\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(12 + chunks.reduce((sum, { length }) => sum + length, 0), 8);
  return Buffer.concat([head, ...chunks]);
}

/** A .gltf with its bytes in a data URI. */
export function toEmbeddedGltf({ json, bin }: { json: Json; bin: Buffer }): Buffer {
  const uri = `data:application/octet-stream;base64,${bin.toString('base64')}`;
  return Buffer.from(JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] }));
}
