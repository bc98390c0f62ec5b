/** Characters of a line of help. */
const WIDTH = 80;

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
    if (prose.length > 0) lines.push(...fill(prose.join(' ')));
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

function fill(paragraph: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of paragraph.split(' ')) {
    const longer = line.trim() === '' ? line + word : `${line} ${word}`;
    if (longer.length > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function breakExample(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const [, command, comment] = /^( +\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
  return command === undefined || comment === undefined ? [line] : [command, ...fill(comment, COMMENT_INDENT)];
}
