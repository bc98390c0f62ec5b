import { resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { FaceMatches, FaceTarget, FindFaceOptions, Person, PersonChange } from '../../library/people/types.js';
import { printBox } from '../../model/box.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { printable } from '../output/printable.js';
import { readTarget as readImage } from '../read-target.js';
import { withLibrary } from '../with-library.js';

/** Most that one command lists. */
const MOST = 1000;

/** `photoseek people` */
export async function runPeopleCommand(
  options: CommonOptions & { all?: boolean },
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    const listed = await library.people({ includeHidden: options.all ?? false, limit: MOST });
    if (options.json) return print(listed, context);
    const shown = options.all ? listed.people : listed.people.filter(({ name, faces }) => name !== null || faces > 1);
    context.stdout.write(shown.map((person) => `${describe(person)}\n`).join(''));
    const alone = listed.people.length - shown.length;
    if (alone > 0 && !options.quiet)
      context.stderr.write(
        `${alone === 1 ? '1 person' : `${alone} people`} with a single face and no name left out; list them with --all.\n`,
      );
    const beyond = listed.total - listed.people.length;
    if (beyond > 0 && !options.quiet) context.stderr.write(`${beyond} more, with fewer faces, are not listed.\n`);
    if (listed.total === 0 && !options.quiet)
      context.stderr.write('There are no people. Look for faces: photoseek index --stages text,faces\n');
  });
}

/** `photoseek people show PERSON` */
export async function runPeopleShowCommand(id: number, options: CommonOptions, context: CommandContext): Promise<void> {
  await withLibrary(options, context, async (library) => {
    const person = await library.person(id);
    const { faces } = await library.facesOf(id, { limit: MOST });
    if (options.json) return print({ person, faces }, context);
    const lines = faces.map((face) => `  ${face.id}  ${printable(face.path)}${face.isConfirmed ? '  confirmed' : ''}`);
    context.stdout.write(`${[describe(person), ...lines].join('\n')}\n`);
  });
}

/** `photoseek people name`, `hide` and `unhide` */
export async function runPeopleChangeCommand(
  id: number,
  change: PersonChange,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    printPerson(await library.updatePerson(id, change), options, context);
  });
}

/** `photoseek people merge` */
export async function runPeopleMergeCommand(
  into: number,
  from: number[],
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, async (library) => {
    printPerson(await library.mergePeople(into, from), options, context);
  });
}

/** `photoseek people assign` */
export async function runPeopleAssignCommand(
  target: string,
  faces: number[],
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  const read = readTarget(target);
  await withLibrary(options, context, async (library) => {
    const made = await library.assignFaces(faces, read);
    const id = made ?? (typeof read === 'object' && 'person' in read ? read.person : null);
    if (id !== null) printPerson(await library.person(id), options, context);
    else if (options.json) print({ person: null }, context);
  });
}

/** `photoseek people apart` */
export async function runPeopleApartCommand(
  one: number,
  other: number,
  options: CommonOptions,
  context: CommandContext,
): Promise<void> {
  await withLibrary(options, context, (library) => library.keepApart(one, other));
}

/** `photoseek people find IMAGE` */
export async function runPeopleFindCommand(
  image: string,
  { face, box, limit, ...options }: CommonOptions & FindFaceOptions,
  context: CommandContext,
): Promise<void> {
  if (face !== undefined && box !== undefined)
    throw new PhotoseekError('bad-argument', '--face and --box both say which face is meant: give one of them.');
  const target = await readImage(image, context.cwd);
  await withLibrary(options, context, async (library) => {
    const which = { ...(face !== undefined && { face }), ...(box && { box }), ...(limit !== undefined && { limit }) };
    const found = await library.findFace(target, which);
    if (options.json) return print(found, context);
    if (!options.quiet) context.stderr.write(describeChosen(found));
    for (const { person, cosine } of found.people)
      context.stdout.write(`${cosine.toFixed(2)}  ${describe(person)}${cosine < 0.7 ? ', perhaps' : ''}\n`);
    for (const { cosine, path } of found.matches) context.stdout.write(`${cosine.toFixed(2)}  ${printable(path)}\n`);
    if (found.matches.length === 0 && !options.quiet)
      context.stderr.write('No face of the library is like this one.\n');
  });
}

function describeChosen({ face, faces }: FaceMatches): string {
  const box = printBox(face.box, 3);
  if (faces.length === 1) return `The face in the picture (${box}):\n`;
  return `Face ${face.number} of ${faces.length}, from left to right (${box}); --face N takes another one:\n`;
}

/** `photoseek people export` */
export async function runPeopleExportCommand(options: CommonOptions, context: CommandContext): Promise<void> {
  await withLibrary(options, context, async (library) => {
    context.stdout.write(`${JSON.stringify(await library.exportPeople(), null, 2)}\n`);
  });
}

/** `photoseek people write-xmp` */
export async function runPeopleWriteXmpCommand(
  options: CommonOptions & { in?: string; dryRun?: boolean },
  context: CommandContext,
): Promise<void> {
  const { in: folder, dryRun = false } = options;
  await withLibrary(options, context, async (library) => {
    const result = await library.writePeopleSidecars({
      dryRun,
      ...(folder !== undefined && { in: resolve(context.cwd, folder) }),
    });
    if (options.json) print(result, context);
    else for (const path of result.written) context.stdout.write(`${printable(path)}\n`);
    for (const { message } of options.json ? [] : result.failed) context.stderr.write(`${printable(message)}\n`);
    if (!options.quiet && !options.json)
      context.stderr.write(
        `${result.written.length} ${result.written.length === 1 ? 'sidecar' : 'sidecars'} ${dryRun ? 'would be written' : 'written'}, ${result.unchanged} say it already, ${result.failed.length} failed.\n`,
      );
    if (result.failed.length > 0) process.exitCode = 1;
  });
}

/** `photoseek people suggestions` */
export async function runPeopleSuggestionsCommand(options: CommonOptions, context: CommandContext): Promise<void> {
  await withLibrary(options, context, async (library) => {
    const suggestions = await library.suggestedPeople({ limit: 100 });
    if (options.json) return print({ suggestions }, context);
    for (const { person, other, cosine } of suggestions)
      context.stdout.write(`${cosine.toFixed(2)}  ${describe(person)}  may be  ${describe(other)}\n`);
  });
}

function readTarget(text: string): FaceTarget {
  if (text === 'none') return 'no-face';
  if (text === 'new') return { newPerson: null };
  const [, not, digits] = /^(not:)?(\d{1,15})$/.exec(text) ?? [];
  if (digits !== undefined) return not === undefined ? { person: Number(digits) } : { notThis: Number(digits) };
  throw new PhotoseekError(
    'bad-argument',
    `The target must be the number of a person, new, not:NUMBER or none, got ${JSON.stringify(text)}.`,
  );
}

function printPerson(person: Person, options: CommonOptions, context: CommandContext): void {
  if (options.json) print({ person }, context);
  else if (!options.quiet) context.stdout.write(`${describe(person)}\n`);
}

function describe({ id, name, faces, photos, isHidden }: Person): string {
  const counts = `${faces} ${faces === 1 ? 'face' : 'faces'} in ${photos} ${photos === 1 ? 'photo' : 'photos'}`;
  return `${id}  ${name === null ? '(no name)' : printable(name)}  ${counts}${isHidden ? ', hidden' : ''}`;
}

function print(value: unknown, { stdout }: CommandContext): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}
