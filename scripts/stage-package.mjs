/**
 * Lays out the package as it is published (docs/adr/0011-nothing-runs-at-install.md): what `files` of package.json names, and below `native`, of
 * the packages with native code, the parts that this system needs, compiled.
 */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** This system, as names of packages and folders have it. */
export const SYSTEM = `${process.platform}-${process.arch}`;

/** Systems for which a package with native code is published beside photoseek. */
const SYSTEMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];

/** Fields of a package.json that concern whoever installs it. */
const FIELDS = [
  'name version description keywords license author repository homepage bugs type engines bin man main types exports',
  'imports files dependencies peerDependencies peerDependenciesMeta',
]
  .join(' ')
  .split(' ');

/** What a shipped copy has of each package with native code: files, without source maps, types, sources and what only its own install needs. */
const SHIPPED = [
  { name: '@huggingface/transformers', files: ['LICENSE', 'dist/transformers.node.cjs'] },
  {
    name: 'onnxruntime-node',
    files: ['README.md', 'dist'],
    libraries: `bin/napi-v6/${process.platform}/${process.arch}`,
  },
  { name: 'onnxruntime-common', files: ['README.md', 'dist/cjs'] },
  { name: 'better-sqlite3', files: ['LICENSE', 'lib'] },
  { name: 'hnswlib-node', files: ['LICENSE.txt', 'lib', 'build/Release/addon.node'] },
  { name: 'bindings', files: ['LICENSE.md', 'bindings.js'] },
  { name: 'file-uri-to-path', files: ['LICENSE', 'index.js'] },
];

/** Libraries of ONNX Runtime for graphics processors on Windows, loaded on demand, and a second copy of the library on macOS. */
const LEFT_OUT = /^(DirectML|dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/;

/**
 * @param {string} folder an empty folder
 * @param {'own' | 'beside'} native packages with native code in this package, or in one for each system that it asks for
 * @param {ReadonlyMap<string, string>} [sqliteByAbi] see {@link stageNative}
 */
export function stagePackage(folder, native, sqliteByAbi = new Map()) {
  const manifest = keepFields(readJson(join(root, 'package.json')));
  // npm applies the patterns of `files` that leave something out.
  for (const path of ['README.md', ...manifest.files.filter((pattern) => !pattern.startsWith('!'))])
    copy(join(root, path), join(folder, path));
  for (const { name } of SHIPPED) delete manifest.dependencies[name];
  if (native === 'own') {
    manifest.files.push('native');
    stageNative(join(folder, 'native'), sqliteByAbi);
  } else {
    manifest.optionalDependencies = Object.fromEntries(
      SYSTEMS.map((system) => [`photoseek-native-${system}`, manifest.version]),
    );
  }
  writeJson(join(folder, 'package.json'), manifest);
}

/** Lays out the package with native code of this system, for which the one of {@link stagePackage} asks with `beside`. */
export function stageSystemPackage(folder, sqliteByAbi = new Map()) {
  const { version, license, repository, homepage, bugs, engines, dependencies } = readJson(join(root, 'package.json'));
  stageNative(join(folder, 'native'), sqliteByAbi);
  for (const name of ['LICENSE', 'NOTICE']) copy(join(root, name), join(folder, name));
  writeJson(join(folder, 'package.json'), {
    ...{ name: `photoseek-native-${SYSTEM}`, version, license, repository, homepage, bugs, engines },
    description: `The native code of photoseek for ${SYSTEM}.`,
    os: [process.platform],
    cpu: [process.arch],
    ...(process.platform === 'linux' ? { libc: ['glibc'] } : {}),
    files: ['native'],
    // The one package that these copies load and that is installed as usual.
    dependencies: { sharp: dependencies.sharp },
  });
}

/**
 * @param {ReadonlyMap<string, string>} sqliteByAbi files of better-sqlite3 that are compiled for other versions of Node, by its `modules`
 */
function stageNative(folder, sqliteByAbi) {
  for (const { name, files, libraries } of SHIPPED) {
    const from = join(modules, name);
    const to = join(folder, 'node_modules', name);
    for (const path of files) copy(join(from, path), join(to, path));
    if (libraries !== undefined)
      for (const file of readdirSync(join(from, libraries)))
        if (!LEFT_OUT.test(file)) copy(join(from, libraries, file), join(to, libraries, file));
    const manifest = keepFields(readJson(join(from, 'package.json')));
    // npm does not look below this folder, and these copies run no script.
    for (const field of ['files', 'dependencies', 'types', 'bin']) delete manifest[field];
    if (name === '@huggingface/transformers') manifest.exports = './dist/transformers.node.cjs';
    writeJson(join(to, 'package.json'), manifest);
  }
  // The package itself has no file for it.
  for (const name of ['onnxruntime-node', 'onnxruntime-common'])
    writeFileSync(join(folder, 'node_modules', name, 'LICENSE'), MIT_OF_MICROSOFT);
  const own = join(modules, 'better-sqlite3/build/Release/better_sqlite3.node');
  const all = new Map([...sqliteByAbi, [process.versions.modules, own]]);
  // One of the places where `bindings` looks, which better-sqlite3 asks.
  for (const [abi, file] of all) {
    const place = `lib/binding/node-v${abi}-${SYSTEM}`;
    copy(file, join(folder, 'node_modules/better-sqlite3', place, 'better_sqlite3.node'));
  }
  writeJson(join(folder, 'system.json'), {
    platform: process.platform,
    arch: process.arch,
    ...(process.platform === 'linux' ? { libc: 'glibc' } : {}),
    nodeAbis: [...all.keys()].sort(),
  });
}

function keepFields(manifest) {
  return Object.fromEntries(FIELDS.filter((key) => key in manifest).map((key) => [key, manifest[key]]));
}

/** Copies a file or folder without source maps and, of packages, without types; comments that name a source map are removed. */
function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is missing: run npm ci and npm run build.`);
  const isOwn = !from.startsWith(modules);
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => !/\.map$/.test(path) && (isOwn || !/\.d\.[cm]?ts$/.test(path)),
  });
  removeMapComments(to);
}

function removeMapComments(path) {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path)) removeMapComments(join(path, name));
  } else if (/\.[cm]?js$|\.d\.ts$/.test(path)) {
    const text = readFileSync(path, 'utf8');
    const without = text.replace(/\n\/\/# sourceMappingURL=[^\s'"`]+\s*$/, '\n');
    if (without !== text) writeFileSync(path, without);
  }
}

const MIT_OF_MICROSOFT = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
