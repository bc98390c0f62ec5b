/**
 * Packs the built package as `npm publish` would and checks the archive: publint reads package.json, are-the-types-wrong resolves the types.
 * `node scripts/check-package.mjs [FOLDER]`; the default is this repository, after `npm run build`. Exit code 1 with a line per problem.
 *
 * The profile is `esm-only` because the package has one build, of ES modules. A second build for CommonJS would give a process two copies of
 * `PhotoseekError` (`instanceof` fails between them) and two owners of each native library. CommonJS programs use `await import('photoseek')`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? root);
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
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary];
  // `npm run` names the script of npm itself; on Windows the bare command is a batch file, which only a shell starts.
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const output = execFileSync(program, [...first, ...options], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: program === 'npm' && process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(output);
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
