import { resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { FieldChanges, FieldInfo, FieldType, FieldValue, Library } from '../../index.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { printable } from '../output/printable.js';
import { countFiles } from '../output/root-notices.js';
import { withLibrary } from '../with-library.js';

/** `photoseek fields`: lists them, or sets those of a file. */
export async function runFieldsCommand(
  path: string | undefined,
  values: readonly string[],
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    if (path === undefined) listFields(await library.fields(), options, context);
    else await setFields(library, resolve(context.cwd, path), values, options, context);
  });
}

function listFields(fields: readonly FieldInfo[], options: CommonOptions, { stdout, stderr, colours }: CommandContext) {
  if (options.json) {
    stdout.write(`${JSON.stringify({ fields })}\n`);
    return;
  }
  // A field that the last photo has lost keeps its type, and is listed as JSON only.
  const used = fields.filter(({ files }) => files > 0);
  for (const { name, type, files } of used)
    stdout.write(`${printable(name)}  ${type}  ${colours.dim(countFiles(files))}\n`);
  if (used.length === 0 && !options.quiet)
    stderr.write('No photo has fields. Set some: photoseek fields FILE price=20\n');
}

async function setFields(
  library: Library,
  path: string,
  values: readonly string[],
  options: CommonOptions,
  { stdout, stderr, colours }: CommandContext,
): Promise<void> {
  if (values.length === 0)
    throw new PhotoseekError('bad-argument', 'After the file, at least one name=value must follow, got none.', {
      hint: 'For example: photoseek fields shoe.jpg price=19.9 brand=Acme',
    });
  const types = new Map((await library.fields()).map(({ name, type }) => [name, type]));
  const changes: Record<string, FieldValue | null> = {};
  for (const text of values) addChange(changes, text, types);
  await library.setFields({ path }, changes as FieldChanges);
  if (options.json) stdout.write(`${JSON.stringify({ path, fields: changes })}\n`);
  else if (!options.quiet) stderr.write(colours.dim(`Set ${Object.keys(changes).join(', ')}.\n`));
}

/** Adds `name=value`; the same name again makes a list of texts, and an empty value removes the field. */
function addChange(
  changes: Record<string, FieldValue | null>,
  text: string,
  types: ReadonlyMap<string, FieldType>,
): void {
  const at = text.indexOf('=');
  if (at < 1)
    throw new PhotoseekError('bad-argument', `A field must be given as name=value, got ${JSON.stringify(text)}.`, {
      hint: 'For example: price=19.9. An empty value removes the field: price=',
    });
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const before = changes[name];
  if (before === undefined) changes[name] = value === '' ? null : readValue(value, types.get(name));
  else changes[name] = [...(Array.isArray(before) ? before : [String(before)]), value];
}

/** As the field's type; of a new field, the type that the text looks like. */
function readValue(text: string, type: FieldType | undefined): FieldValue {
  const number = Number(text);
  if (type !== 'string' && type !== 'boolean' && text.trim() !== '' && Number.isFinite(number)) return number;
  if (type !== 'string' && type !== 'number' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
