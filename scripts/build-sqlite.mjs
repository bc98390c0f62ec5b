import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './run-npm.mjs';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Compiles better-sqlite3 for another version of Node, with the headers of the package `node-SYSTEM-ARCH`, which holds a whole Node. The result is
 * kept in node_modules/.cache.
 * @param {string} node a version or range, as npm understands it: `22`
 * @param {string} temporary a folder
 * @returns {{ abi: string, file: string }} the version of the binary interface, and the compiled file
 */
export function buildSqlite(node, temporary) {
  const source = join(modules, 'better-sqlite3');
  const folder = join(temporary, `node-${node}`);
  mkdirSync(folder);
  const system = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  runNpm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `${system}@${node}`], {
    cwd: folder,
  });
  const headers = join(folder, 'node_modules', system);
  const abi = /#define NODE_MODULE_VERSION (\d+)/.exec(
    readFileSync(join(headers, 'include/node/node_version.h'), 'utf8'),
  )?.[1];
  if (abi === undefined) throw new Error(`${system}@${node} has no headers.`);
  const { version } = require(join(source, 'package.json'));
  const file = join(
    modules,
    '.cache/photoseek',
    `better-sqlite3-${version}-node-v${abi}-${process.platform}-${process.arch}.node`,
  );
  if (!existsSync(file)) {
    const copy = join(folder, 'better-sqlite3');
    cpSync(source, copy, { recursive: true, filter: (path) => path !== join(source, 'build') });
    // node-gyp comes with npm.
    const npm = process.env.npm_execpath ?? execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim();
    const gyp = require.resolve('node-gyp/bin/node-gyp.js', { paths: [dirname(npm), join(npm, 'npm')] });
    const args = [gyp, 'rebuild', '--release', '--loglevel=error', `--nodedir=${headers}`];
    execFileSync(process.execPath, args, { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(copy, 'build/Release/better_sqlite3.node'), file);
  }
  return { abi, file };
}
