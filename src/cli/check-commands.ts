import type { Command } from 'commander';
import { findSpelling } from '../runtime/find-nearest.js';

/**
 * Refuses commands that do not exist, before the parser sees the command line: with `--help`, it would show the help of the program instead, as if
 * nothing was wrong. `help models use` becomes `models use --help`.
 * @param args from the name of the command on
 * @throws CommanderError with the name that was probably meant
 */
export function checkCommands(program: Command, args: readonly string[]): string[] {
  const asked = args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
  let command = program;
  for (let rest = asked; ; ) {
    const at = findOperand(command, rest);
    const name = rest[at];
    if (name === undefined || command.commands.length === 0 || name === 'help') return asked;
    const next = command.commands.find((one) => one.name() === name);
    if (next === undefined) return refuse(program, command, name);
    command = next;
    rest = rest.slice(at + 1);
  }
}

/** The place of the first word that is neither an option nor the value of one; −1: there is none. */
function findOperand({ options }: Command, args: readonly string[]): number {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!arg.startsWith('-')) return i;
    if (arg === '--') return -1;
    if (options.some(({ long, short, required }) => required && (arg === long || arg === short))) i++;
  }
  return -1;
}

function refuse(program: Command, command: Command, name: string): never {
  const known = command.createHelp().visibleCommands(command);
  const elsewhere = program.commands.find(({ commands }) => commands.some((one) => one.name() === name));
  const nearest = findSpelling(
    name,
    known.map((one) => one.name()),
  );
  const meant = command === program && elsewhere !== undefined ? `${elsewhere.name()} ${name}` : nearest;
  const place = command === program ? '' : ` of ${command.name()}`;
  const advice = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  return command.error(`error: unknown command '${name}'${place}${advice}`, {
    code: 'commander.unknownCommand',
    exitCode: 1,
  });
}
