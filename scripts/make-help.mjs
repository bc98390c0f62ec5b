/** Writes what commands print as help, dist/command/help.json, from the built command line: `photoseek --help` need not load it; see `src/cli/find-help.ts`. */
import { writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const { createProgram } = await import(new URL('dist/cli/program.js', root));

let printed = '';
const sink = {
  write: (text) => {
    printed += text;
  },
  isTerminal: false,
  columns: 80,
};
const program = createProgram({ cwd: '.', stdout: sink, stderr: sink, colours: {}, open: () => {} });
const texts = {};
add(program, '');
writeFileSync(new URL('dist/command/help.json', root), JSON.stringify(texts));

function add(command, name) {
  printed = '';
  command.outputHelp();
  texts[name] = printed;
  for (const one of command.commands) if (one.name() !== 'help') add(one, `${name} ${one.name()}`.trim());
}
