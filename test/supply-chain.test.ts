import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
const lock = readJson('package-lock.json') as { lockfileVersion: number; packages: Record<string, Locked> };
const { '': own, ...packages } = lock.packages;
const entries = Object.entries(packages);

/** Where Node would find a dependency of a package: beside it, or further up. */
function resolveIn(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (!folder.includes('/node_modules/'))
      return `node_modules/${name}` in packages ? `node_modules/${name}` : undefined;
  }
}

describe('the lock file', () => {
  it('names an exact version for everything that package.json asks for', () => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = readJson('package.json');
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
      ...overrides,
    } as Record<string, string>)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
    expect(own).toMatchObject({ dependencies, devDependencies, optionalDependencies });
  });

  it('holds a checksum for every package, all from the public registry', () => {
    expect(lock.lockfileVersion).toBe(3);
    for (const [path, { integrity, resolved }] of entries) {
      expect(integrity, path).toMatch(/^sha512-/);
      // Left out where it follows from name and version at the registry that is used.
      expect(resolved ?? 'https://registry.npmjs.org/', path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    }
  });

  // A lock file that was written on one platform by mistake lacks the packages of all others, and the install fails there.
  it('has an entry for every optional package of every platform', () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => resolveIn(path, name) === undefined)
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
    const platforms = Object.keys(packages).filter((path) => path.startsWith('node_modules/@img/sharp-'));
    for (const platform of ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'linuxmusl-x64', 'win32-x64'])
      expect(platforms, platform).toContain(`node_modules/@img/sharp-${platform}`);
  });

  it('notices a platform that is missing', () => {
    const pruned = 'node_modules/@img/sharp-darwin-arm64';
    const kept = packages[pruned] as Locked;
    delete packages[pruned];
    expect(resolveIn('node_modules/sharp', '@img/sharp-darwin-arm64')).toBeUndefined();
    packages[pruned] = kept;
    expect(resolveIn('node_modules/sharp', '@img/sharp-darwin-arm64')).toBe(pruned);
  });

  it('has every other dependency, too, and one picture library only', () => {
    const missing = entries.flatMap(([path, { dependencies = {} }]) =>
      Object.keys(dependencies)
        .filter((name) => resolveIn(path, name) === undefined)
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(packages).filter((path) => /(^|\/)node_modules\/sharp$/.test(path))).toEqual([
      'node_modules/sharp',
    ]);
  });

  it('lets nothing run a script when it is installed but the native packages that are known', () => {
    const known = ['@parcel/watcher', 'better-sqlite3', 'hnswlib-node', 'onnxruntime-node', 'protobufjs', 'usearch'];
    const running = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
    expect(running.sort()).toEqual(known.map((name) => `node_modules/${name}`));
    const { scripts } = readJson('package.json');
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(name);
  });
});

describe('licences', () => {
  it('are all on the list, and the page about them is up to date', () => {
    const checked = spawnSync(process.execPath, ['scripts/licences.mjs', '--check'], { cwd: root, encoding: 'utf8' });
    expect(checked).toMatchObject({ stderr: '', status: 0 });
  });
});

