/**
 * Measures how long three users need from nothing to their first right answer: with the archive of `npm run package`, in an empty home, over the sample
 * photos. `node scripts/first-success.mjs [ARCHIVE]` prints each command with its seconds, and fails where an answer is wrong. docs/install.md has the
 * figures.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const archive = resolve(process.argv[2] ?? join(root, `photoseek-${version}.tgz`));
const photos = join(root, 'data/samples');
const SHOP = `
import { readFileSync } from 'node:fs';
import { openLibrary } from 'photoseek';
const library = await openLibrary({ path: './pictures' });
const articles = { cup: 'favourites/coffee-cup.jpg', guitar: 'favourites/guitar-and-drums.jpg', pan: 'at-home/frying-pan-in-kitchen.jpg' };
await Promise.all(Object.entries(articles).map(([id, file]) =>
  library.put(id, { image: { bytes: readFileSync(process.argv[2] + '/' + file) }, fields: { inStock: id !== 'pan' } })));
const { results } = await library.search('a cup of coffee', { fields: { inStock: true }, limit: 1 });
console.log(results.map(({ externalId }) => externalId).join());
await library.close();
`;

const folder = mkdtempSync(join(tmpdir(), 'first-success-'));
/** An empty home, and nothing of this machine's settings of npm. */
function makeEnvironment(home) {
  mkdirSync(home, { recursive: true });
  const kept = ['PATH', 'SystemRoot', 'HTTPS_PROXY', 'HTTP_PROXY', 'NODE_EXTRA_CA_CERTS'];
  const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return { ...env, PATH: `${join(home, '.local/bin')}:${env.PATH}`, HOME: home, USERPROFILE: home };
}

/** Runs a step and prints how long it took. `expected`: what its output has to contain. */
function step(user, command, expected) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { ...user, encoding: 'utf8', maxBuffer: 1e8 });
  const seconds = (performance.now() - start) / 1000;
  user.seconds += seconds;
  console.log(`  ${seconds.toFixed(1).padStart(6)} s  $ ${command}`);
  if (status === 0 && stdout.includes(expected ?? '')) return stdout;
  throw new Error(`expected ${expected ?? 'exit code 0'}, got exit code ${status}: ${stdout}${stderr}`);
}

function begin(name) {
  console.log(`\n${name}`);
  const home = join(folder, name.split(',')[0].toLowerCase());
  return { cwd: home, env: makeEnvironment(home), seconds: 0 };
}

const end = ({ seconds }) => console.log(`  ${seconds.toFixed(1).padStart(6)} s  in all`);

function photographer() {
  const user = begin('Photographer, in the terminal');
  step(user, `npm install --global --prefix ~/.local ${archive}`);
  step(user, `photoseek index ${photos}`);
  step(user, 'photoseek search a cat --limit 1 --paths', 'cat');
  end(user);
}

function developer() {
  const user = begin('Developer, with a shop');
  step(user, 'npm init --yes && npm pkg set type=module');
  step(user, `npm install ${archive}`);
  writeFileSync(join(user.cwd, 'shop.js'), SHOP.trimStart());
  step(user, `node shop.js ${photos}`, 'cup');
  end(user);
}

async function operator() {
  const user = begin('Operator, of a family server');
  step(user, `npm install --global --prefix ~/.local ${archive}`);
  step(user, `photoseek index ${photos}`);
  const key = /psk_\S+|^\S{30,}$/m.exec(step(user, 'photoseek keys create phone'))?.[0];
  const start = performance.now();
  const server = spawn('photoseek', ['serve', '--host', '0.0.0.0', '--port', '0'], {
    ...user,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const url = await readUrl(server);
    const seconds = (performance.now() - start) / 1000;
    user.seconds += seconds;
    console.log(`  ${seconds.toFixed(1).padStart(6)} s  $ photoseek serve --host 0.0.0.0`);
    step(user, `curl --silent --fail -H "Authorization: Bearer ${key}" "${url}/api/v1/search?q=a+cat&limit=1"`, 'cat');
    end(user);
  } finally {
    server.kill();
  }
}

/** The first address that the server prints. */
function readUrl(server) {
  return new Promise((done, fail) => {
    let text = '';
    const read = (chunk) => {
      text += chunk;
      const [url] = /http:\/\/[\d.[\]:a-f]+/.exec(text) ?? [];
      if (url !== undefined) done(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${text}`)));
  });
}

try {
  photographer();
  developer();
  await operator();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
