import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RegistryOnly, startRegistryOnly } from '../support/package/registry-only.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEVELOPMENT = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
const home = makeTemporaryFolder();
const project = join(home, 'project');
const photos = join(home, 'photos');
const installed = join(project, 'node_modules');

const hasRegistry = spawnSync('npm', ['ping'], { timeout: 30_000, shell: process.platform === 'win32' }).status === 0;
if (!hasRegistry) console.warn('skipped: tests that install the package, because the npm registry cannot be reached');

/** Ten lines as a user writes them, after their way to load the package. */
const PROGRAM = `
const library = await openLibrary({ path: process.argv[2]! });
for await (const event of library.index([process.argv[3]!])) {
  if (event.type === 'failed') throw new Error(event.failure.message);
  if (event.type === 'done') console.log(event.report.indexed);
}
const { results } = await library.search('a cup of coffee', { limit: 1 });
console.log(results.map(({ path }) => path.replace(/^.*[\\\\/]/, '')).join());
await library.close();
`;
const JAVASCRIPT = PROGRAM.replaceAll(']!', ']');

let registry: RegistryOnly;

/** Nothing of this machine's settings: an empty home, no variables of npm, and only the registry on the network. */
function cleanEnvironment(): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    USERPROFILE: home,
    HTTPS_PROXY: registry.url,
    HTTP_PROXY: registry.url,
  };
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(program: string, args: readonly string[], cwd = project): Promise<Ended> {
  return new Promise((resolve) =>
    execFile(
      program,
      args,
      { cwd, env: cleanEnvironment(), encoding: 'utf8', maxBuffer: 1e8 },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    ),
  );
}

/** Runs a program on a library of its own, and says what it printed. */
const runProgram = async (file: string) => {
  const { stdout, stderr, code } = await run(process.execPath, [file, join(home, `library-${file}`), photos]);
  return { code, stderr, lines: stdout.trim().split('\n') };
};
const ANSWER = { code: 0, stderr: '', lines: ['3', 'coffee-cup.jpg'] };

/** Bytes in files at and below a path; links are not followed. */
function measure(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + measure(join(path, name)), 0);
}

