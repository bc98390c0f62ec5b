/** The description of a glTF model as it stands in the file: every field may be missing or be anything. Only what is checked is named. */
export interface GltfJson {
  asset?: { version?: unknown };
  extensionsUsed?: unknown;
  extensionsRequired?: unknown;
  buffers?: { uri?: unknown; byteLength?: unknown }[];
  bufferViews?: GltfBufferView[];
  accessors?: GltfAccessor[];
  images?: { uri?: unknown; bufferView?: unknown }[];
  meshes?: { primitives?: GltfPrimitive[] }[];
  nodes?: { children?: unknown; mesh?: unknown; skin?: unknown }[];
  scenes?: { nodes?: unknown }[];
  scene?: unknown;
  [other: string]: unknown;
}

/** A part of a buffer. */
export interface GltfBufferView {
  buffer?: unknown;
  byteOffset?: unknown;
  byteLength?: unknown;
  byteStride?: unknown;
  extensions?: Record<string, Record<string, unknown> | undefined>;
}

/** Numbers of one type in a part of a buffer. */
export interface GltfAccessor {
  bufferView?: unknown;
  byteOffset?: unknown;
  componentType?: unknown;
  type?: unknown;
  count?: unknown;
  sparse?: {
    count?: unknown;
    indices?: { bufferView?: unknown; byteOffset?: unknown; componentType?: unknown };
    values?: { bufferView?: unknown; byteOffset?: unknown };
  };
}

/** Triangles with one material. */
export interface GltfPrimitive {
  attributes?: Record<string, unknown>;
  indices?: unknown;
  mode?: unknown;
  targets?: unknown;
  extensions?: Record<string, Record<string, unknown> | undefined>;
}

/** Extensions that hold compressed data. */
export const DRACO = 'KHR_draco_mesh_compression';
export const MESHOPT = ['EXT_meshopt_compression', 'KHR_meshopt_compression'] as const;
