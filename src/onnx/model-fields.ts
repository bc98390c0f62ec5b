import type { FileHandle } from 'node:fs/promises';

/** Wire types of protocol buffers: varint, 8 bytes, bytes with a length, 4 bytes. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Bytes that hold the longest key and the longest length: ten for each varint. */
const HEAD_BYTES = 20;

/** The largest field of a ModelProto is far below this; anything above is no ONNX model. */
const MAX_FIELD = 1000;

/** A field of a protocol buffer: its value takes `length` bytes from `start` on. */
export interface ProtobufField {
  field: number;
  start: number;
  length: number;
}

/**
 * Reads the top-level fields of an ONNX file, a ModelProto. Only their heads are read: weights take no memory.
 * @throws Error that says what is wrong
 */
export async function* readModelFields(file: FileHandle): AsyncGenerator<ProtobufField> {
  const { size } = await file.stat();
  const head = Buffer.alloc(HEAD_BYTES);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(head, 0, head.length, at);
    const read = readHead(head.subarray(0, bytesRead));
    if (read === undefined || read.field === 0 || read.field > MAX_FIELD) throw new Error('it is not an ONNX model');
    const { field, start, length } = read;
    at += start + length;
    if (at > size) throw new Error('the model ends early');
    yield { field, start: at - length, length };
  }
}

/** The fields of a message that lies in memory; stops at the first bytes that are none. */
export function* readFields(message: Buffer): Generator<ProtobufField> {
  let at = 0;
  while (at < message.length) {
    const read = readHead(message.subarray(at));
    if (read === undefined) return;
    yield { ...read, start: at + read.start };
    at += read.start + read.length;
  }
}

/** The head of a field; `undefined` for a wire type that does not exist. */
function readHead(bytes: Buffer): ProtobufField | undefined {
  const key = readVarint(bytes, 0);
  const field = Math.floor(key.value / 8);
  const value = readVarint(bytes, key.end);
  switch (key.value % 8) {
    case VARINT:
      return { field, start: key.end, length: value.end - key.end };
    case FIXED64:
      return { field, start: key.end, length: 8 };
    case FIXED32:
      return { field, start: key.end, length: 4 };
    case BYTES:
      return { field, start: value.end, length: value.value };
    default:
      return undefined;
  }
}

function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < bytes.length && at < from + HEAD_BYTES / 2; at++) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value, end: bytes.length };
}
