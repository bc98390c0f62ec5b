import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata } from '#src/onnx/read-metadata.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();

/** A field of a protocol buffer that holds bytes. */
function makeField(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string, 'utf8');
  return Buffer.concat([toVarint(number * 8 + 2), toVarint(bytes.length), bytes]);
}

function toVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

const makeEntry = (key: string, value: string) =>
  makeField(14, Buffer.concat([makeField(1, key), makeField(2, value)]));

/** Version of the format, a graph that is longer than what is read at once, and what follows. */
async function write(...fields: Buffer[]): Promise<string> {
  const path = join(folder, 'model.onnx');
  await writeFile(path, Buffer.concat([Buffer.from([0x08, 0x0a]), makeField(7, 'g'.repeat(70_000)), ...fields]));
  return path;
}

describe('metadata of an ONNX file', () => {
  it('are read from behind the graph', async () => {
    const path = await write(makeEntry('author', 'Zoë'), makeEntry('character', 'a\nb\n字'), makeEntry('empty', ''));
    expect([...(await readMetadata(path))]).toEqual([
      ['author', 'Zoë'],
      ['character', 'a\nb\n字'],
      ['empty', ''],
    ]);
  });

  it('may be missing', async () => {
    expect((await readMetadata(await write())).size).toBe(0);
  });

  it('are not read from a file that ends early, or that is something else', async () => {
    const entry = makeEntry('character', 'abc');
    await expect(readMetadata(await write(entry.subarray(0, -1)))).rejects.toThrow('the model ends early');
    const other = join(folder, 'other.onnx');
    await writeFile(other, '<html>Not found</html>');
    await expect(readMetadata(other)).rejects.toThrow('it is not an ONNX model');
  });
});
