import { PhotoseekError } from '../../errors.js';
import type { FaceTarget, Person, PersonChange } from '../../library/people/types.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { printable } from '../output/printable.js';
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
    context.stdout.write(listed.people.map((person) => `${describe(person)}\n`).join(''));
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
