import { resolve } from 'node:path';
import type { TagCount } from '../../index.js';
import type { CommandContext } from '../context.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek tags`. */
export interface TagsOptions extends CommonOptions {
  vocabulary?: string;
  extend?: boolean;
  defaultVocabulary?: boolean;
}

/** `photoseek tags` */
export async function runTagsCommand(options: TagsOptions, context: CommandContext): Promise<void> {
  const { stdout, stderr } = context;
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    if (options.vocabulary !== undefined || options.defaultVocabulary) {
      const file = options.vocabulary === undefined ? null : resolve(context.cwd, options.vocabulary);
      const terms = await library.useVocabulary(file, { extend: options.extend ?? false });
      if (!options.quiet) stderr.write(`The vocabulary has ${terms} terms now.\n`);
    }
    const tags = await library.tags();
    stdout.write(options.json ? `${JSON.stringify({ tags })}\n` : formatTags(tags, context));
  } finally {
    await library.close();
  }
}

/** One paragraph per group, the most frequent tag first. */
function formatTags(tags: readonly TagCount[], { stdout, colours }: CommandContext): string {
  const groups = new Map<string, TagCount[]>();
  for (const tag of tags) groups.set(tag.group, [...(groups.get(tag.group) ?? []), tag]);
  return [...groups]
    .map(([group, members]) => {
      const tags = members.map(({ name, count }) => ({ plain: `${printable(name)} ${count}`, name, count }));
      const lines: string[] = [];
      let line = '';
      let width = 0;
      for (const { plain, name, count } of tags) {
        if (width > 0 && width + plain.length + 5 > stdout.columns) {
          lines.push(line);
          line = '';
          width = 0;
        }
        line += `${width > 0 ? '   ' : '  '}${printable(name)} ${colours.dim(String(count))}`;
        width += plain.length + 3;
      }
      lines.push(line);
      return `${colours.bold(printable(group || 'other'))}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
