/**
 * Mutation testing: changes one critical line of the built code at a time, in a copy of dist, and checks that a test fails. `--only N` runs one
 * mutant. Exit code 1 when a mutant survives without an explanation below.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Built file, text, its replacement (once), the test that must fail, the consequence of the defect, and why survival is acceptable, if it is. */
const MUTANTS = [
  [
    'vectors/engines/hnsw/graph-file.js',
    'if (sha256 !== sidecar.sha256)',
    'if (false)',
    'test/vectors/engines/hnsw/graph-file.test.ts',
    'native code would read a damaged graph',
  ],
  [
    'vectors/engines/hnsw/graph-file.js',
    'if (sizeBytes !== sidecar.graphBytes)',
    'if (false)',
    'test/vectors/engines/hnsw/graph-file.test.ts',
    'a truncated graph would be hashed first (the checksum still rejects it)',
    'the checksum rejects it as well',
  ],
  [
    'vectors/engines/hnsw/graph-file.js',
    "['libraryId', 'space', 'dim']",
    "['libraryId', 'space']",
    'test/vectors/engines/hnsw/graph-file.test.ts',
    'a graph of another dimension would be read',
  ],
  [
    'vectors/engines/hnsw/graph-file.js',
    'verifyWritten(path, graph, removedIds);',
    '',
    'test/vectors/engines/hnsw/graph-file.test.ts',
    'a full disk would be reported as success',
  ],
  [
    'vectors/engines/hnsw/graph-file.js',
    'for (const written of [path, temporary])',
    'for (const written of [])',
    'test/vectors/engines/hnsw/graph-file.test.ts',
    'half-written files would fill the disk',
  ],
  [
    'vectors/check-vectors.js',
    'if (!Number.isFinite(sum))',
    'if (false)',
    'test/vectors/engines/hnsw/hnsw-index.test.ts',
    'NaN would poison the graph',
  ],
  [
    'vectors/check-vectors.js',
    'id > MAX_ID',
    'false',
    'test/vectors/engines/hnsw/hnsw-index.test.ts',
    'ids would wrap',
  ],
  [
    'vectors/engines/hnsw/hnsw-graph.js',
    'const count = Math.min(k, this.size);',
    'const count = k;',
    'test/vectors/engines/hnsw/hnsw-graph.test.ts',
    'more neighbours than vectors would throw',
  ],
  [
    'vectors/follower.js',
    'return (neighbours?.cosines[0] ?? 0) > SAME_VECTOR;',
    'return true;',
    'test/vectors/follower.test.ts',
    'an index of another history would answer',
  ],
  [
    'store/database/open-database.js',
    "db.pragma('foreign_keys = ON');",
    // Replaced, not removed: better-sqlite3 enables foreign keys by default.
    "db.pragma('foreign_keys = OFF');",
    'test/store/database/open-database.test.ts',
    'removed photos would leave vectors behind',
  ],
  [
    'store/database/open-database.js',
    'if (version > 0 && version < SCHEMA_VERSION)',
    'if (false)',
    'test/faults/catalogue.test.ts',
    'an upgrade without a backup',
  ],
  [
    'store/database/open-database.js',
    'if (version <= SCHEMA_VERSION)',
    'if (true)',
    'test/store/database/open-database.test.ts',
    'a newer library would be written to by older code',
  ],
  [
    'store/care/backup.js',
    "db.exec('BEGIN');",
    '',
    'test/library/backup.test.ts',
    'a backup of a busy library might never end',
    'a restarted backup copies again; only the duration differs',
  ],
  [
    'store/care/backup.js',
    'if (errors.length > 0)',
    'if (false)',
    'test/library/backup.test.ts',
    'a damaged backup would be reported as valid',
  ],
  [
    'store/care/restore.js',
    'if (existsSync(file) && !force)',
    'if (false)',
    'test/library/backup.test.ts',
    'a library would be replaced without confirmation',
  ],
  [
    'store/care/restore.js',
    'if (isBusy(error))',
    'if (false)',
    'test/library/backup.test.ts',
    'a library in use would be replaced',
    'the error of the database has the same code; only the advice in the message differs',
  ],
  [
    'store/tables/file-table.js',
    'this.#contents.dropUnused(touched);',
    '',
    'test/store/tables/file-table.test.ts',
    'photos without files would stay',
  ],
  [
    'store/care/catalogue-checks.js',
    '<= LENGTH_TOLERANCE',
    '<= 1e9',
    'test/library/verify.test.ts',
    'damaged vectors would pass',
  ],
  [
    'library/links.js',
    'stats.isSymbolicLink()',
    'false',
    'test/fuzz/server.test.ts',
    'the target of a symbolic link planted among photos would be served',
  ],
  [
    'library/runs.js',
    'this.#assertStillThere();',
    '',
    'test/faults/disk.test.ts',
    'a run into a deleted catalogue would be reported as successful',
  ],
  [
    'indexer/make-plan.js',
    '!input.prune',
    'false',
    'test/faults/disk.test.ts',
    'an unplugged disk would delete its photos from the catalogue',
  ],
  [
    'store/database/run-lock.js',
    "db.exec('BEGIN EXCLUSIVE');",
    '',
    'test/store/database/run-lock.test.ts',
    'two index runs at once',
  ],
  [
    'media/decode/limits.js',
    'width * height > MAX_PIXELS',
    'false',
    'test/media/decode/limits.test.ts',
    'decompression bombs',
  ],
];

