/** Compiles the WebAssembly kernels (`src/vectors/math/*.wat`) into a module of base64 strings: the same one serves the package, its tests and the bundled command. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../src/vectors/math/', import.meta.url);
const target = new URL('wasm-binaries.ts', folder);

const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.wat'))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** @returns the text of the module */
export async function compileKernels() {
  const { default: createWabt } = await import('wabt');
  const wabt = await createWabt();
  const constants = sources.map(({ name, text }) => {
    const parsed = wabt.parseWat(name, text, { simd: true });
    parsed.validate();
    const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
    parsed.destroy();
    const constant = name.slice(0, -'.wat'.length).replaceAll('-', '_').toUpperCase();
    return `\n/** Compiled from ${name}. */\nexport const ${constant} =\n  '${base64}';\n`;
  });
  return `${makeHeader()}${constants.join('')}`;
}

/** Contains a hash of the sources: a build compiles them only when they have changed. */
function makeHeader() {
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  return `// Made by scripts/compile-wat.mjs from sources with the hash ${hash}; change the .wat files instead.\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !readFileSync(target, 'utf8').startsWith(makeHeader()))
  writeFileSync(target, await compileKernels());
