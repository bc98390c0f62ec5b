/** How the command answers: formats, export, duplicates, tags, and the process in the background. */
import { existsSync } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLibrariesAtTheEnd, runInProcess } from '../support/processes/command-in-process.js';
import { type RunOptions, runCommand, startCommand, startNode } from '../support/processes/run-command.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const library = join(home, 'library');
const photos = join(home, 'photos');

const run = (args: readonly string[], options: RunOptions = {}) =>
  runInProcess(args, { ...options, env: { PHOTOSEEK_LIBRARY: library, ...options.env } });
const runAlone = (args: readonly string[], options: RunOptions = {}) =>
  runCommand(args, { ...options, env: { PHOTOSEEK_LIBRARY: library, ...options.env } });
closeLibrariesAtTheEnd();
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

beforeAll(async () => {
  await mkdir(photos);
  for (const name of [
    'red-panda.jpg',
    'coffee-cup.jpg',
    'cat-face.png',
    'kitten-with-yarn.jpg',
    'honey-bee-on-aster.jpg',
  ])
    await copyFile(join(SAMPLES, name), join(photos, name));
  await copyFile(join(SAMPLES, 'red-panda.jpg'), join(photos, 'red-panda (1).jpg'));
  expect(await run(['index', photos, '-q'])).toMatchObject({ code: 0 });
});

