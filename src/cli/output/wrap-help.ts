import { Help } from 'commander';

const help = new Help();

/** Characters of a line of help. */
export const HELP_WIDTH = 80;

/** For example `Options:`. */
const HEADING = /^[A-Z][\w ]*:$/;

/** Comments of examples that do not fit beside them stand below, this far in. */
const COMMENT_INDENT = ' '.repeat(6);

/**
 * Breaks help into lines of at most 80 characters. Text that begins at the margin is prose: its lines are filled anew. A line that is indented is an
 * example, with its comment after a gap.
 */
export function wrapHelp(text: string): string {
  const lines: string[] = [];
  let prose: string[] = [];
  const endProse = () => {
    if (prose.length > 0) lines.push(help.boxWrap(prose.join(' '), HELP_WIDTH));
    prose = [];
  };
  for (const line of text.split('\n')) {
    if (/^\S/.test(line) && !HEADING.test(line)) {
      prose.push(line);
      continue;
    }
    endProse();
    lines.push(...breakExample(line));
  }
  endProse();
  return lines.join('\n');
}

function breakExample(line: string): string[] {
  if (line.length <= HELP_WIDTH) return [line];
  const [, command, comment] = /^( +\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
  if (command === undefined || comment === undefined) return [line];
  const below = help.boxWrap(comment, HELP_WIDTH - COMMENT_INDENT.length).split('\n');
  return [command, ...below.map((part) => COMMENT_INDENT + part)];
}
