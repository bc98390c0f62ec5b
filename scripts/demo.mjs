/**
 * A demonstration: indexes the sample photos, runs three text queries and one image query in the terminal, then serves the page. `--once` exits
 * after the queries. The library is stored in .demo-library/, so that a second run starts at once.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = join(root, 'dist/photoseek.cjs');
const library = ['--library', join(root, '.demo-library')];
const samples = join(root, 'data/samples');

function photoseek(...args) {
  console.log(`\n$ photoseek ${args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg.replace(root, ''))).join(' ')}`);
  const { status } = spawnSync(process.execPath, [command, ...args, ...library], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

photoseek('index', samples);
photoseek('search', 'a cup of coffee', '--limit', '3');
photoseek('search', 'a bridge at night', '--limit', '3');
photoseek('search', 'a kitten playing with yarn', '--limit', '3');
photoseek('similar', join(samples, 'two-spaniels-at-window.jpg'), '--limit', '3');

if (!process.argv.includes('--once')) {
  console.log();
  photoseek('serve');
}
