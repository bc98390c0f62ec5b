/** Compiles WebAssembly kernels (`.wat`) into modules of base64 strings beside them: the same ones serve the package, its tests and the bundled command. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where kernels are, below `src`. */
export const KERNEL_FOLDERS = ['vectors/math', 'insight/duplicates', 'insight/duplicates/looks', 'media/prepare'];

const toUrl = (folder) => new URL(`../src/${folder}/`, import.meta.url);

function readSources(folder) {
  return readdirSync(toUrl(folder))
    .filter((name) => name.endsWith('.wat'))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, toUrl(folder)), 'utf8') }));
}

/** @returns the text of the module of a folder */
export async function compileKernels(folder) {
  const { default: createWabt } = await import('wabt');
  const wabt = await createWabt();
  const sources = readSources(folder);
  const constants = sources.map(({ name, text }) => {
    const parsed = wabt.parseWat(name, text, { simd: true });
    parsed.validate();
    const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
    parsed.destroy();
    const constant = name.slice(0, -'.wat'.length).replaceAll('-', '_').toUpperCase();
    return `\n/** Compiled from ${name}. */\nexport const ${constant} =\n  '${base64}';\n`;
  });
  return `${makeHeader(sources)}${constants.join('')}`;
}

/** Contains a hash of the sources: a build compiles them only when they have changed. */
function makeHeader(sources) {
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  return `// Made by scripts/compile-wat.mjs from sources with the hash ${hash}; change the .wat files instead.\n`;
}

function isCurrent(folder, target) {
  try {
    return readFileSync(target, 'utf8').startsWith(makeHeader(readSources(folder)));
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of KERNEL_FOLDERS) {
    const target = new URL('wasm-binaries.ts', toUrl(folder));
    if (!isCurrent(folder, target)) writeFileSync(target, await compileKernels(folder));
  }
}
