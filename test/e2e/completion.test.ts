import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const programs = join(home, 'bin');
const folder = join(home, 'folder');
for (const path of [programs, folder, join(folder, 'pictures')]) mkdirSync(path);
writeFileSync(join(folder, 'picnic.jpg'), '');
writeFileSync(join(programs, 'photoseek'), `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
chmodSync(join(programs, 'photoseek'), 0o755);
const env = { PATH: `${programs}${delimiter}${process.env['PATH']}`, HOME: home, TERM: 'dumb' };

function hasShell(shell: string): boolean {
  const isThere = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!isThere) console.warn(`skipped: completion in ${shell}, which is not installed`);
  return isThere;
}

function writeScript(shell: string): string {
  const file = join(home, `photoseek.${shell}`);
  writeFileSync(file, execFileSync(join(programs, 'photoseek'), ['completion', shell]));
  return file;
}

describe.runIf(hasShell('bash'))('in bash', () => {
  const proposed = (line: string, setup = '') => {
    const words = line.split(' ');
    const script = `${setup}
      source ${writeScript('bash')}; source ${writeScript('bash')}
      COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
      compopt() { :; }
      __photoseek_complete
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { env, cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  };

  it('words are completed, without the package bash-completion too, and the script can be read twice', () => {
    expect(proposed('photoseek compl')).toEqual(['completion']);
    expect(proposed('photoseek index --raw ')).toEqual(['all', 'sibling']);
  });

  it('folders are completed, and files are left to the shell', () => {
    expect(proposed('photoseek index --library p')).toEqual(['pictures']);
    expect(proposed('photoseek index p')).toEqual(['']);
    const registered = spawnSync('bash', ['--norc', '-c', `source ${writeScript('bash')}; complete -p photoseek`], {
      encoding: 'utf8',
    });
    expect(registered.stdout).toContain('-o default');
  });
});

it.runIf(hasShell('fish'))(
  'fish completes commands, choices and files',
  () => {
    const proposed = (line: string) => {
      const script = `source ${writeScript('fish')}; complete -C '${line}'`;
      const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { env, cwd: folder, encoding: 'utf8' });
      return stdout
        .trim()
        .split('\n')
        .map((entry) => entry.split('\t')[0]);
    };
    expect(proposed('photoseek compl')).toEqual(['completion']);
    expect(proposed('photoseek index --raw ')).toEqual(['all', 'sibling']);
    expect(proposed('photoseek index p')).toEqual(['picnic.jpg', 'pictures/']);
  },
  60_000,
);

it.runIf(hasShell('zsh'))(
  'zsh completes commands, choices and files',
  () => {
    // A terminal of its own; Ctrl-X prints the line as it is then.
    const typed = (line: string) => {
      const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PS1=; autoload -Uz compinit && compinit -u -D; source ${writeScript('zsh')}"
      zpty -w shell 'show() { print -r -- "<<$BUFFER>>" }; zle -N show; bindkey "^X" show; bindkey "^I" complete-word; echo rea""dy'
      zpty -r shell output '*ready*'
      zpty -n -w shell $'${line}\\t\\x18'
      zpty -r shell output '*<<*>>*'
      print -r -- "$output"`;
      const { stdout } = spawnSync('zsh', ['-f', '-c', script], {
        env,
        cwd: folder,
        encoding: 'utf8',
        timeout: 30_000,
      });
      return /<<(.*)>>/.exec(stdout)?.[1]?.trim();
    };
    expect(typed('photoseek compl')).toBe('photoseek completion');
    expect(typed('photoseek index --raw s')).toBe('photoseek index --raw sibling');
    expect(typed('photoseek index pict')).toBe('photoseek index pictures/');
  },
  90_000,
);
