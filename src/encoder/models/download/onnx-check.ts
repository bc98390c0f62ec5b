import { open } from 'node:fs/promises';
import { readModelFields } from '../../../onnx/model-fields.js';

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
    let hasGraph = false;
    for await (const { field } of readModelFields(file)) hasGraph ||= field === GRAPH_FIELD;
    if (!hasGraph) throw new Error('it is not an ONNX model');
  } finally {
    await file.close();
  }
}
