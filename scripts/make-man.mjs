/** Writes the manual page, dist/photoseek.1, from the commands and options of the built command line: it names what that version has. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const { createProgram } = await import(new URL('dist/cli/program.js', root));
const { version, homepage } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** Options that this many commands have are described once. */
const COMMON_FROM = 10;

/** What commands print as help, piece by piece. */
let pieces = [];
const sink = { write: (text) => pieces.push(String(text)), isTerminal: false, columns: 80 };
const program = createProgram({ cwd: '.', stdout: sink, stderr: sink, colours: {}, open: () => {} });
const help = program.createHelp();

const commands = listCommands(program, '');
const counts = new Map();
for (const { command } of commands)
  for (const { flags } of ownOptions(command)) counts.set(flags, (counts.get(flags) ?? 0) + 1);
const isCommon = ({ flags }) => counts.get(flags) >= COMMON_FROM;
const common = new Map(
  commands.flatMap(({ command }) =>
    ownOptions(command)
      .filter(isCommon)
      .map((one) => [one.flags, one]),
  ),
);

const markdown = `# photoseek(1) -- ${program.description().replace(/\.$/, '')}

## SYNOPSIS

\`photoseek\` *command* [*options*] [*arguments*]

## DESCRIPTION

${plain('photoseek indexes folders of photos on this machine, and finds photos by a description or by a similar one. Photos are only read, and nothing leaves the machine unless it is asked to. Results go to standard output, everything else to standard error.')}

## COMMON OPTIONS

${[...common.values()].map(describeOption).join('\n')}

## COMMANDS

${commands.map(describeCommand).join('\n')}

## EXIT STATUS

* \`0\`:
  Success.
* \`1\`:
  An error.
* \`2\`:
  Wrong usage.
* \`130\`:
  An index run was interrupted; what was finished is stored.

## ENVIRONMENT

* \`PHOTOSEEK_LIBRARY\`:
  Folder of the library, where \`--library\` is not given.
* \`HF_ENDPOINT\`, \`HF_TOKEN\`, \`HF_HUB_OFFLINE\`:
  Where models are downloaded from, with which token, and whether that is forbidden.
* \`HTTPS_PROXY\`, \`NO_PROXY\`:
  The proxy for downloads.
* \`NO_COLOR\`, \`FORCE_COLOR\`:
  Whether output has colours.

## FILES

* \`~/.local/share/photoseek\` (Linux), \`~/Library/Application Support/photoseek\` (macOS), \`%LOCALAPPDATA%\\\\photoseek\\\\Data\` (Windows):
  The library, where no other is named.
* \`~/.cache/photoseek\` (Linux), \`~/Library/Caches/photoseek\` (macOS), \`%LOCALAPPDATA%\\\\photoseek\\\\Cache\` (Windows):
  Downloaded models.

## SEE ALSO

${plain(homepage)}
`;

const converter = fileURLToPath(new URL('node_modules/marked-man/bin/marked-man.js', root));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [converter, '--version', version, '--manual', 'photoseek'],
  {
    input: markdown,
    encoding: 'utf8',
  },
);
if (status !== 0) throw new Error(`The manual page cannot be made: ${stderr}`);
writeFileSync(new URL('dist/photoseek.1', root), stdout);

function listCommands(parent, path) {
  const real = help.visibleCommands(parent).filter((command) => command.name() !== 'help');
  return real.flatMap((command) => {
    const name = `${path}${command.name()}`;
    return [{ command, name }, ...listCommands(command, `${name} `)];
  });
}

function ownOptions(command) {
  return help.visibleOptions(command).filter(({ long }) => long !== '--help');
}

function describeCommand({ command, name }) {
  const usage = command.registeredArguments.map(nameArgument).join(' ');
  const options = ownOptions(command).filter((one) => !isCommon(one));
  return [
    `### photoseek ${name} ${plain(usage)}`,
    `${plain(sentence(command.description()))}`,
    ...command.registeredArguments.filter(({ description }) => description).map(describeArgument),
    ...options.map(describeOption),
    ...readNotes(command),
    '',
  ].join('\n\n');
}

function nameArgument(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function describeArgument(argument) {
  return `* \`${argument.name()}\`:\n  ${plain(sentence(help.argumentDescription(argument)))}`;
}

function describeOption(option) {
  return `* \`${option.flags}\`:\n  ${plain(sentence(help.optionDescription(option)))}`;
}

/** The text after the list of options: prose begins at the margin, examples are indented. */
function readNotes(command) {
  pieces = [];
  command.outputHelp();
  const notes = pieces.slice(1).join('').split('\n');
  const blocks = [];
  for (const line of notes) {
    const kind = line.startsWith(' ') ? 'example' : 'prose';
    if (line.trim() === '') blocks.push({ kind: 'gap', lines: [] });
    else if (blocks.at(-1)?.kind === kind) blocks.at(-1).lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks
    .filter(({ kind }) => kind !== 'gap')
    .map(({ kind, lines }) =>
      kind === 'prose'
        ? plain(lines.join(' '))
        : ['```', ...lines.map((line) => line.replace(/^ {2}/, '')), '```'].join('\n'),
    );
}

function sentence(text) {
  const one = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(one) ? one : `${one}.`;
}

/** For Markdown, where these would be markup. */
function plain(text) {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}
