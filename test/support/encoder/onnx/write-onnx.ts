/** Writes ONNX models: the few messages and fields of their protocol buffers that tiny graphs need. */

/** Element types of ONNX. */
export const TYPES = { float32: 1, int32: 6, int64: 7, float16: 10 } as const;

export type ElementType = keyof typeof TYPES;

/** A tensor of the graph's interface; a length is a number, or the name of one that varies. */
export interface Port {
  name: string;
  type: ElementType;
  shape: readonly (number | string)[];
}

/** An operation. Attributes are integers, or lists of them. */
export interface Node {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Record<string, number | readonly number[]>;
}

/** A constant of single precision, or of integers. */
export interface Constant {
  name: string;
  shape: readonly number[];
  values: Float32Array | BigInt64Array;
}

export interface Graph {
  inputs: readonly Port[];
  outputs: readonly Port[];
  nodes: readonly Node[];
  constants: readonly Constant[];
}

/** The bytes of a model. */
export function writeOnnx({ inputs, outputs, nodes, constants }: Graph): Buffer {
  const graph = Buffer.concat([
    ...nodes.map((node) => bytes(1, writeNode(node))),
    text(2, 'graph'),
    ...constants.map((constant) => bytes(5, writeConstant(constant))),
    ...inputs.map((port) => bytes(11, writePort(port))),
    ...outputs.map((port) => bytes(12, writePort(port))),
  ]);
  const opset = Buffer.concat([text(1, ''), integer(2, 17)]);
  return Buffer.concat([integer(1, 8), bytes(7, graph), bytes(8, opset)]);
}

function writeNode({ op, inputs, outputs, attributes = {} }: Node): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, writeAttribute(name, value))),
  ]);
}

function writeAttribute(name: string, value: number | readonly number[]): Buffer {
  if (typeof value === 'number') return Buffer.concat([text(1, name), integer(3, value), integer(20, 2)]);
  return Buffer.concat([text(1, name), ...value.map((one) => integer(8, one)), integer(20, 7)]);
}

function writeConstant({ name, shape, values }: Constant): Buffer {
  const type = values instanceof Float32Array ? TYPES.float32 : TYPES.int64;
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([...shape.map((length) => integer(1, length)), integer(2, type), text(8, name), bytes(9, raw)]);
}

function writePort({ name, type, shape }: Port): Buffer {
  const lengths = shape.map((length) => bytes(1, typeof length === 'number' ? integer(1, length) : text(2, length)));
  const tensor = Buffer.concat([integer(1, TYPES[type]), bytes(2, Buffer.concat(lengths))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(BigInt(field * 8)), varint(BigInt.asUintN(64, BigInt(value)))]);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(field * 8 + 2)), varint(BigInt(content.length)), content]);
}

const text = (field: number, content: string) => bytes(field, Buffer.from(content));

function varint(value: bigint): Buffer {
  const out: number[] = [];
  let left = value;
  for (; left > 0x7fn; left >>= 7n) out.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...out, Number(left)]);
}
