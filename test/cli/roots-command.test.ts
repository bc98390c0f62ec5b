import { describe, expect, it, vi } from 'vitest';
import type { RemovedRoot, Root } from '#src/library/types/descriptions.js';
import { fakeStats } from '../server/fake-library.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';

const ROOT: Root = {
  ...{
    path: '/photos',
    files: 12,
    failed: 1,
    addedAtMs: new Date(2024, 6, 2).getTime(),
    isMissing: false,
    movedTo: null,
  },
  ...{ exclude: [], hidden: false, followLinks: false, raw: 'all', kinds: ['photos' as const, 'videos' as const] },
};

async function run(args: string[], { roots = [], removed = {} }: { roots?: Root[]; removed?: Partial<RemovedRoot> }) {
  const removeRoot = vi.fn(async (path: string) => ({ path, removed: 12, forgotten: 0, ...removed }));
  const stats = async () => ({ ...fakeStats, lastIndexedAtMs: new Date(2024, 6, 12, 9, 5).getTime() });
  const done = await runWithLibrary(['roots', ...args], { roots: async () => roots, removeRoot, stats });
  return { ...done, removeRoot };
}

describe('photoseek roots', () => {
  it('lists the roots, and says which are missing and what can be done', async () => {
    const missing = { ...ROOT, path: '/old', files: 3, failed: 0, isMissing: true };
    const { stdout, stderr } = await run([], { roots: [ROOT, { ...missing, movedTo: '/photos/old' }, missing] });
    expect(stdout.split('\n')).toEqual([
      '/photos  12 files, 1 failed, since 2024-07-02  there',
      '/old  3 files, since 2024-07-02  missing',
      '/old  3 files, since 2024-07-02  missing',
      '',
    ]);
    expect(stderr).toContain('The last index run ended 2024-07-12 09:05.\n');
    expect(stderr).toContain('/old is unreachable and looks moved to /photos/old.');
    expect(stderr).toContain('/old is unreachable; its 3 files stay in the library');
    expect((await run(['--json'], { roots: [ROOT] })).stdout).toBe(`${JSON.stringify({ roots: [ROOT] })}\n`);
    expect((await run([], {})).stderr).toContain('There are no roots.');
  });

  it('calls a folder that never had photos empty', async () => {
    expect((await run([], { roots: [{ ...ROOT, files: 0, failed: 0 }] })).stdout).toBe(
      '/photos  0 files, since 2024-07-02  empty\n',
    );
  });

  it('removes one, and says what that means for the photos below it', async () => {
    const { stdout, removeRoot, options } = await run(['remove', '/photos', '--library', '/lib'], {});
    expect(removeRoot).toHaveBeenCalledExactlyOnceWith('/photos', { dryRun: false });
    expect(options).toMatchObject({ path: '/lib', create: false });
    expect(stdout).toBe(
      'Removed /photos with 12 files. All of them stay in the library at another path. No file on disk was touched.\n',
    );
    const some = await run(['remove', '/photos'], { removed: { forgotten: 5 } });
    expect(some.stdout).toContain('5 of them are known at no other path and no longer found.');
  });

  it('says before that what would be', async () => {
    const { stdout, removeRoot } = await run(['remove', '/photos', '--dry-run'], { removed: { forgotten: 1 } });
    expect(removeRoot).toHaveBeenCalledExactlyOnceWith('/photos', { dryRun: true });
    expect(stdout).toBe(
      'Would remove /photos with 12 files. 1 of them is known at no other path and would no longer be found. No file on disk would be touched.\n',
    );
    const json = await run(['remove', '/photos', '--dry-run', '--json'], {});
    expect(JSON.parse(json.stdout)).toEqual({ path: '/photos', removed: 12, forgotten: 0, dryRun: true });
  });
});