const only = process.argv.includes('--only') ? Number(process.argv[process.argv.indexOf('--only') + 1]) : undefined;
const stale = MUTANTS.filter(([file, from, , test]) => {
  const path = join(root, 'dist', file);
  return !existsSync(join(root, test)) || !existsSync(path) || !readFileSync(path, 'utf8').includes(from);
});
if (stale.length > 0) {
  for (const [file, from, , test] of stale) console.error(`Text or test not found: ${file}: ${from} (${test})`);
  process.exit(1);
}
const baselines = new Map();
let survived = 0;
for (const [i, [file, from, to, test, why, explanation]] of MUTANTS.entries()) {
  if (only !== undefined && only !== i + 1) continue;
  const outcome = baseline(test) === 'SURVIVED' ? run(file, from, to, test) : 'TEST FAILS WITHOUT IT';
  if (outcome !== 'killed' && explanation === undefined) survived++;
  const reason = outcome === 'killed' || explanation === undefined ? '' : ` (${explanation})`;
  console.log(`| ${i + 1} | \`${file}\`: \`${from}\` | ${why} | ${outcome}${reason} | \`${test}\` |`);
}
if (survived > 0) process.exitCode = 1;

/** Outcome without a mutation: a test that fails anyway proves nothing. */
function baseline(test) {
  if (!baselines.has(test)) baselines.set(test, run('version.js', '', '', test));
  return baselines.get(test);
}

/** Runs the test in a separate folder with the structure of the project. */
function run(file, from, to, test) {
  const home = mkdtempSync(join(tmpdir(), 'photoseek-mutant-'));
  try {
    for (const name of [
      'src',
      'test',
      'data',
      'web',
      'scripts',
      'docs',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'vitest.config.ts',
      'vitest.faults.config.ts',
    ])
      if (name === 'test' || name === 'package.json' || name.startsWith('vitest.'))
        cpSync(join(root, name), join(home, name), { recursive: true });
      else symlinkSync(join(root, name), join(home, name));
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
    cpSync(join(root, 'dist'), join(home, 'dist'), { recursive: true });
    const path = join(home, 'dist', file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) return 'LINE NOT FOUND';
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
    const config = test.startsWith('test/faults/') ? ['--config', 'vitest.faults.config.ts'] : [];
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', ...config, test],
      {
        cwd: home,
        env: { ...process.env, PHOTOSEEK_TEST_BUILT: '1' },
        stdio: 'ignore',
        timeout: 240_000,
      },
    );
    return status === 0 ? 'SURVIVED' : 'killed';
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
