/**
 * A demonstration: indexes the sample photos, asks four questions in the terminal (words, words in another language, a picture, and words that no
 * photo fits), then serves the page. `--once` exits after the answers. The library is stored in .demo-library/, so that a second run starts at once.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = join(root, 'dist/photoseek.cjs');
const library = ['--library', join(root, '.demo-library')];
const samples = 'data/samples';

/** Runs the command on the library of the demonstration, in the folder of the checkout; shows it as one would type it. */
function photoseek(title, ...args) {
  console.log(`\n${title}\n$ photoseek ${args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)).join(' ')}`);
  const { status } = spawnSync(process.execPath, [command, ...args, ...library], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

photoseek('Make the sample photos findable. A second run reads only what changed.', 'index', samples);
photoseek('Find photos by describing them.', 'search', 'a cat');
photoseek('In another language: snowy mountains.', 'search', 'montañas con nieve', '--limit', '3');
photoseek(
  'Find photos that look like one: here, a pyramid.',
  'similar',
  `${samples}/favourites/pyramid-in-desert.jpg`,
  '--limit',
  '2',
);
photoseek('Nothing fits? Then the answer says so.', 'search', 'a birthday cake', '--limit', '1');

console.log(`
That was it. Now with photos of yours, which are only read, never changed:
  node dist/photoseek.cjs index ~/Pictures
  node dist/photoseek.cjs search "a dog on the beach"
  node dist/photoseek.cjs serve
docs/tasks.md has thirty everyday tasks with a command each; the authors of the sample photos are in data/samples/CREDITS.md.`);

if (!process.argv.includes('--once')) photoseek('The page, with the sample photos. Ctrl-C ends it.', 'serve');
