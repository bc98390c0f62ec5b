import pc from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import { type DuplicatesOptions, runDuplicatesCommand } from '#src/cli/commands/duplicates-command.js';
import type { CommandContext } from '#src/cli/context.js';
import type { Root } from '#src/library/types.js';
import type { DuplicateGroup, DuplicateKind } from '#src/search/types.js';
import { fakePhoto, makeFakeLibrary } from '../server/fake-library.js';

function makeGroup(kind: DuplicateKind, ...files: [string, ...string[]][]): DuplicateGroup {
  const members = files.map(([path, ...aliases]) => ({ photo: fakePhoto, path, aliases, cosine: 1 }));
  return { kind, members, reason: 'shortest path', reclaimableBytes: 1000 };
}

async function run(options: DuplicatesOptions, groups: DuplicateGroup[] = [], roots: Partial<Root>[] = []) {
  const output = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      output[name] += text;
    },
    isTerminal: false,
    columns: 80,
  });
  const duplicates = vi.fn(async () => groups);
  const library = makeFakeLibrary({ duplicates, roots: async () => roots as Root[] });
  const context: CommandContext = {
    ...{ cwd: '/', stdout: sink('stdout'), stderr: sink('stderr'), colours: pc.createColors(false) },
    open: async () => library,
  };
  await runDuplicatesCommand(options, context);
  return { ...output, asked: duplicates.mock.calls[0] };
}

describe('photoseek duplicates', () => {
  it('prints for deletion only exact duplicates unless others are asked for, after it has read them', async () => {
    expect((await run({ paths: true })).asked).toEqual([{ kinds: ['exact'], compareBytes: true }]);
    expect((await run({ null: true, kind: ['near'] })).asked).toEqual([{ kinds: ['near'], compareBytes: true }]);
    expect((await run({})).asked).toEqual([{ compareBytes: false }]);
    expect((await run({ filter: 'in:Pictures taken:2023' })).asked).toEqual([
      { filters: 'in:/Pictures taken:2023', compareBytes: false },
    ]);
  });

  it('prints every name of a file that may go, and none of the one to keep', async () => {
    const groups = [makeGroup('exact', ['/a.jpg', '/link to a.jpg'], ['/b.jpg', '/link to b.jpg'], ['/c.jpg'])];
    expect((await run({ paths: true }, groups)).stdout).toBe('/b.jpg\n/link to b.jpg\n/c.jpg\n');
    expect((await run({ null: true }, groups)).stdout).toBe('/b.jpg\0/link to b.jpg\0/c.jpg\0');
    expect((await run({}, groups)).stdout).toContain('also /link to a.jpg, the same file');
  });

  it('prints no path with a line break among lines, where it would be two others', async () => {
    const groups = [makeGroup('exact', ['/a.jpg'], ['/x\n/a.jpg'], ['/y\r.jpg'], ['/b.jpg'])];
    const { stdout, stderr } = await run({ paths: true }, groups);
    expect(stdout).toBe('/b.jpg\n');
    expect(stderr).toContain('2 paths with line breaks are left out; -0 prints them, too.');
    expect((await run({ null: true }, groups)).stdout).toBe('/x\n/a.jpg\0/y\r.jpg\0/b.jpg\0');
  });

  it('says which roots are missing, and where one looks moved to', async () => {
    const { stderr } = await run(
      {},
      [],
      [
        { path: '/old disk', files: 3, isMissing: true, movedTo: '/new' },
        { path: '/usb', files: 2, isMissing: true, movedTo: null },
        { path: '/here', files: 1, isMissing: false, movedTo: null },
      ],
    );
    expect(stderr).toContain(
      `/old disk is unreachable and looks moved to /new. To forget its old place: photoseek roots remove '/old disk'`,
    );
    expect(stderr).toContain('/usb is unreachable; its 2 files stay in the library and are in no group of duplicates.');
    expect(stderr).not.toContain('/here');
    expect((await run({ quiet: true }, [], [{ path: '/x', files: 1, isMissing: true, movedTo: null }])).stderr).toBe(
      '',
    );
  });
});
