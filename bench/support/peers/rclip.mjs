import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { benchFolder } from '../corpus.mjs';

/** https://github.com/yurijmikhalevich/rclip, MIT */
export const RCLIP_VERSION = '3.3.0';

const SCRIPT = fileURLToPath(new URL('index_with_rclip.py', import.meta.url));
const run = promisify(execFile);

/**
 * Installs rclip into a virtual environment below the folder of the benchmark, unless it is there.
 * @returns the path of its Python; or, as an error, why it cannot be installed
 */
export async function installRclip() {
  const environment = benchFolder(`rclip-${RCLIP_VERSION}`);
  const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(join(environment, 'installed'))) return python;
  rmSync(environment, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `rclip==${RCLIP_VERSION}`]);
  } catch (error) {
    const [reason] = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .slice(-1);
    throw new Error(
      `rclip ${RCLIP_VERSION} cannot be installed (Python 3.11 to 3.13 with venv, and PyPI, are needed): ${reason}`,
    );
  }
  await run(python, ['-c', `open(${JSON.stringify(join(environment, 'installed'))}, "w")`]);
  return python;
}

/**
 * Indexes a folder with rclip into a new database.
 * @param model see `index_with_rclip.py`
 * @returns how many photos were indexed
 */
export async function indexWithRclip(python, folder, model) {
  const data = benchFolder('rclip-data');
  rmSync(data, { recursive: true, force: true });
  const { stdout } = await run(python, [SCRIPT, JSON.stringify(model)], {
    cwd: folder,
    env: { ...process.env, RCLIP_DATADIR: data },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)).indexed;
}
