/**
 * Writes the licences of all packages that are installed with photoseek to docs/licences.md, from the lock file and node_modules. `--check` only
 * compares. In both cases a licence that is not in the list below gives exit code 1.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/licences.md');

/** Licences of installed packages that are compatible with Apache-2.0. LGPL: libvips, a separate shared library that can be replaced. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'Zlib',
];

/** Licences of development dependencies, which are not installed with the package. */
const ALLOWED_FOR_DEVELOPMENT = [...ALLOWED, 'CC-BY-3.0', 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0', 'Unlicense', 'WTFPL'];

/** Names that are not those of SPDX. */
const NAMES = { 'Apache 2.0': 'Apache-2.0' };

function readLicence(path, locked) {
  const file = join(root, path, 'package.json');
  // Packages for other platforms are not installed: their licence comes from the lock file.
  const installed = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const said = installed.license ?? installed.licenses?.map((one) => one.type).join(' OR ') ?? locked.license;
  const licence = typeof said === 'object' ? said.type : (said ?? 'unknown');
  return NAMES[licence] ?? licence;
}

/** One side of each OR, every side of each AND. */
function isAllowed(licence, allowed) {
  const plain = licence.replace(/[()]/g, '');
  return plain.split(' OR ').some((side) => side.split(' AND ').every((part) => allowed.includes(part.trim())));
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const rows = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: locked.version,
    licence: readLicence(path, locked),
    isDevelopment: Boolean(locked.dev || locked.devOptional),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));

const refused = rows.filter((row) => !isAllowed(row.licence, row.isDevelopment ? ALLOWED_FOR_DEVELOPMENT : ALLOWED));
for (const { name, version, licence } of refused)
  console.error(`${name} ${version}: ${licence} is not on the list of licences`);

const shipped = rows.filter((row) => !row.isDevelopment);
const counts = new Map();
for (const { licence } of shipped) counts.set(licence, (counts.get(licence) ?? 0) + 1);
const text = `# Licences

Written by \`node scripts/licences.mjs\`; \`npm run check\` fails when it is out of date or a licence is not on the list in that script. What is
used only for building and testing is checked as well, and not listed.

${[...counts]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([licence, n]) => `- ${licence}: ${n}`)
  .join('\n')}

| package | version | licence |
|---|---|---|
${[...new Set(shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`))].join('\n')}
`;

if (process.argv.includes('--check')) {
  if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    console.error('docs/licences.md is out of date; run: node scripts/licences.mjs');
    process.exitCode = 1;
  }
} else {
  writeFileSync(page, text);
}
if (refused.length > 0) process.exitCode = 1;
