/**
 * Makes the archives that are installed and published; run it after `npm run build`.
 *
 *   npm run package                       photoseek-VERSION.tgz: one file with everything that this system needs
 *   npm run package -- --node 22,24       the same for other versions of Node, too
 *   npm run package -- --split            photoseek-VERSION.tgz without native code, and photoseek-native-SYSTEM-VERSION.tgz
 *   npm run package -- --out FOLDER       where the archives go
 *
 * As `prepack`, it refuses to pack the checkout as it is: that package would compile and download when it is installed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSqlite } from './build-sqlite.mjs';
import { runNpm } from './run-npm.mjs';
import { stagePackage, stageSystemPackage } from './stage-package.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
if (process.env.npm_lifecycle_event === 'prepack') {
  console.error('A checkout is not packed as it is. Make the package with: npm run package (docs/install.md)');
  process.exit(1);
}
const { values } = parseArgs({
  options: { split: { type: 'boolean' }, node: { type: 'string' }, out: { type: 'string', default: root } },
});
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const temporary = mkdtempSync(join(tmpdir(), 'photoseek-package-'));
try {
  const sqliteByAbi = new Map();
  for (const version of values.node?.split(',') ?? []) {
    const { abi, file } = buildSqlite(version, temporary);
    sqliteByAbi.set(abi, file);
  }
  if (values.split) {
    pack('photoseek', (folder) => stagePackage(folder, 'beside'));
    pack('native', (folder) => stageSystemPackage(folder, sqliteByAbi));
  } else {
    pack('photoseek', (folder) => stagePackage(folder, 'own', sqliteByAbi));
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function pack(name, stage) {
  const folder = join(temporary, name);
  mkdirSync(folder);
  stage(folder);
  const options = ['pack', '--json', '--pack-destination', out];
  const [{ filename, size, unpackedSize, files }] = JSON.parse(runNpm(options, { cwd: folder }));
  console.log(`${join(out, filename)}: ${toMegabytes(size)} MB, unpacked ${toMegabytes(unpackedSize)} MB`);
  const parts = new Map();
  for (const { path, size: bytes } of files) {
    const [part] = path.split('/');
    parts.set(part, (parts.get(part) ?? 0) + bytes);
  }
  for (const [part, bytes] of [...parts].filter(([, bytes]) => bytes > 1e5).sort(([, a], [, b]) => b - a))
    console.log(`  ${part.padEnd(12)} ${toMegabytes(bytes).padStart(6)} MB`);
}

function toMegabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
