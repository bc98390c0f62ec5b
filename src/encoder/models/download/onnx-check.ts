import { open } from 'node:fs/promises';

/** Wire types of protocol buffers: varint, 8 bytes, bytes with a length, 4 bytes. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** The field of a ModelProto that holds the graph. */
const GRAPH_FIELD = 7;

/**
 * Checks that a file is one whole ONNX model: the fields of a ModelProto up to its last byte, a graph among them. Only the heads of the
 * fields are read.
 * @throws Error that says what is wrong
 */
export async function checkOnnx(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let hasGraph = false;
    let at = 0;
    const head = Buffer.alloc(20);
    while (at < size) {
      const { bytesRead } = await file.read(head, 0, head.length, at);
      const key = readVarint(head.subarray(0, bytesRead), 0);
      const field = Math.floor(key.value / 8);
      const value = readVarint(head.subarray(0, bytesRead), key.end);
      const length = measureField(key.value % 8, value);
      if (field === 0 || field > 1000 || length === undefined) throw new Error('it is not an ONNX model');
      hasGraph ||= field === GRAPH_FIELD;
      at += key.end + length;
    }
    if (at !== size) throw new Error('the model ends early');
    if (!hasGraph) throw new Error('it is not an ONNX model');
  } finally {
    await file.close();
  }
}

/** Bytes of a field after its key. */
function measureField(wireType: number, value: { value: number; end: number; length: number }): number | undefined {
  if (wireType === VARINT) return value.length;
  if (wireType === FIXED64) return 8;
  if (wireType === FIXED32) return 4;
  return wireType === BYTES ? value.length + value.value : undefined;
}

function readVarint(bytes: Buffer, from: number): { value: number; end: number; length: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < bytes.length && at < from + 10; at++) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value, end: at + 1, length: at + 1 - from };
  }
  return { value, end: bytes.length, length: bytes.length - from };
}
