import { type Completion, RootCommand, ShellCompDirective } from '@bomb.sh/tab';
import type { Argument, Command, Option } from 'commander';
import type { CommandContext } from '../context.js';

/** Files that a place on the command line takes besides the words that are proposed. */
type Files = 'none' | 'files' | 'folders';

/** Prints the script for a shell. */
export function runCompletionCommand(shell: string, context: CommandContext): void {
  const script = printedBy(() => new RootCommand().setup('photoseek', 'photoseek', shell));
  context.stdout.write(shell === 'bash' ? adaptToBash(script) : script);
}

/** Prints, for a completion script, the words that can stand at the end of a command line; the last one may be incomplete or empty. */
export function runCompleteCommand(program: Command, words: readonly string[], context: CommandContext): void {
  const { values, files } = complete(program, words);
  const directive = {
    none: ShellCompDirective.ShellCompDirectiveNoFileComp,
    files: ShellCompDirective.ShellCompDirectiveDefault,
    folders: ShellCompDirective.ShellCompDirectiveFilterDirs,
  }[files];
  const lines = values.map(({ value, description = '' }) => `${value}\t${description}`);
  context.stdout.write([...lines, `:${directive}`, ''].join('\n'));
}

function complete(program: Command, words: readonly string[]): { values: Completion[]; files: Files } {
  let files: Files = 'none';
  const root = new RootCommand();
  const take = (found: Files) => {
    files = found;
  };
  describe(program, '', root, take);
  // The library prints its answer, with a directive that never lets the shell complete files.
  const printed = printedBy(() => root.parse([...words]));
  const values = printed
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map((line) => {
      const [value = '', description = ''] = line.split('\t');
      return { value, description };
    });
  return { values, files: values.length > 0 ? 'none' : files };
}

/** Describes a command and those below it to the library. */
function describe(command: Command, path: string, root: RootCommand, take: (files: Files) => void): void {
  const target = path === '' ? root : root.command(path, command.description());
  for (const option of command.createHelp().visibleOptions(command)) {
    const name = option.long?.slice(2);
    if (name === undefined) continue;
    const alias = option.short?.slice(1);
    if (option.required || option.optional) {
      const files = filesOf(option);
      target.option(name, option.description, proposing(option.argChoices, files, take), alias);
    } else {
      target.option(name, option.description, ...(alias === undefined ? [] : [alias]));
    }
  }
  for (const argument of command.registeredArguments)
    target.argument(argument.name(), proposing(argument.argChoices, filesOf(argument), take), argument.variadic);
  for (const sub of command.createHelp().visibleCommands(command))
    describe(sub, path === '' ? sub.name() : `${path} ${sub.name()}`, root, take);
}

function proposing(choices: readonly string[] | undefined, files: Files, take: (files: Files) => void) {
  return (propose: (value: string, description: string) => void) => {
    take(files);
    for (const choice of choices ?? []) propose(choice, '');
  };
}

/** By the names that `--help` shows: `--library <dir>`, `[path...]`. */
function filesOf(place: Option | Argument): Files {
  const name = 'flags' in place ? /[<[]([\w-]+)/.exec(place.flags)?.[1] : place.name();
  if (name === 'dir') return 'folders';
  return ['path', 'file', 'image', 'query', 'tsv', 'text'].includes(name ?? '') ? 'files' : 'none';
}

/**
 * The library's script completes no files in bash, prints errors when it is read twice, and needs a function of the package bash-completion, which
 * macOS does not have.
 */
function adaptToBash(script: string): string {
  return `${WORDS_WITHOUT_PACKAGE}${script.replace(/^readonly /gm, '').replace(/^complete -F/m, 'complete -o bashdefault -o default -F')}`;
}

const WORDS_WITHOUT_PACKAGE = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${words[cword]}
    prev=\${words[cword - 1]}
}
`;

/** The library prints by `console.log` only. */
function printedBy(work: () => void): string {
  const { log } = console;
  let text = '';
  console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    work();
  } finally {
    console.log = log;
  }
  return text;
}
