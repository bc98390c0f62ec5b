import { describe, expect, it } from 'vitest';
import { coloursFor } from '#src/cli/output/colours.js';

const TERMINAL = { isTTY: true } as NodeJS.WriteStream;
const PIPE = {} as NodeJS.WriteStream;
const isColoured = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) => coloursFor(stream, env).red('x') !== 'x';

describe('coloursFor', () => {
  it.each([
    ['a terminal', TERMINAL, {}, true],
    ['a terminal without capabilities', TERMINAL, { TERM: 'dumb' }, false],
    ['a terminal with NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, true],
    ['a pipe', PIPE, {}, false],
    ['a pipe in continuous integration', PIPE, { CI: 'true' }, false],
    ['a pipe with FORCE_COLOR', PIPE, { FORCE_COLOR: '1' }, true],
    ['a pipe with FORCE_COLOR=0', PIPE, { FORCE_COLOR: '0' }, false],
    ['a pipe with both', PIPE, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('%s', (_, stream, env, expected) => {
    expect(isColoured(stream, env)).toBe(expected);
  });
});
