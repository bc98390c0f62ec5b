import { open } from 'node:fs/promises';
import { readFields, readModelFields } from './model-fields.js';

/** The field of a ModelProto that holds one entry of its metadata; an entry has a key and a value. */
const METADATA_FIELD = 14;
const KEY_FIELD = 1;
const VALUE_FIELD = 2;

/**
 * Reads the metadata of an ONNX file, which onnxruntime-node does not give.
 * @throws Error that says what is wrong with the file
 */
export async function readMetadata(path: string): Promise<Map<string, string>> {
  const file = await open(path, 'r');
  try {
    const metadata = new Map<string, string>();
    for await (const { field, start, length } of readModelFields(file)) {
      if (field !== METADATA_FIELD) continue;
      const entry = Buffer.alloc(length);
      await file.read(entry, 0, length, start);
      const [key, value] = [KEY_FIELD, VALUE_FIELD].map((wanted) => readText(entry, wanted));
      metadata.set(key ?? '', value ?? '');
    }
    return metadata;
  } finally {
    await file.close();
  }
}

function readText(message: Buffer, wanted: number): string | undefined {
  for (const { field, start, length } of readFields(message))
    if (field === wanted) return message.toString('utf8', start, start + length);
  return undefined;
}
