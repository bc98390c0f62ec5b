import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '#src/library/types/descriptions.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';

const OK: Finding = { check: 'files', state: 'ok', message: 'Every file is there.', examined: 9, wrong: 0 };
const DERIVED: Finding = { ...OK, check: 'index', state: 'derived', message: 'The index is behind.', wrong: 1 };
const CHANGED: Finding = { ...OK, check: 'content', state: 'lost', message: '1 file has other bytes.', wrong: 1 };
const LOST: Finding = { ...OK, check: 'vectors', state: 'lost', message: '1 vector is damaged.', wrong: 1 };

afterEach(() => {
  process.exitCode = undefined;
});

async function run(args: readonly string[], findings: Finding[] = [OK]) {
  const verify = vi.fn(async () => findings);
  const done = await runWithLibrary(['verify', ...args], { verify });
  return { ...done, asked: verify.mock.calls[0], exitCode: process.exitCode ?? 0 };
}

describe('photoseek verify', () => {
  it('looks at files, reads them with --content, and leaves them alone with --no-files', async () => {
    expect((await run([])).asked).toEqual([{ files: true, content: false }]);
    expect((await run(['--content'])).asked).toEqual([{ files: true, content: true }]);
    expect((await run(['--no-files'])).asked).toEqual([{ files: false, content: false }]);
    expect((await run(['--content', '--library', '/lib'])).options).toMatchObject({
      ...{ path: '/lib', create: false, readOnly: true },
    });
  });

  it('refuses to read the files that it is told to leave alone', async () => {
    const error = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(run(['--content', '--no-files'])).rejects.toThrow(/--content.*cannot be used with.*--no-files/);
    error.mockRestore();
  });

  it.each([
    ['nothing is wrong', [OK], 0, 'ok', 'No problems found.'],
    ['an index is behind', [OK, DERIVED], 0, 'repairable', 'To repair: photoseek repair'],
    ['a file on disk has other bytes', [OK, CHANGED], 1, 'lost', 'The library is in order; files on the disk are not'],
    ['a vector is damaged', [CHANGED, DERIVED, LOST], 1, 'lost', 'To recover it: photoseek restore FILE'],
  ] as const)('says what to do where %s', async (_what, findings, exitCode, verdict, advice) => {
    const plain = await run(['--content'], [...findings]);
    expect(plain.stdout).toContain(advice);
    expect(plain.exitCode).toBe(exitCode);
    const json = await run(['--content', '--json'], [...findings]);
    expect(JSON.parse(json.stdout)).toEqual({ findings, verdict });
  });

  it('prints with -q only what is lost', async () => {
    expect((await run(['-q'], [OK, DERIVED])).stdout).toBe('');
    expect((await run(['-q', '--content'], [OK, CHANGED])).stdout).toContain('lost  content: 1 file has other bytes.');
  });
});
