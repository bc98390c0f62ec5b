import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapHelp } from '#src/cli/output/wrap-help.js';
import { createProgram } from '#src/cli/program.js';

describe('help', () => {
  it('keeps every word in its order, and fills prose to 80 characters', () => {
    const word = fc.stringMatching(/^[a-z,.]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
        const wrapped = wrapHelp(words.join(' '));
        expect(wrapped.split(/\s+/)).toEqual(words);
        for (const line of wrapped.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('puts the comment of a long example below it', () => {
    const example = `  photoseek search ${'x'.repeat(50)}   all of it and more`;
    expect(wrapHelp(`Examples:\n${example}\n  photoseek status   size`)).toBe(
      `Examples:\n  photoseek search ${'x'.repeat(50)}\n      all of it and more\n  photoseek status   size`,
    );
  });

  it('of every command has lines of at most 80 characters, but for examples that cannot be broken', async () => {
    const written: string[] = [];
    const program = createProgram({
      ...{ cwd: '/', colours: {} as never, open: () => Promise.reject(new Error('not asked')) },
      stdout: { write: (text) => void written.push(String(text)), isTerminal: false, columns: 80 },
      stderr: { write: () => {}, isTerminal: false, columns: 80 },
    });
    for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])])
      command.outputHelp();
    const long = written
      .join('')
      .split('\n')
      .filter((line) => line.length > 80);
    expect(long.filter((line) => !line.startsWith('  photoseek '))).toEqual([]);
    expect(written.length).toBeGreaterThan(20);
    // Commander lists a command of no group under this heading.
    expect(written[0]).not.toMatch(/^Commands:/m);
  });
});
