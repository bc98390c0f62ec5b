import { resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { TagCount } from '../../index.js';
import { listTagLanguages, readTagNames, type TagNames } from '../../runtime/tag-names.js';
import type { CommandContext } from '../context.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek tags`. */
export interface TagsOptions extends CommonOptions {
  vocabulary?: string;
  extend?: boolean;
  defaultVocabulary?: boolean;
  language?: string;
}

/** A tag with its name and its group as they are shown. */
interface ShownTag extends TagCount {
  label?: string;
  groupLabel?: string;
}

/** `photoseek tags` */
export async function runTagsCommand(options: TagsOptions, context: CommandContext): Promise<void> {
  const { stdout, stderr } = context;
  const names = readNames(options.language);
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    if (options.vocabulary !== undefined || options.defaultVocabulary) {
      const file = options.vocabulary === undefined ? null : resolve(context.cwd, options.vocabulary);
      const terms = await library.useVocabulary(file, { extend: options.extend ?? false });
      if (!options.quiet) stderr.write(`The vocabulary has ${terms} terms now.\n`);
    }
    const tags = (await library.tags()).map((tag) => translate(tag, names));
    stdout.write(options.json ? `${JSON.stringify({ tags })}\n` : formatTags(tags, context));
  } finally {
    await library.close();
  }
}

function readNames(language = 'en'): TagNames | undefined {
  const languages = listTagLanguages();
  if (!languages.includes(language)) {
    throw new PhotoseekError(
      'bad-argument',
      `--language must be one of ${languages.join(', ')}, got ${JSON.stringify(language)}.`,
    );
  }
  return language === 'en' ? undefined : readTagNames(language);
}

/** Tags of a vocabulary of one's own have no translation. */
function translate(tag: TagCount, names: TagNames | undefined): ShownTag {
  if (names === undefined) return tag;
  return { ...tag, label: names.tags[tag.name] ?? tag.name, groupLabel: names.groups[tag.group] ?? tag.group };
}

/** One paragraph per group, the most frequent tag first. */
function formatTags(tags: readonly ShownTag[], { stdout, colours }: CommandContext): string {
  const groups = new Map<string, ShownTag[]>();
  for (const tag of tags) {
    const group = tag.groupLabel ?? tag.group;
    groups.set(group, [...(groups.get(group) ?? []), tag]);
  }
  return [...groups]
    .map(([group, members]) => {
      const tags = members.map(({ name, label = name, count }) => ({
        plain: `${printable(label)} ${count}`,
        name: label,
        count,
      }));
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
