import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLibraryFolder } from '../../runtime/default-folders.js';
import { VERSION } from '../../version.js';
import type { Sink } from '../context.js';

/** Prints what to do first, or next: the answer to `photoseek` alone, which is wrong usage for a program. */
export function printFirstScreen(sink: Sink): void {
  // npm says so to the programs that npx starts.
  const command = process.env['npm_command'] === 'exec' ? 'npx photoseek' : 'photoseek';
  const library = defaultLibraryFolder();
  const steps = existsSync(join(library, 'catalogue.db'))
    ? [
        ['search a dog on the beach', 'find photos by describing them'],
        ['similar ~/Pictures/cat.jpg', 'find photos that look like an image'],
        ['serve', 'search in a browser'],
        ['index', 'add what is new in the indexed folders'],
        ['status', 'size and state of the library'],
      ]
    : [
        ['index ~/Pictures', 'first: make the photos of a folder findable'],
        ['search a dog on the beach', 'then: find photos by describing them'],
        ['serve', 'or search in a browser'],
      ];
  const width = Math.max(...steps.map(([step = '']) => step.length));
  sink.write(
    [
      `photoseek ${VERSION}: find your own pictures by describing them or by showing a similar one.`,
      'Everything stays on this machine. Your photos are only read.',
      '',
      ...steps.map(([step = '', meaning]) => `  ${command} ${step.padEnd(width)}  ${meaning}`),
      '',
      `Usage: ${command} COMMAND [options]; all commands: ${command} --help`,
      `The library: ${library}`,
      '',
    ].join('\n'),
  );
}
