import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addCommonOptions, parseImageBox, parseNumber } from '../options.js';

const PEOPLE_NOTES = `
Faces are looked for after: photoseek index --stages text,faces
They are biometric data. They stay in the library on this machine; photoseek index --drop faces deletes them with all names and decisions.

Examples:
  photoseek people
  photoseek people name 3 Anna
  photoseek search "person:Anna"
  photoseek people show 3                       the faces of a person, with their numbers
  photoseek people assign 3 41 42               these two faces are of person 3
  photoseek people assign none 43               this is no face
  photoseek people merge 3 8
  photoseek people suggestions
  photoseek people find who.jpg                 whose face is it? --face 2 for the second one`;

/** They change nothing. */
const READING = new Set(['show', 'find', 'export', 'write-xmp']);

const parseId = parseNumber(Number.MAX_SAFE_INTEGER);

/** Adds the command for people. */
export function addPeopleCommands(program: Command, context: CommandContext): void {
  const load = () => import('../commands/people-command.js');
  const people = addCommonOptions(program.command('people'))
    .description('list the people whose faces are in the photos; name, merge and correct them')
    .option('--all', 'list everybody: hidden people, too, and those without a name of whom there is one face')
    .addHelpText('after', PEOPLE_NOTES)
    .action(async (options) => (await load()).runPeopleCommand(options, context));
  const add = (name: string) => addCommonOptions(people.command(name), READING.has(name) ? undefined : 'write');
  add('show')
    .description('list the faces of a person')
    .argument('<person>', 'number of the person', parseId)
    .action(async (id, _, command) => (await load()).runPeopleShowCommand(id, command.optsWithGlobals(), context));
  add('name')
    .description('name a person; without a name, take it away')
    .argument('<person>', 'number of the person', parseId)
    .argument('[name...]', 'the name')
    .action(async (id, words, _, command) => {
      const name = words.length === 0 ? null : words.join(' ');
      await (await load()).runPeopleChangeCommand(id, { name }, command.optsWithGlobals(), context);
    });
  for (const name of ['hide', 'unhide'])
    add(name)
      .description(name === 'hide' ? 'leave a person out of lists' : 'list a person again')
      .argument('<person>', 'number of the person', parseId)
      .action(async (id, _, command) => {
        const change = { isHidden: name === 'hide' };
        await (await load()).runPeopleChangeCommand(id, change, command.optsWithGlobals(), context);
      });
  add('merge')
    .description('make several people one, who keeps the first number')
    .argument('<person>', 'number of the person', parseId)
    .argument('<others...>', 'numbers of those who are the same person', collectIds)
    .action(async (id, others, _, command) =>
      (await load()).runPeopleMergeCommand(id, others, command.optsWithGlobals(), context),
    );
  add('assign')
    .description('say of whom faces are')
    .argument('<target>', 'number of a person; new; not:NUMBER for not of that person; none for no face')
    .argument('<faces...>', 'numbers of faces, as show lists them', collectIds)
    .action(async (target, faces, _, command) =>
      (await load()).runPeopleAssignCommand(target, faces, command.optsWithGlobals(), context),
    );
  add('apart')
    .description('say that two people are two')
    .argument('<person>', 'number of a person', parseId)
    .argument('<other>', 'number of another one', parseId)
    .action(async (one, other, _, command) =>
      (await load()).runPeopleApartCommand(one, other, command.optsWithGlobals(), context),
    );
  add('find')
    .description('find whose face is in a picture, and where else it is')
    .argument('<image>', 'image file, or id:123 for a photo of the library')
    .option('--face <number>', 'which face, from left to right; default: the largest', parseNumber(1000))
    .option('--box <x,y,w,h>', 'the face in this part of the image, in shares of its width and height', parseImageBox)
    .option('--limit <number>', 'faces that are listed; default 20', parseNumber(1000))
    .action(async (image, _, command) =>
      (await load()).runPeopleFindCommand(image, command.optsWithGlobals(), context),
    );
  add('export')
    .description('print all people and their faces as JSON')
    .action(async (_, command) => (await load()).runPeopleExportCommand(command.optsWithGlobals(), context));
  add('write-xmp')
    .description('write the names into .xmp files beside the photos, for other programs')
    .option('--in <dir>', 'only of photos below this folder')
    .option('--dry-run', 'write nothing; list the files that would be written')
    .action(async (_, command) => (await load()).runPeopleWriteXmpCommand(command.optsWithGlobals(), context));
  add('suggestions')
    .description('list pairs of people who may be one')
    .action(async (_, command) => (await load()).runPeopleSuggestionsCommand(command.optsWithGlobals(), context));
}

function collectIds(value: string, before: number[] = []): number[] {
  return [...before, parseId(value)];
}
