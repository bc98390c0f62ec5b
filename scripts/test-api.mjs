/**
 * Sends valid and invalid requests, generated from the OpenAPI document by Schemathesis (PyPI), to a server over the sample photos. Every response
 * must have a documented status, media type and schema. Schemathesis is installed into .bench/ on first use.
 * `npm run test:api -- --max-examples 200` runs longer.
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
const samples = fileURLToPath(new URL('../data/samples/favourites', import.meta.url));
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

/** The real library with indexing disabled: generated paths may exist ("/" does). */
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
    // Schemathesis writes its results to the working directory.
    cwd: home,
    env: { ...process.env, SCHEMATHESIS_HOOKS: join(settings, 'hooks.py') },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
