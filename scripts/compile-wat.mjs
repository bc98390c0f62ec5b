/** Compiles the WebAssembly kernels (`src/vectors/math/*.wat`) into a module of base64 strings: the same one serves the package, its tests and the bundled command. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const folder = new URL('../src/vectors/math/', import.meta.url);
const target = new URL('wasm-binaries.ts', folder);

/** @returns the text of the module */
export async function compileKernels() {
  const wabt = await createWabt();
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.wat'))
    .sort();
  const lines = names.map((name) => {
    const parsed = wabt.parseWat(name, readFileSync(new URL(name, folder), 'utf8'), { simd: true });
    parsed.validate();
    const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
    parsed.destroy();
    const constant = name.slice(0, -'.wat'.length).replaceAll('-', '_').toUpperCase();
    return `\n/** Compiled from ${name}. */\nexport const ${constant} =\n  '${base64}';\n`;
  });
  return `// Made by scripts/compile-wat.mjs; change the .wat files instead.\n${lines.join('')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await compileKernels();
  if (text !== readFileSync(target, 'utf8')) writeFileSync(target, text);
}