describe.runIf(hasRegistry && process.platform !== 'win32')(
  'the package, in an empty project with the registry alone',
  () => {
    let install: Ended;
    beforeAll(async () => {
      registry = await startRegistryOnly();
      for (const folder of [project, photos]) mkdirSync(folder);
      for (const name of ['coffee-cup.jpg', 'cat-face.png', 'scarlet-macaw.webp'])
        cpSync(join(SAMPLES, name), join(photos, name));
      const packed = spawnSync(process.execPath, ['scripts/package.mjs', '--out', home], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      expect(packed).toMatchObject({ status: 0, stderr: '' });
      writeFileSync(join(project, 'package.json'), '{ "private": true }');
      const [archive = ''] = readdirSync(home).filter((name) => name.endsWith('.tgz'));
      expect(archive).toMatch(/^photoseek-\d+\.\d+\.\d+\.tgz$/);
      install = await run('npm', ['install', join(home, archive)]);
    }, 900_000);
    afterAll(() => registry.close());

    it('is installed, and asks for no other host', () => {
      expect(install).toMatchObject({ code: 0 });
      expect(registry.refused).toEqual([]);
    });

    it('needs no script of its own to be run: what is compiled is in it', () => {
      const manifest = JSON.parse(readFileSync(join(installed, 'photoseek/package.json'), 'utf8'));
      expect(manifest).not.toHaveProperty('scripts');
      for (const name of ['onnxruntime-node', 'onnxruntime-web', 'better-sqlite3', 'hnswlib-node', 'prebuild-install'])
        expect(existsSync(join(installed, name)), name).toBe(false);
    });

    it('takes less than 300 MB, as docs/install.md lists them', () => {
      const toMegabytes = (path: string) => measure(join(installed, path)) / 1e6;
      const parts = {
        'photoseek/data': toMegabytes('photoseek/data'),
        'photoseek/native': toMegabytes('photoseek/native'),
        'photoseek/dist': toMegabytes('photoseek/dist'),
        '@imagemagick': toMegabytes('@imagemagick'),
        '@img (sharp)': toMegabytes('@img') + toMegabytes('sharp'),
        'all of node_modules': toMegabytes('.'),
      };
      console.log(
        Object.entries(parts)
          .map(([part, size]) => `${part}: ${size.toFixed(1)} MB`)
          .join('\n'),
      );
      expect(parts['all of node_modules']).toBeLessThan(300);
      expect(parts['photoseek/native']).toBeLessThan(60);
    });

    it('has the examples and no source maps', async () => {
      const files = readdirSync(join(installed, 'photoseek'), { recursive: true, encoding: 'utf8' });
      expect(files.filter((name) => name.endsWith('.map'))).toEqual([]);
      const example = join(installed, 'photoseek/examples/index-and-search.mjs');
      expect(await run(process.execPath, [example, photos])).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(/^3 pictures to do\n3 indexed, 0 failed\n/),
      });
    });

    it('runs from JavaScript', async () => {
      writeFileSync(join(project, 'program.mjs'), `import { openLibrary } from 'photoseek';${JAVASCRIPT}`);
      expect(await runProgram('program.mjs')).toEqual(ANSWER);
    });

    it('runs from CommonJS, by import() and by require()', async () => {
      const wrap = (load: string) => `(async () => {\nconst { openLibrary } = ${load};${JAVASCRIPT}})();\n`;
      writeFileSync(join(project, 'imported.cjs'), wrap(`await import('photoseek')`));
      expect(await runProgram('imported.cjs')).toEqual(ANSWER);
      writeFileSync(join(project, 'required.cjs'), wrap(`require('photoseek')`));
      const { code, lines } = await runProgram('required.cjs');
      expect({ code, lines }).toEqual({ code: ANSWER.code, lines: ANSWER.lines });
    });

    it.each([
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ])('is compiled by TypeScript with strict, module %s and moduleResolution %s', async (module, moduleResolution) => {
      const outDir = `out-${moduleResolution}`;
      writeFileSync(join(project, 'program.mts'), `import { openLibrary } from 'photoseek';${PROGRAM}`);
      const compilerOptions = {
        ...{ strict: true, target: 'es2022', lib: ['es2023'], module, moduleResolution, outDir, skipLibCheck: false },
        ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
      };
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }));
      const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
      expect(await run(process.execPath, [compiler, '-p', '.'])).toEqual({ code: 0, stdout: '', stderr: '' });
      cpSync(join(project, outDir, 'program.mjs'), join(project, `${moduleResolution}.mjs`));
      expect(await runProgram(`${moduleResolution}.mjs`)).toEqual(ANSWER);
    });

    it('has the command', async () => {
      const command = join(installed, '.bin/photoseek');
      const library = ['--library', join(home, 'library-command')];
      expect((await run(command, ['index', photos, ...library])).code).toBe(0);
      const { stdout } = await run(command, ['search', 'a cup of coffee', '--paths', ...library]);
      expect(stdout.split('\n')[0]).toBe(join(photos, 'coffee-cup.jpg'));
    });

    it('tells how to have thumbnails in a bucket, whose client is left out', async () => {
      const { code, stderr } = await run(join(installed, '.bin/photoseek'), [
        ...['publish', 'postgres://127.0.0.1:1/photos', '--thumbnails', 's3://photos/thumbnails'],
        ...['--library', join(home, 'library-command')],
      ]);
      expect(code).toBeGreaterThan(0);
      expect(stderr).toContain(`npm install @aws-sdk/client-s3@${DEVELOPMENT['@aws-sdk/client-s3']}`);
      expect(existsSync(join(installed, '@aws-sdk'))).toBe(false);
    });

    it('tells how to have a device that is left out', async () => {
      const { code, stderr } = await run(join(installed, '.bin/photoseek'), [
        'index',
        photos,
        '--device',
        'cuda',
        '--library',
        join(home, 'no'),
      ]);
      expect(code).toBe(2);
      if (process.platform === 'linux' && process.arch === 'x64')
        expect(stderr).toContain('npm install onnxruntime-node');
    });
  },
);
