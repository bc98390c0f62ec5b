import { execFileSync } from 'node:child_process';

/** Runs npm. `npm run` names the script of npm itself; on Windows the bare command is a batch file, which only a shell starts. */
export function runNpm(args, { cwd, env = process.env }) {
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  return execFileSync(program, [...first, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: program === 'npm' && process.platform === 'win32',
  });
}
