import pc from 'picocolors';

/**
 * Colours for one output stream: on a terminal, or where `FORCE_COLOR` is set; never where `NO_COLOR` is set (https://no-color.org). The default
 * of the library also colours output that is no terminal where `CI` is set, so that a script there would read escape sequences.
 */
export function coloursFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): typeof pc {
  const { NO_COLOR: no = '', FORCE_COLOR: force = '', TERM: term } = env;
  const isForced = force !== '' && force !== '0';
  const isTerminal = stream.isTTY === true && term !== 'dumb';
  return pc.createColors(no === '' && (isForced || isTerminal)) as typeof pc;
}
