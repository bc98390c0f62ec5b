// With a FAKE embedder: what the command reads, prints and returns.
import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EmbedCommandOptions, runEmbedCommand } from '#src/cli/commands/models/embed-command.js';
import { PhotoseekError } from '#src/errors.js';
import type { Embedder } from '#src/library/embedding/types.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const model = { name: 'fake', revision: '0123456789abcdef', dtype: 'fp32', dim: 2 };
const before = process.exitCode;
afterEach(() => {
  process.exitCode = before;
});

beforeAll(async () => {
  await mkdir(join(home, 'folder'));
  await writeFile(join(home, 'texts.txt'), 'one\r\n\ntwo\n');
  await writeFile(join(home, 'list.txt'), 'a.jpg\nbad.jpg\n');
  await writeFile(join(home, 'folder', 'x.png'), '');
});

/** Images with `bad` in their name have no vector. */
const fake: Embedder = {
  model,
  async *embed(inputs) {
    for await (const input of inputs) {
      if ('path' in input && input.path.includes('bad'))
        yield { vector: null, error: new PhotoseekError('damaged-image', 'It is damaged.') };
      else yield { vector: Float32Array.of(0.6, 0.8), truncated: false, error: null };
    }
  },
  close: async () => {},
};

async function run(args: string[], options: Partial<EmbedCommandOptions>, isTerminal = false, embedder = fake) {
  const written: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const sink = (name: keyof typeof written) => ({
    write: (text: string | Uint8Array) => void written[name].push(Buffer.from(text as string)),
    isTerminal,
    columns: 80,
  });
  const context = {
    ...{ cwd: home, stdout: sink('stdout'), stderr: sink('stderr'), colours: pc.createColors(false) },
    open: async () => Promise.reject(new Error('no library is needed')),
  };
  process.exitCode = 0;
  await runEmbedCommand(args, { format: 'jsonl', ...options }, context, async () => embedder);
  const bytes = Buffer.concat(written.stdout);
  return { bytes, stdout: bytes.toString(), stderr: Buffer.concat(written.stderr).toString(), code: process.exitCode };
}

describe('photoseek embed', () => {
  it('prints a line for each input, texts first, with model and dimension', async () => {
    const options = { texts: 'texts.txt', image: ['a.jpg', 'folder'] };
    const { stdout, stderr, code } = await run(['zero'], options);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ text, image }) => text ?? image)).toEqual(['zero', 'one', 'two', 'a.jpg', 'folder/x.png']);
    expect(lines[4]).toMatchObject({ index: 4, model: 'fake', revision: model.revision, dim: 2 });
    expect(Float32Array.from(lines[0].vector)).toEqual(Float32Array.of(0.6, 0.8));
    expect([code, stderr]).toEqual([0, '5 vectors of 2 float32 numbers, by fake (revision 0123456789abcdef)\n']);
  });

  it('reports an image without a vector, goes on, and ends with exit code 1', async () => {
    const { stdout, stderr, code } = await run([], { image: ['bad.jpg', 'a.jpg'] });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      index: 0,
      image: 'bad.jpg',
      error: { code: 'damaged-image', message: 'It is damaged.' },
    });
    expect(lines[1]).toMatchObject({ index: 1, image: 'a.jpg', vector: [expect.any(Number), expect.any(Number)] });
    expect(stderr).toContain('error: bad.jpg: It is damaged. [damaged-image]');
    expect([code, stderr.includes('1 of 2 inputs have no vector')]).toEqual([1, true]);
  });

  it('writes an npy file with a row for each input, of NaN where there is no vector', async () => {
    const { stdout } = await run([], { imageList: 'list.txt', format: 'npy', output: 'out.npy', quiet: true });
    expect(stdout).toBe('');
    const file = await readFile(join(home, 'out.npy'));
    expect(file.toString('latin1')).toContain("'shape': (2, 2)");
    const numbers = [0, 1, 2, 3].map((i) => file.readFloatLE(file.length - 16 + i * 4));
    expect(numbers).toEqual([Math.fround(0.6), Math.fround(0.8), Number.NaN, Number.NaN]);
  });

  it('leaves no part of a file behind when the encoder fails', async () => {
    const failing: Embedder = {
      ...fake,
      // biome-ignore lint/correctness/useYield: it fails first
      async *embed() {
        throw new PhotoseekError('encoder-failed', 'It failed.');
      },
    };
    await expect(run(['a'], { output: 'failed.jsonl' }, false, failing)).rejects.toMatchObject({
      code: 'encoder-failed',
    });
    expect(readdirSync(home).filter((name) => name.startsWith('failed'))).toEqual([]);
  });

  it.each([
    ['an npy file for a terminal', ['a'], { format: 'npy' }],
    ['two inputs from stdin', [], { texts: '-', imageList: '-' }],
    ['an empty list', [], { texts: 'empty.txt' }],
  ] as const)('refuses %s', async (_, args, options) => {
    await writeFile(join(home, 'empty.txt'), '\n');
    await expect(run([...args], options, true)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('says which list is missing', async () => {
    const error = { code: 'path-not-found', message: expect.stringContaining('nowhere.txt') };
    await expect(run([], { texts: 'nowhere.txt' })).rejects.toMatchObject(error);
  });
});