describe('an answer', () => {
  it('is told in lines, paths, zero bytes, documents and by a template', async () => {
    const ask = ['search', 'a red panda', '-n', '1'];
    const [paths, zero, ndjson, template, json] = await Promise.all([
      run([...ask, '--paths']),
      run([...ask, '-0']),
      run([...ask, '--ndjson', '-q']),
      run([...ask, '--format', '{rank}\\t{stem}\\t{duplicates}\\t{width}x{height}\\{\\}{lens}']),
      run([...ask, '--json']),
    ]);
    const path = JSON.parse(json.stdout).results[0].path;
    expect(basename(path)).toMatch(/^red-panda/);
    expect(paths.stdout).toBe(`${path}\n`);
    expect(zero.stdout).toBe(`${path}\0`);
    expect(JSON.parse(ndjson.stdout)).toEqual(JSON.parse(json.stdout).results[0]);
    expect(template.stdout).toMatch(/^1\tred-panda( \(1\))?\t1\t1600x900\{\}\n$/);
    expect(JSON.parse(json.stdout)).toMatchObject({ noGoodMatch: false, nextCursor: null, total: 1 });
  });

  it('takes terms with weights and pictures beside words, relative to where it is asked', async () => {
    const { stdout, code } = await run(
      ['search', './cat-face.png', '--subtract', '2:a cat', '--add', '2:a bee on a flower', '--paths', '-n', '1'],
      { cwd: photos },
    );
    expect([code, stdout]).toEqual([0, `${join(photos, 'honey-bee-on-aster.jpg')}\n`]);
  });

  it('says when nothing fits', async () => {
    const { stderr, code } = await run(['search', 'asdf qwer']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/note: No photo matches well/);
  });

  it('opens the best result with the program of the system, its name never a command', async () => {
    const bin = join(home, 'bin');
    await mkdir(bin);
    const opener = join(bin, process.platform === 'darwin' ? 'open' : 'xdg-open');
    await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > ${join(home, 'opened')}\n`);
    await chmod(opener, 0o755);
    const env = { PATH: `${bin}${delimiter}${process.env['PATH']}` };
    await run(['search', 'a cup of coffee', '--open', '-n', '1'], { env });
    await expect.poll(() => existsSync(join(home, 'opened'))).toBe(true);
    expect(await readFile(join(home, 'opened'), 'utf8')).toBe(join(photos, 'coffee-cup.jpg'));
  });

  it('shows pictures in the three ways of terminals, and says when a terminal does not say that it can', async () => {
    const ask = ['search', 'a red panda', '-n', '1', '-q', '--preview'];
    const [kitty, iterm2, sixel, none] = await Promise.all([
      run([...ask, 'kitty']),
      run([...ask, 'iterm2']),
      run([...ask, 'sixel']),
      run(ask.slice(0, -2).concat('--preview'), { env: { TERM: 'dumb', TERM_PROGRAM: '' } }),
    ]);
    const show = ({ stdout }: { stdout: string }) => stdout.replaceAll('\x1b', 'ESC');
    expect(show(kitty)).toContain('ESC_Ga=T,f=100,q=2,m=1;iVBORw0KGgo');
    expect(show(kitty)).toMatch(/ESC_Gm=0;[A-Za-z0-9+/=]+ESC\\\n$/);
    expect(show(iterm2)).toMatch(/ESC\]1337;File=inline=1;size=\d+;preserveAspectRatio=1:iVBORw0KGgo/);
    expect(show(sixel)).toMatch(/ESCP[\d;]*q"1;1;240;135/);
    expect(none.stderr).toContain('--preview kitty, iterm2 or sixel');
  });
});

describe('wrong usage', () => {
  it.each([
    [['search', 'x', '--format', '{pathh}'], /Unknown field \{pathh\}.*\nDid you mean \{path\}\?/],
    [['search', 'x', '--mode', 'both'], /Allowed choices are hybrid, vector, text/],
    [['search', 'x', '--min-relevance', '2'], /number from 0 to 1/],
    [['search', 'takne:2023'], /taken/],
    [['export', 'x'], /required option '--to <dir>'/],
    [['export', 'x', '--to', 'd', '--link', '--list'], /cannot be used with option/],
    [['duplicates', '--kind', 'same'], /exact, near, turned, similar/],
    [['daemon', 'restart'], /start, stop, status/],
  ])('%j exits with 2', async (args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });
});

describe('photoseek export', () => {
  it('copies, links and lists, and never writes over anything', async () => {
    const to = join(home, 'out');
    await mkdir(to);
    await writeFile(join(to, 'coffee-cup.jpg'), 'mine');
    const ask = ['export', 'a cup of coffee', '-n', '1', '--to', to];
    const before = await stat(join(photos, 'coffee-cup.jpg'));
    expect((await run(ask)).stdout).toBe(`1 photo copied in ${to}\n`);
    expect((await run([...ask, '--link'])).stdout).toBe(`1 photo linked in ${to}\n`);
    expect((await run([...ask, '--list'])).stdout).toBe(`1 photo listed in ${join(to, 'photos.txt')}\n`);
    expect((await readdir(to)).sort()).toEqual([
      'coffee-cup (2).jpg',
      'coffee-cup (3).jpg',
      'coffee-cup.jpg',
      'photos.txt',
    ]);
    expect(await readFile(join(to, 'coffee-cup.jpg'), 'utf8')).toBe('mine');
    expect(await readFile(join(to, 'coffee-cup (2).jpg'))).toEqual(await readFile(join(photos, 'coffee-cup.jpg')));
    expect((await lstat(join(to, 'coffee-cup (2).jpg'))).isSymbolicLink()).toBe(false);
    expect(await readlink(join(to, 'coffee-cup (3).jpg'))).toBe(join(photos, 'coffee-cup.jpg'));
    expect(await readFile(join(to, 'photos.txt'), 'utf8')).toBe(`${join(photos, 'coffee-cup.jpg')}\n`);
    // A second export of the same photos adds nothing.
    const copied = `1 photo copied in ${to}; it was there already\n`;
    expect((await run([...ask, '--sidecars'])).stdout).toBe(copied);
    const [linked, listed] = await Promise.all([run([...ask, '--link', '--json']), run([...ask, '--list', '--json'])]);
    for (const { stdout } of [linked, listed]) expect(JSON.parse(stdout).photos).toMatchObject([{ isNew: false }]);
    expect(await readdir(to)).toHaveLength(4);
    const after = await stat(join(photos, 'coffee-cup.jpg'));
    expect((await stat(join(to, 'coffee-cup (2).jpg'))).mtimeMs).toBeCloseTo(after.mtimeMs, -1);
    expect([after.mtimeMs, after.size]).toEqual([before.mtimeMs, before.size]);
  });
});

describe('photoseek duplicates and tags', () => {
  it('name the copies, and what is on the photos', async () => {
    const [list, paths, tags] = await Promise.all([
      run(['duplicates', '--kind', 'exact']),
      run(['duplicates', '--kind', 'exact', '--paths']),
      run(['tags', '--json']),
    ]);
    expect(list.stdout).toContain(`keep  ${join(photos, 'red-panda.jpg')}`);
    expect(list.stdout).toContain('not named as a copy');
    expect(paths.stdout).toBe(`${join(photos, 'red-panda (1).jpg')}\n`);
    expect(JSON.parse(tags.stdout).tags).toContainEqual({ name: 'red panda', group: 'animals', count: 1 });
  });
});

describe.skipIf(process.platform === 'win32')('photoseek daemon', () => {
  const socket = join(library, 'photoseek.sock');
  afterAll(() => runAlone(['daemon', 'stop', '-q']));

  /** A search, and the native libraries that its process has loaded at its end. */
  async function askForLibraries(...more: string[]): Promise<{ stdout: string; sharedObjects: string }> {
    const file = join(home, `shared-objects${more.join('')}`);
    const preload = join(home, 'preload.cjs');
    await writeFile(
      preload,
      "process.on('exit', () => require('fs').writeFileSync(process.env.SHARED_OBJECTS, process.report.getReport().sharedObjects.join()))",
    );
    const env = { NODE_OPTIONS: `--require ${preload}`, SHARED_OBJECTS: file };
    const { stdout } = await runAlone(['search', 'a red panda', '--json', ...more], { env });
    return { stdout, sharedObjects: await readFile(file, 'utf8') };
  }

  it('answers in the same bytes as the command alone, for its owner only', async () => {
    // The remains of a killed process.
    const script = 'require("net").createServer().listen(process.argv[1], () => console.log("up"))';
    const left = startNode(['-e', script, socket]);
    await left.said(/up/);
    left.child.kill('SIGKILL');
    await left.ended;
    expect(existsSync(socket)).toBe(true);
    const asked = [
      ['search', 'a red panda', '-n', '3'],
      ['search', './cat-face.png', '--ndjson', '-q'],
      ['similar', 'cat-face.png', '--format', '{name}\\t{cosine}'],
      ['similar', 'missing.jpg'],
      ['search', 'x', '--limit', '0'],
    ];
    const withoutTimes = (text: string) => text.replace(/in \d+ ms/, '');
    const ask = async (args: string[]) => {
      const { code, stdout, stderr } = await runAlone(args, { cwd: photos });
      return { code, stdout, stderr: withoutTimes(stderr) };
    };
    const alone = await Promise.all(asked.map(ask));
    expect((await runAlone(['daemon', 'start'])).stdout).toMatch(/^running \(process \d+\)\n$/);
    expect((await lstat(socket)).mode & 0o777).toBe(0o600);
    expect(await Promise.all(asked.map(ask))).toEqual(alone);
    const [withDaemon, without] = await Promise.all([askForLibraries(), askForLibraries('--no-daemon')]);
    const strip = ({ stdout }: { stdout: string }) => ({ ...JSON.parse(stdout), tookMs: 0, timings: 0 });
    expect(strip(withDaemon)).toEqual(strip(without));
    // The model and the catalogue are loaded in the background only.
    expect(without.sharedObjects).toContain('onnxruntime');
    expect(without.sharedObjects).toContain('better_sqlite3');
    expect(withDaemon.sharedObjects).not.toMatch(/onnxruntime|better_sqlite3/);
  }, 120_000);

  it('is started once, and leaves nothing when it ends', async () => {
    const [, pid] = /process (\d+)/.exec((await runAlone(['daemon', 'status'])).stdout) as RegExpExecArray;
    expect((await runAlone(['daemon', 'start'])).stdout).toBe(`running (process ${pid})\n`);
    expect((await runAlone(['daemon', 'stop'])).stdout).toBe('stopped\n');
    expect((await runAlone(['daemon', 'stop'])).stdout).toBe('not running\n');
    expect((await runAlone(['daemon'])).stdout).toBe('not running\n');
    expect(existsSync(socket)).toBe(false);
    expect((await runAlone(['search', 'a red panda', '--paths', '-n', '1'])).code).toBe(0);
  });

  it('is served by photoseek serve, too', async () => {
    const serving = startCommand(['serve', '--port', '0', '-q'], { env: { PHOTOSEEK_LIBRARY: library } });
    await serving.said(/photoseek is at/);
    await expect
      .poll(async () => (await runAlone(['daemon', 'status'])).stdout)
      .toBe(`running (process ${serving.child.pid})\n`);
    expect(lines((await runAlone(['search', 'a red panda', '--paths'])).stdout)[0]).toContain('red-panda');
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toMatchObject({ code: 0 });
    expect(existsSync(socket)).toBe(false);
  });
});
