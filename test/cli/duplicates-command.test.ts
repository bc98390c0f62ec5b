import { describe, expect, it, vi } from 'vitest';
import type { Root } from '#src/library/types/descriptions.js';
import { fromNameBytes } from '#src/runtime/fs-path.js';
import type { DuplicateGroup, DuplicateKind } from '#src/search/types/duplicates.js';
import { fakePhoto } from '../server/fake-library.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';

function makeGroup(kind: DuplicateKind, ...files: [string, ...string[]][]): DuplicateGroup {
  const members = files.map(([path, ...aliases]) => ({ photo: fakePhoto, path, aliases, cosine: 1 }));
  return { kind, members, reason: 'shortest path', reclaimableBytes: 1000 };
}

async function run(args: readonly string[], groups: DuplicateGroup[] = [], roots: Partial<Root>[] = []) {
  const duplicates = vi.fn(async () => groups);
  const done = await runWithLibrary(['duplicates', ...args], { duplicates, roots: async () => roots as Root[] });
  return { ...done, asked: duplicates.mock.calls[0] };
}

describe('photoseek duplicates', () => {
  it('prints for deletion only exact duplicates unless others are asked for, after it has read them', async () => {
    expect((await run(['--paths'])).asked).toEqual([{ kinds: ['exact'], compareBytes: true }]);
    expect((await run(['-0', '--kind', 'near'])).asked).toEqual([{ kinds: ['near'], compareBytes: true }]);
    expect((await run([])).asked).toEqual([{ compareBytes: false }]);
    expect((await run(['--filter', 'in:Pictures taken:2023'])).asked).toEqual([
      { filters: 'in:/Pictures taken:2023', compareBytes: false },
    ]);
  });

  it('prints every name of a file that may go, and none of the one to keep', async () => {
    const groups = [makeGroup('exact', ['/a.jpg', '/link to a.jpg'], ['/b.jpg', '/link to b.jpg'], ['/c.jpg'])];
    expect((await run(['--paths'], groups)).stdout).toBe('/b.jpg\n/link to b.jpg\n/c.jpg\n');
    expect((await run(['-0'], groups)).stdout).toBe('/b.jpg\0/link to b.jpg\0/c.jpg\0');
    expect((await run([], groups)).stdout).toContain('also /link to a.jpg, the same file');
  });

  it('prints no path with a line break among lines, where it would be two others', async () => {
    const groups = [makeGroup('exact', ['/a.jpg'], ['/x\n/a.jpg'], ['/y\r.jpg'], ['/b.jpg'])];
    const { stdout, stderr } = await run(['--paths'], groups);
    expect(stdout).toBe('/b.jpg\n');
    expect(stderr).toContain('2 paths with line breaks are left out; -0 prints them, too.');
    expect((await run(['-0'], groups)).stdout).toBe('/x\n/a.jpg\0/y\r.jpg\0/b.jpg\0');
  });

  it.each([
    ['Latin-1', Buffer.from('1998_J\xe4rvi/s\xf6.jpg', 'latin1')],
    ['Shift JIS', Buffer.from([0x8e, 0xca, 0x90, 0x5e, 0x2e, 0x6a, 0x70, 0x67])],
    ['half a character', Buffer.from('é.jpg').subarray(1)],
    ['a character that escapes use', Buffer.from('\uef80 icon.jpg')],
  ])('prints names that are not UTF-8 as the bytes that they are on disk: %s', async (_what, name) => {
    const path = `/p/${fromNameBytes(name)}`;
    const groups = [makeGroup('exact', ['/p/keep.jpg'], [path, `${path}.link`])];
    const onDisk = (end: string) =>
      Buffer.concat(['', '.link'].map((more) => Buffer.concat([Buffer.from('/p/'), name, Buffer.from(more + end)])));
    expect((await run(['--paths'], groups)).bytes).toEqual(onDisk('\n'));
    expect((await run(['-0'], groups)).bytes).toEqual(onDisk('\0'));
    const [group] = JSON.parse((await run(['--json'], groups)).stdout).groups;
    expect(group.members[1].path).toBe(path);
  });

  it('says which roots are missing, and where one looks moved to', async () => {
    const { stderr } = await run(
      [],
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
    expect((await run(['-q'], [], [{ path: '/x', files: 1, isMissing: true, movedTo: null }])).stderr).toBe('');
  });
});
