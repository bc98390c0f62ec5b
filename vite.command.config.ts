import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const SOURCE = fileURLToPath(new URL('src', import.meta.url));

/** Small modules that most commands load, in one bundle: a bundle for each would be a file more to read for each. They import only each other. */
const SMALL_AND_SHARED =
  /\/src\/(errors|model\/.*|encoder\/models\/(families|json-fields|model-files|weights)|runtime\/(default-folders|ffmpeg-hint|float16|fs-path|make-folder|tag-names|yielder)|search\/(embed\/unknown-to-all|text\/terms)|store\/(separate-ideographs|text-fields|database\/statements)|vectors\/(check-vectors|index-errors|math\/.*)|cli\/(output\/(colours|format-kinds|printable|quote-for-shell)|preview\/detect-protocol|read-target))\.ts$/;

/**
 * Bundles the command (docs/adr/0005-command-in-one-file.md): by default its first file, in mode `modules` the modules that the first file
 * imports when no daemon answers. Packages stay outside of the modules.
 */
export default defineConfig(({ mode }) => (mode === 'modules' ? bundleModules() : bundleFirstFile()));

function bundleFirstFile(): UserConfig {
  return {
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'src/cli/main.ts',
      target: 'node20',
      minify: false,
      emptyOutDir: false,
      license: { fileName: 'photoseek.licences.md' },
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'photoseek.cjs' } },
    },
    plugins: [
      {
        name: 'modules-stay-outside',
        enforce: 'pre',
        resolveId: (id) => (id === './run-here.js' ? { id: './command/run-here.js', external: true } : undefined),
      },
    ],
  };
}

function bundleModules(): UserConfig {
  return {
    publicDir: false,
    build: {
      ssr: 'src/cli/run-here.ts',
      outDir: 'dist/command',
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        output: {
          format: 'es',
          // Lines and names of the sources, not their texts: 1.5 MB of the package.
          sourcemapExcludeSources: true,
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // They are in the modules of `dist`, for editors: 0.3 MB of the package, and of what a start reads.
          comments: { jsdoc: false, annotation: true, legal: true },
          codeSplitting: { groups: [{ name: 'shared', test: SMALL_AND_SHARED }] },
        },
      },
    },
    plugins: [keepAddresses()],
  };
}

/** Gives each module the address of its own file in `dist`, not that of its bundle: workers and data are found relative to it. */
function keepAddresses(): Plugin {
  return {
    name: 'keep-addresses',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(SOURCE) || !code.includes('import.meta.url')) return undefined;
      const file = relative(SOURCE, id).replaceAll('\\', '/').replace(/\.ts$/, '.js');
      return { code: code.replaceAll('import.meta.url', `new URL('../${file}', import.meta.url).href`), map: null };
    },
  };
}
