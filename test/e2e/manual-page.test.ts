import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startNode } from '../support/processes/run-command.js';
import { COMMAND } from '../support/shared.js';

const file = join(dirname(COMMAND), 'photoseek.1');
const page = readFileSync(file, 'utf8').replaceAll('\\-', '-').replaceAll('\\.', '.');

describe('the manual page', () => {
  it('has every command of the list', async () => {
    const { stdout } = await startNode([COMMAND, '--help']).ended;
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*[a-z]/gm)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(15);
    for (const name of commands.filter((each) => each !== 'help' && each !== 'photoseek'))
      expect(page, name).toMatch(new RegExp(`^\\.SS photoseek ${name}\\b`, 'm'));
  });

  it('has options with their meaning', () => {
    expect(page).toMatch(/--exclude <pattern>[\s\S]{0,20}:\n\.br\nExclude files by a pattern/);
    expect(page).toMatch(/^\.SH COMMON OPTIONS[\s\S]*--library <dir>[\s\S]*^\.SH COMMANDS/m);
  });

  const hasGroff = spawnSync('groff', ['--version']).status === 0;
  if (!hasGroff) console.warn('skipped: the manual page is formatted, because groff is not installed');
  it.runIf(hasGroff)('is formatted without a warning', () => {
    const { stdout, stderr } = spawnSync('groff', ['-k', '-man', '-Tutf8', '-ww', '-P-c', file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toContain('Wrong usage.');
  });
});