describe('the package that is published', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    }),
  ) as [{ files: { path: string; size: number; mode: number }[]; unpackedSize: number }];
  const paths = packed.files.map(({ path }) => path);

  it('holds nothing but what is meant', () => {
    const meant = [
      /^(CHANGELOG\.md|LICENSE|NOTICE|README\.md|package\.json)$/,
      /^dist\/(?!web\/)[\w/.-]+(?<!\.map)\.(js|d\.ts|json)$/,
      // The command, built.
      /^dist\/photoseek\.(1|cjs|licences\.md)$/,
      // The page, built.
      /^dist\/web\/(index\.html|favicon\.svg|licences\.md|theme\.js|assets\/[\w-]+\.(css|js))$/,
      /^data\/languages\/(english\.txt|(dates|places)\/[a-z]{2}\.json)$/,
      /^data\/models\/hub-models\.json$/,
      // Of the first model what texts need.
      /^data\/models\/photoseek-mini\/([\w-]+\.(json|md)|MODEL_CARD\.md|onnx\/text_model\.onnx)$/,
      /^data\/models\/photoseek-mini-2\/([\w-]+\.(json|md)|MODEL_CARD\.md|onnx\/(vision_model\.onnx|vision_regions\.pb))$/,
      /^data\/models\/photoseek-mini-2\/multilingual\/(MODEL_CARD\.md|tokenizer\.bin|onnx\/text_model\.onnx)$/,
      /^data\/models\/ssd-mobilenet-v2-coco\/(MODEL_CARD\.md|model\.onnx)$/,
      /^data\/models\/yunet-faceres\/(LICENSE\.[\w-]+|MODEL_CARD\.md|(embedder|finder)\.onnx)$/,
      /^data\/objects\/[a-z]{2}\.json$/,
      /^data\/models\/pp-ocrv6-tiny\/(LICENSE|MODEL_CARD\.md|NOTICE|PP-OCRv6_(det|rec)_tiny\.onnx)$/,
      /^examples\/(README\.md|(support\/)?[\w-]+\.mjs)$/,
      /^data\/tags\/(calibration\.json|names\.[a-z]{2}\.json|things\.json|vocabulary\.txt|word-vectors-[0-9a-f]{16}\.f16)$/,
    ];
    expect(paths.filter((path) => !meant.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(
      paths.filter((path) => /(^|\/)(test|node_modules|\.[^/]*|.*\.(pem|key|env|db|log|tgz))(\/|$)/.test(path)),
    ).toEqual([]);
  });

  it('holds what it needs to run, and the command can be executed', () => {
    // npm links the manual page of a global installation only where this is a list.
    expect(readJson('package.json').man).toEqual(['./dist/photoseek.1']);
    for (const path of [
      'dist/photoseek.1',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/photoseek.cjs',
      'dist/media/worker/media-child.js',
      'LICENSE',
      'NOTICE',
    ])
      expect(paths).toContain(path);
    expect(paths.filter((path) => path.endsWith('-worker.js')).length).toBeGreaterThan(2);
    expect((packed.files.find(({ path }) => path === 'dist/photoseek.cjs')?.mode ?? 0) & 0o111).not.toBe(0);
  });

  it('holds every declaration that its types lead to', () => {
    const seen = new Set<string>();
    const follow = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, name = ''] of readFileSync(join(root, path), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
        follow(posix.join(posix.dirname(path), name.replace(/\.js$/, '.d.ts')));
    };
    follow('dist/index.d.ts');
    expect(seen.size).toBeGreaterThan(50);
    expect([...seen].filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('stays small enough to be fetched in passing', () => {
    // 115.7 MB, of which 109.0 are models, and 122.3 with those for faces: docs/supply-chain.md says which, and why.
    expect(packed.unpackedSize).toBeLessThan(124e6);
    // A built file whose source is gone would be shipped, too. The bundles of the page and the command have no source file of their own.
    const code = paths
      .filter((path) => /^dist\/(?!web\/|command\/).*\.js$/.test(path))
      .map((path) => path.replace(/^dist/, 'src').replace(/\.js$/, '.ts'));
    expect(code.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names no place or secret of the machine it was built on', () => {
    const text = packed.files.filter(({ path, size }) => /\.(js|ts|map|json|html|md)$/.test(path) && size < 1e6);
    const leaking = text.filter(({ path }) =>
      /(\/home\/|\/work\/|\/Users\/|BEGIN [A-Z ]*PRIVATE KEY|npm_[A-Za-z0-9]{36})/.test(withoutExamples(path)),
    );
    expect(leaking.map(({ path }) => path)).toEqual([]);
  });
});

/** Documentation may show a home folder of nobody. */
function withoutExamples(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').replace(/\/home\/me\//g, '');
}
