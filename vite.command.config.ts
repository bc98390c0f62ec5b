import { defineConfig } from 'vite';

/** Puts what the command needs before it does anything into one file; all else stays in modules that are loaded when needed. */
export default defineConfig({
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
      resolveId: (id) => (id === './run-here.js' ? { id: './cli/run-here.js', external: true } : undefined),
    },
  ],
});
