/** Builds the package: the compiler and the bundlers of the page and the command run concurrently, because they are independent. */
import { spawn } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(program, ...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`node_modules/${program}`, ...args], {
      cwd: root,
      stdio: 'inherit',
      // A test runner that builds sets NODE_ENV=test: the page would be built for development, with paths of this machine in it.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

// Output of deleted source files must be neither tested nor published.
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
// First: the compiler reads the module it writes.
if ((await run('../scripts/compile-wat.mjs')) !== 0) process.exit(1);
const codes = await Promise.all([
  run('typescript/bin/tsc', '-p', 'tsconfig.build.json'),
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn'),
  run('vite/bin/vite.js', 'build', '--config', 'vite.command.config.ts', '--logLevel', 'warn'),
  run('vite/bin/vite.js', 'build', '--config', 'vite.command.config.ts', '--mode', 'modules', '--logLevel', 'warn'),
]);
process.exitCode = Math.max(...codes);
// The manual page and the help are made from the compiled command line.
if (process.exitCode === 0)
  process.exitCode = Math.max(await run('../scripts/make-man.mjs'), await run('../scripts/make-help.mjs'));
// The compiler type-checks the entry of the command, but the bundled command is shipped. The other modules of `dist/cli` stay for tests.
for (const ending of ['js', 'js.map', 'd.ts'])
  rmSync(new URL(`../dist/cli/main.${ending}`, import.meta.url), { force: true });
// The bundler does not mark the command as executable.
if (process.exitCode === 0) chmodSync(new URL('../dist/photoseek.cjs', import.meta.url), 0o755);
