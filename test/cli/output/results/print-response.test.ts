import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '#src/cli/context.js';
import { printable } from '#src/cli/output/printable.js';
import { createPrinter, type OutputOptions } from '#src/cli/output/results/print-response.js';
import type { SearchResponse } from '#src/index.js';
import { fromNameBytes } from '#src/runtime/fs-path.js';

/** What a printer writes for photos of these paths. */
async function print(
  paths: readonly string[],
  options: OutputOptions,
  isTerminal = false,
  title: string | null = null,
  otherPaths: readonly string[] = [],
) {
  const written: Buffer[] = [];
  const stdout = { write: (text: string | Uint8Array) => void written.push(Buffer.from(text as string)), isTerminal };
  const context = { cwd: '/', stdout: { ...stdout, columns: 80 }, stderr: stdout, colours: pc.createColors(false) };
  const results = paths.map((path) => ({ path, otherPaths, metadata: { title }, evidence: [] }));
  const printer = await createPrinter(options, context as unknown as CommandContext);
  printer({ results, notices: [] } as unknown as SearchResponse);
  return Buffer.concat(written);
}

const NAMES = [
  Buffer.from('1998_J\xe4rvi/s\xf6.jpg', 'latin1'),
  Buffer.from([0x8e, 0xca, 0x2e, 0x6a]),
  Buffer.from('写真'),
];
const PATHS = NAMES.map((name) => `/p/${fromNameBytes(name)}`);
const onDisk = (end: string) =>
  Buffer.concat(NAMES.map((name) => Buffer.concat([Buffer.from('/p/'), name, Buffer.from(end)])));

describe('a list in a pipe', () => {
  it('has the paths of a few copies of a photo, and the number of many', async () => {
    const otherPaths = Array.from({ length: 30 }, (_, i) => `/q/${i}.jpg`);
    const lines = (await print(['/p/a.jpg'], { sort: 'name' }, false, null, otherPaths)).toString().split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '        also /q/0.jpg',
      '        also /q/1.jpg',
      '        also 28 other copies',
    ]);
  });
});

describe('paths with names that are not UTF-8', () => {
  it('leave as the bytes that they are on disk', async () => {
    expect(await print(PATHS, { null: true })).toEqual(onDisk('\0'));
    expect(await print(PATHS, { paths: true })).toEqual(onDisk('\n'));
    expect(await print(PATHS, { format: '{folder}/{name}' })).toEqual(onDisk('\n'));
    expect(await print(PATHS, { null: true }, true)).toEqual(onDisk('\0'));
  });

  it('leave beside texts in --format, each as it is', async () => {
    const title = 'größe \uef80';
    const expected = Buffer.concat([NAMES[1] as Buffer, Buffer.from(`\t${title}\n`)]);
    expect(await print([PATHS[1] as string], { format: '{name}\\t{title}' }, false, title)).toEqual(expected);
  });

  it('are shown in a terminal with the bytes as escapes', async () => {
    expect((await print([PATHS[0] as string], { paths: true }, true)).toString()).toBe(
      '/p/1998_J\\xe4rvi/s\\xf6.jpg\n',
    );
    expect(printable(PATHS[1] as string)).toBe('/p/\\x8e\\xca.j');
  });

  it('are valid JSON', async () => {
    const [line] = (await print(PATHS, { ndjson: true })).toString('utf8').split('\n');
    expect(JSON.parse(line as string)).toMatchObject({ path: PATHS[0] });
    expect((await print(PATHS, { json: true })).includes('\ufffd')).toBe(false);
  });
});
