import { expect, it } from 'vitest';
import { runTagsCommand } from '#src/cli/commands/tags-command.js';
import type { CommandContext } from '#src/cli/context.js';

const TAGS = [
  { name: 'beach', group: 'water', count: 3 },
  { name: 'rex', group: 'our animals', count: 2 },
  { name: 'lake', group: 'water', count: 1 },
];

/** What the command prints. */
async function run(options: Parameters<typeof runTagsCommand>[0]): Promise<string> {
  let printed = '';
  const context = {
    stdout: { columns: 80, write: (text: string) => (printed += text) },
    colours: { bold: String, dim: String },
    open: async () => ({ tags: async () => TAGS, close: async () => {} }),
  };
  await runTagsCommand(options, context as unknown as CommandContext);
  return printed;
}

it('names tags and groups in a language; those of a vocabulary of one’s own stay as they are', async () => {
  expect(await run({ language: 'de' })).toBe('Wasser\n  Strand 3   See 1\n\nour animals\n  rex 2\n');
  expect(await run({ language: 'zh' })).toContain('海滩 3');
  expect(await run({})).toContain('beach 3');
});

it('adds the names to JSON, beside those that filters print', async () => {
  expect(JSON.parse(await run({ language: 'de', json: true })).tags[0]).toEqual({
    ...TAGS[0],
    label: 'Strand',
    groupLabel: 'Wasser',
  });
  expect(JSON.parse(await run({ json: true })).tags).toEqual(TAGS);
});

it('refuses a language without names', async () => {
  await expect(run({ language: '../x' })).rejects.toThrow('--language must be one of de, en, zh, got "../x".');
});
