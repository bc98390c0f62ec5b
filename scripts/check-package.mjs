/**
 * Packs the built package as it is published and checks the archive: publint reads package.json, are-the-types-wrong resolves the types.
 * `node scripts/check-package.mjs [FOLDER]`; the default is what `npm run package` makes of this repository, after `npm run build`. Exit code 1 with a line per problem.
 *
 * The profile is `esm-only` because the package has one build, of ES modules. A second build for CommonJS would give a process two copies of
 * `PhotoseekError` (`instanceof` fails between them) and two owners of each native library. CommonJS programs use `await import('photoseek')`, or `require('photoseek')` since Node 20.19.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { runNpm } from './run-npm.mjs';
import { stagePackage } from './stage-package.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'photoseek-pack-'));
try {
  const archive = pack();
  const problems = [...(await lintPackage(archive)), ...checkTypes(archive)];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** @returns the path of the archive */
function pack() {
  const folder = process.argv[2] === undefined ? join(temporary, 'package') : resolve(process.argv[2]);
  if (process.argv[2] === undefined) {
    mkdirSync(folder);
    stagePackage(folder, 'beside');
    // Neither native code nor models have an influence on what is checked, and compressing them takes long.
    rmSync(join(folder, 'data'), { recursive: true });
  }
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary];
  const [{ filename }] = JSON.parse(runNpm(options, { cwd: folder }));
  return join(temporary, filename);
}

async function lintPackage(archive) {
  const { buffer } = new Uint8Array(readFileSync(archive));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => `publint: ${message.type}: ${formatMessage(message, pkg, { color: false })}`);
}

function checkTypes(archive) {
  const command = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const options = ['--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, archive, ...options], { encoding: 'utf8' });
  return status === 0 ? [] : [`are-the-types-wrong: exit code ${status}\n${stdout}${stderr}`];
}
