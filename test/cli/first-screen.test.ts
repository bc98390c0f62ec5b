import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { printFirstScreen } from '#src/cli/commands/first-screen.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
// A test runner that npx started.
beforeEach(() => void vi.stubEnv('npm_command', ''));
afterEach(() => void vi.unstubAllEnvs());

function print(library: string): string {
  let text = '';
  vi.stubEnv('PHOTOSEEK_LIBRARY', library);
  printFirstScreen({ write: (piece) => (text += String(piece)), isTerminal: false, columns: 80 });
  return text;
}

describe('photoseek alone', () => {
  it('says where to begin when there is no library', () => {
    const text = print(join(home, 'none'));
    expect(text).toMatch(/^ {2}photoseek index ~\/Pictures +first: /m);
    expect(text).toContain(join(home, 'none'));
  });

  it('names searches first when there is one', () => {
    mkdirSync(join(home, 'some'));
    writeFileSync(join(home, 'some', 'catalogue.db'), '');
    expect(print(join(home, 'some'))).toMatch(/only read\.\n\n {2}photoseek search a dog/);
  });

  it('writes lines for npx to a user of npx', () => {
    vi.stubEnv('npm_command', 'exec');
    expect(print(join(home, 'none'))).toMatch(/^ {2}npx photoseek index/m);
  });
});
