import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PhotoseekError } from '../errors.js';

/** The system that a folder of shipped packages was built for; `scripts/package.mjs` writes it as `system.json`. */
interface BuiltFor {
  /** As in `process.platform` and `process.arch`. */
  platform: string;
  arch: string;
  libc?: 'glibc';
  /** Versions of Node's binary interface, as in `process.versions.modules`. */
  nodeAbis: string[];
}

const require = createRequire(import.meta.url);

/** Name of the folder with the shipped packages: in this package, or in the one of this system (docs/adr/0011-nothing-runs-at-install.md). */
const FOLDER = 'native';

/**
 * Loads a CommonJS package with native code: the shipped copy where one is built for this system and this Node, otherwise the copy that Node
 * finds from here, as in a checkout or where a user installs it beside photoseek.
 *
 * `require` skips the loader of ES modules, which counts on a cold start.
 * @throws PhotoseekError `native-missing`
 */
export function requireNative(name: string): unknown {
  const shipped = findShipped();
  if (shipped !== undefined) return shipped(name);
  try {
    return require(name);
  } catch (cause) {
    throw explainMissing(name, cause as NodeJS.ErrnoException);
  }
}

/**
 * Loads a package with native code that a user installs beside photoseek, because the shipped copy lacks a part.
 * @returns `undefined` where there is none
 */
export function requireBeside(name: string): unknown {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

/** Whether {@link requireNative} finds a package; nothing is loaded. */
export function hasNative(name: string): boolean {
  try {
    (findShipped() ?? require).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The prebuilt file of a package in Node-API for this system, in the folders that `prebuildify` makes; it is not loaded. Only such a file is
 * taken, never one that was compiled on this machine.
 * @returns `undefined` where there is none
 */
export function findPrebuilt(name: string): string | undefined {
  if (process.platform === 'linux' && hasMuslOnly()) return undefined;
  try {
    // Beside photoseek: the published package does without it.
    const entry = require.resolve(name);
    const inside = join('node_modules', name, '/');
    const folder = join(entry.slice(0, entry.lastIndexOf(inside) + inside.length), 'prebuilds');
    // `linux-x64`, or `darwin-arm64+x64` for two processors.
    const fitting = readdirSync(folder).find((system) => {
      const [platform, processors] = system.split('-');
      return platform === process.platform && processors?.split('+').includes(process.arch);
    });
    const file = fitting && readdirSync(join(folder, fitting)).find((own) => own.endsWith('.node'));
    return file && join(folder, fitting as string, file);
  } catch {
    return undefined;
  }
}

/** Whether the copies that are shipped are used: those have no parts for graphics processors. */
export function usesShipped(): boolean {
  return findShipped() !== undefined;
}

let found: { shipped: NodeJS.Require | undefined } | undefined;

/** `require` of the folder with the shipped packages. */
function findShipped(): NodeJS.Require | undefined {
  found ??= { shipped: lookUpShipped() };
  return found.shipped;
}

function lookUpShipped(): NodeJS.Require | undefined {
  const own = fileURLToPath(new URL(`../../${FOLDER}/system.json`, import.meta.url));
  const file = existsSync(own) ? own : resolveOfSystem();
  if (file === undefined) return undefined;
  const { platform, arch, libc, nodeAbis } = JSON.parse(readFileSync(file, 'utf8')) as BuiltFor;
  const fits =
    platform === process.platform &&
    arch === process.arch &&
    nodeAbis.includes(process.versions.modules) &&
    !(libc === 'glibc' && hasMuslOnly());
  return fits ? createRequire(file) : undefined;
}

function resolveOfSystem(): string | undefined {
  try {
    return require.resolve(`photoseek-native-${process.platform}-${process.arch}/${FOLDER}/system.json`);
  } catch {
    return undefined;
  }
}

/** Whether programs of this Linux are linked with musl, as on Alpine: those cannot load code that is linked with glibc. */
function hasMuslOnly(): boolean {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const glibc = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' }[process.arch as string];
  return existsSync(join('/lib', `ld-musl-${machine}.so.1`)) && !existsSync(glibc ?? '');
}

function explainMissing(name: string, cause: NodeJS.ErrnoException): PhotoseekError {
  const here = `${process.platform} ${process.arch} with Node ${process.versions.node}`;
  const isAbsent = cause.code === 'MODULE_NOT_FOUND';
  return new PhotoseekError(
    'native-missing',
    isAbsent ? `This package of photoseek has no ${name} for ${here}.` : `${name} cannot be loaded: ${cause.message}`,
    {
      hint: `Install it beside photoseek: npm install ${name}; docs/install.md says what that needs.`,
      details: { package: name },
      cause,
    },
  );
}
