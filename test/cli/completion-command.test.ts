import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { createProgram } from '#src/cli/program.js';

/** The words that are proposed for a command line, and the directive to the shell. */
async function complete(...words: string[]): Promise<[string[], string]> {
  const pieces: string[] = [];
  const sink = { write: (text: string | Uint8Array) => void pieces.push(String(text)), isTerminal: false, columns: 80 };
  const open = () => Promise.reject(new Error('no library is needed'));
  const program = createProgram({ cwd: '.', stdout: sink, stderr: sink, colours: pc.createColors(false), open });
  await program.parseAsync(['complete', '--', ...words], { from: 'user' });
  const lines = pieces.join('').trimEnd().split('\n');
  return [lines.slice(0, -1).map((line) => line.split('\t')[0] ?? ''), lines.at(-1) ?? ''];
}

const NOTHING_ELSE = ':4';
const FILES = ':0';
const FOLDERS = ':16';

describe('completion proposes', () => {
  it('commands, with those below them', async () => {
    expect(await complete('se')).toEqual([['search', 'serve'], NOTHING_ELSE]);
    expect(await complete('keys', '')).toEqual([['create', 'list', 'revoke', 'help'], NOTHING_ELSE]);
  });

  it('options, and their choices', async () => {
    expect(await complete('search', '--so')).toEqual([['--sort'], NOTHING_ELSE]);
    expect(await complete('index', '--raw', '')).toEqual([['all', 'sibling'], NOTHING_ELSE]);
    expect(await complete('completion', 'z')).toEqual([['zsh'], NOTHING_ELSE]);
  });

  it('files and folders, by the shell, where one is expected', async () => {
    expect(await complete('index', '')).toEqual([[], FILES]);
    expect(await complete('similar', './p')).toEqual([[], FILES]);
    expect(await complete('index', '--library', '')).toEqual([[], FOLDERS]);
    expect(await complete('search', '--limit', '')).toEqual([[], NOTHING_ELSE]);
  });
});
