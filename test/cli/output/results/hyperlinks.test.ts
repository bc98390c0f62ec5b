import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hasHyperlinks, linkToFile } from '#src/cli/output/results/hyperlinks.js';
import { fromNameBytes } from '#src/runtime/fs-path.js';

describe('hasHyperlinks', () => {
  it.each([
    ['an unknown terminal', true, {}, false],
    ['kitty', true, { TERM: 'xterm-kitty' }, true],
    ['iTerm2 3.4', true, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.4.1' }, true],
    ['iTerm2 3.0', true, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.15' }, false],
    ['VS Code 1.100', true, { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.100.0' }, true],
    ['VTE 0.50.0, which crashed', true, { VTE_VERSION: '5000' }, false],
    ['VTE 0.76', true, { VTE_VERSION: '7600' }, true],
    ['an old tmux inside of VTE', true, { TERM: 'tmux-256color', VTE_VERSION: '7600' }, false],
    ['tmux 3.4', true, { TERM: 'tmux-256color', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4' }, true],
    ['any terminal with FORCE_HYPERLINK', true, { FORCE_HYPERLINK: '1' }, true],
    ['kitty with FORCE_HYPERLINK=0', true, { TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }, false],
    ['kitty with NO_COLOR', true, { TERM: 'xterm-kitty', NO_COLOR: '1' }, false],
    ['a terminal without capabilities', true, { TERM: 'dumb', FORCE_HYPERLINK: '1' }, false],
    ['a pipe', false, { TERM: 'xterm-kitty' }, false],
    ['a pipe with FORCE_HYPERLINK', false, { FORCE_HYPERLINK: '1' }, false],
  ])('%s', (_, isTTY, env, expected) => {
    expect(hasHyperlinks({ isTTY }, env)).toBe(expected);
  });
});

describe.skipIf(process.platform === 'win32')('linkToFile', () => {
  const addressOf = (path: string) => linkToFile('name', path).split('\x1b\\')[0];

  it('names this machine, and escapes the bytes of the path', () => {
    expect(linkToFile('cat', '/p/cat.jpg')).toBe(`\x1b]8;;file://${hostname()}/p/cat.jpg\x1b\\cat\x1b]8;;\x1b\\`);
    expect(addressOf('/p q/größe;#?%.jpg')).toMatch(/\/p%20q\/gr%C3%B6%C3%9Fe%3B%23%3F%25\.jpg$/);
    expect(addressOf(`/p/${fromNameBytes(Buffer.from('s\xf6.jpg', 'latin1'))}`)).toMatch(/\/p\/s%F6\.jpg$/);
  });

  it('lets no name end the link', () => {
    expect(addressOf('/p/a\x1b\\b\x07.jpg')).toMatch(/\/p\/a%1B%5Cb%07\.jpg$/);
  });
});
