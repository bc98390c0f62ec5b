/**
 * Asks the server whatever its OpenAPI document allows, and what it forbids, over the sample photos: no answer may be a 5xx that is not
 * documented, of a status, media type or shape that the document does not name. The questions are made by Schemathesis (PyPI), which is
 * installed into .bench/ on first use. `npm run test:api -- --max-examples 200` asks longer.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../dist/index.js';
import { startServer } from '../dist/server/app/listen.js';

const VERSION = '4.32.5';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
  'unsupported_method',
];

const venv = fileURLToPath(new URL('../.bench/schemathesis-venv', import.meta.url));
const samples = fileURLToPath(new URL('../data/samples', import.meta.url));
const settings = fileURLToPath(new URL('./schemathesis', import.meta.url));
const command = join(venv, process.platform === 'win32' ? 'Scripts/st.exe' : 'bin/st');

install();
const home = mkdtempSync(join(tmpdir(), 'photoseek-api-'));
const library = await openLibrary({ path: join(home, 'library') });
for await (const _ of library.index([samples]));
const server = await startServer({ library: withoutIndexing(library), port: 0, limits: { requestsPerMinute: 0 } });
try {
  process.exitCode = await ask(server.url, process.argv.slice(2));
} finally {
  await server.close();
  await library.close();
  rmSync(home, { recursive: true, force: true });
}

function install() {
  if (existsSync(command)) return;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const made = spawnSync(python, ['-m', 'venv', venv], { stdio: 'inherit' });
  const pip = join(venv, process.platform === 'win32' ? 'Scripts/pip.exe' : 'bin/pip');
  const installed = spawnSync(pip, ['install', '--quiet', `schemathesis==${VERSION}`], { stdio: 'inherit' });
  if (made.status !== 0 || installed.status !== 0) throw new Error('Schemathesis could not be installed.');
}

/** Made-up paths are real somewhere ("/" is): everything but the run itself is as it is. */
function withoutIndexing(real) {
  const index = async function* () {};
  return new Proxy(real, {
    get(target, name) {
      if (name === 'index') return index;
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function ask(url, more) {
  const args = [
    ...['--config-file', join(settings, 'schemathesis.toml')],
    'run',
    `${url}/api/v1/openapi.json`,
    '--checks',
    CHECKS.join(','),
    '--phases',
    'examples,coverage,fuzzing',
  ];
  const limits = more.length > 0 ? more : ['--max-examples', '25', '--max-time', '120'];
  const child = spawn(command, [...args, '--workers', '1', '--no-color', '--generation-database', 'none', ...limits], {
    stdio: 'inherit',
    // Where it leaves what it found.
    cwd: home,
    env: { ...process.env, SCHEMATHESIS_HOOKS: join(settings, 'hooks.py') },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
