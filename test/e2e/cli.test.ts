import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent, IndexReport } from '#src/indexer/progress/events.js';
import { writePicture } from '../support/images/random-images.js';
import { copySampleLibrary } from '../support/libraries/sample-library.js';
import { closeLibrariesAtTheEnd, runInProcess } from '../support/processes/command-in-process.js';
import { type Ended, type RunOptions, runCommand, startCommand, startNode } from '../support/processes/run-command.js';
import { COMMAND, SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const library = join(home, 'library');
/** Some photos and another file, for the first run. */
const few = join(home, 'few');
const FEW = ['coffee-cup.jpg', 'cat-face.png', 'scarlet-macaw.webp'];
let samples: number;

/** Runs a command on the library of samples, or on the one that is named; in this process, where a start of Node shows nothing more. */
const run = (args: readonly string[], options: RunOptions = {}) =>
  runInProcess(args, { ...options, env: { PHOTOSEEK_LIBRARY: library, ...options.env } });
const runAlone = (args: readonly string[]) => runCommand(args, { env: { PHOTOSEEK_LIBRARY: library } });
closeLibrariesAtTheEnd();

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** The events that `index --json` tells; the last one holds the report. */
function readReport({ stdout }: Ended): IndexReport {
  const last = lines(stdout)
    .map((line) => JSON.parse(line) as IndexEvent)
    .at(-1);
  if (last?.type !== 'done') throw new Error(`The last event is ${last?.type ?? 'none'}.`);
  return last.report;
}

/** Photos of a run that is stopped in its middle. */
const MANY = 24;

let firstRun: Ended;
beforeAll(async () => {
  samples = (await readdir(SAMPLES)).filter((name) => !name.endsWith('.md')).length;
  copySampleLibrary(library);
  await mkdir(few);
  for (const name of FEW) await copyFile(join(SAMPLES, name), join(few, name));
  await writeFile(join(few, 'notes.md'), 'no photo');
  firstRun = await runAlone(['index', few, '--library', join(home, 'few-library')]);
});

describe('photoseek index', () => {
  it('tells how it went on stdout and how it goes on stderr', () => {
    expect(firstRun.code).toBe(0);
    expect(lines(firstRun.stdout)).toEqual([
      expect.stringMatching(
        new RegExp(`^${FEW.length} indexed, 0 unchanged, 0 removed, 0 failed, 1 other file skipped \\(`),
      ),
    ]);
    expect(firstRun.stderr).toContain(`planned: ${FEW.length} new or changed, 0 unchanged, 0 removed`);
  });

  it('finds everything unchanged the second time', async () => {
    const { code, stdout } = await run(['index', SAMPLES]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^0 indexed, ${samples} unchanged, 0 removed, 0 failed`));
  });

  it('says nothing with --quiet', async () => {
    expect(await run(['index', SAMPLES, '--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('with --json tells one event a line, and nothing else', async () => {
    const ended = await run(['index', SAMPLES, '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(readReport(ended)).toMatchObject({ indexed: 0, unchanged: samples, failed: [] });
  });

  it('names every file that cannot be read, with the reason, and indexes the rest', async () => {
    const folder = join(home, 'bad');
    await mkdir(join(folder, 'empty folder'), { recursive: true });
    await writePicture(join(folder, 'good.jpg'), 1, { width: 300, height: 300 });
    await copyFile(join(folder, 'good.jpg'), join(folder, 'cut.jpg'));
    await truncate(join(folder, 'cut.jpg'), 250);
    await writeFile(join(folder, 'letter.jpg'), 'Dear reader');
    await writeFile(join(folder, 'zero.png'), '');
    await symlink(join(folder, 'nothing.jpg'), join(folder, 'broken.jpg'));
    const paths = [folder, join(folder, 'empty folder'), join(home, 'missing')];

    const { code, stdout, stderr } = await run(['index', ...paths, '--library', join(home, 'bad-library')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 indexed, 0 unchanged, 0 removed, 5 failed/);
    const failed = lines(stderr).filter((line) => line.startsWith('failed:'));
    for (const [name, reason] of [
      ['missing', /file or folder does not exist.*\[path-not-found\]/],
      ['broken.jpg', /link to nothing.*\[vanished\]/],
      ['cut.jpg', /damaged or cut short.*\[damaged-image\]/],
      ['letter.jpg', /not an image.*\[not-an-image\]/],
      ['zero.png', /empty.*\[empty-file\]/],
    ] as const)
      expect
        .soft(
          failed.filter((line) => line.includes(`${name}: `) && reason.test(line)),
          name,
        )
        .toHaveLength(1);
    expect(failed).toHaveLength(5);
  });

  it('exits with 1 when there is nothing but what cannot be read', async () => {
    await writeFile(join(home, 'only.jpg'), 'Dear reader');
    for (const path of [join(home, 'only.jpg'), join(home, 'missing')]) {
      const { code, stderr } = await run(['index', path, '--library', join(home, 'bad-library')]);
      expect.soft(code, path).toBe(1);
      expect.soft(stderr, path).toContain(`failed: ${path}: `);
    }
  });

  it('exits with 0 over an empty folder, and says that nothing was found', async () => {
    await mkdir(join(home, 'empty'));
    const ended = await run(['index', join(home, 'empty'), '--library', join(home, 'bad-library')]);
    expect(ended).toMatchObject({ code: 0, stdout: 'No images were found.\n' });
  });

  it('names a root that cannot be reached, and keeps its photos', async () => {
    const folder = join(home, 'disk');
    await mkdir(folder);
    await writePicture(join(folder, 'a.jpg'), 2);
    await run(['index', folder, '--library', join(home, 'disk-library')]);
    await rename(folder, join(home, 'unplugged'));
    const { code, stderr } = await run(['index', folder, '--library', join(home, 'disk-library')]);
    expect(stderr).toContain(`missing: ${folder} is unreachable; its files stay in the library.`);
    expect(code).toBe(0);
    const { stdout } = await run(['status', '--json', '--library', join(home, 'disk-library')]);
    expect(JSON.parse(stdout)).toMatchObject({ photos: 1, stages: ['text'] });
    const shown = await run(['status', '--library', join(home, 'disk-library')]);
    expect(shown.stdout).toMatch(/^stages {3}text; off: objects, faces, regions$/m);
  });

  it('stops in order at Ctrl-C with exit code 130, and the next run does the rest', async () => {
    const folder = join(home, 'many');
    await mkdir(folder);
    for (let i = 0; i < MANY; i++) await writePicture(join(folder, `${i}.jpg`), 1000 + i);
    const mine = { env: { PHOTOSEEK_LIBRARY: join(home, 'many-library') } };

    const running = startCommand(['index', folder], mine);
    await running.said(new RegExp(`planned: ${MANY}`));
    setTimeout(() => running.child.kill('SIGINT'), 300);
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopped. Finished photos are stored');

    const { photos, running: isRunning } = JSON.parse((await run(['status', '--json'], mine)).stdout);
    expect(photos).toBeLessThan(MANY);
    expect(isRunning).toBeNull();
    const ended = await run(['index', folder, '--json'], mine);
    expect(readReport(ended)).toMatchObject({ indexed: MANY - photos, unchanged: photos, failed: [] });
  });

  it('stops at once at the second Ctrl-C, and the library is whole', async () => {
    const mine = { env: { PHOTOSEEK_LIBRARY: join(home, 'twice-library') } };
    const folder = join(home, 'many');
    const running = startCommand(['index', folder], mine);
    await running.said(/planned/);
    running.child.kill('SIGINT');
    await running.said(/press Ctrl-C again/);
    running.child.kill('SIGINT');
    // It may have ended in order before the second one arrived.
    const { code, signal } = await running.ended;
    expect(signal === 'SIGINT' || code === 130, `${code} ${signal}`).toBe(true);
    const ended = await run(['index', folder, '--json'], mine);
    expect(readReport(ended)).toMatchObject({ failed: [] });
    expect(JSON.parse((await run(['status', '--json'], mine)).stdout).photos).toBe(MANY);
  });
});

describe('photoseek search', () => {
  it('prints a line a photo, best first, on stdout, and the rest on stderr', async () => {
    const { code, stdout, stderr } = await run(['search', 'a cup of coffee', '--limit', '3', '--all']);
    expect(code).toBe(0);
    expect(lines(stdout)).toHaveLength(3);
    expect(lines(stdout)[0]).toMatch(/^1 {2}0\.\d{3} {2}\/.*\/coffee-cup\.jpg {2}\d+×\d+ jpeg/);
    expect(stderr).toMatch(/^3 of \d+ photos in \d+ ms\n$/);
  });

  it('needs no quotes', async () => {
    const [quoted, bare] = await Promise.all([
      run(['search', 'a red panda', '-n', '5', '-q']),
      run(['search', 'a', 'red', 'panda', '-n', '5', '-q']),
    ]);
    expect(bare).toEqual(quoted);
    expect(quoted).toMatchObject({ code: 0, stderr: '' });
    expect(lines(quoted.stdout)[0]).toContain('red-panda.jpg');
  });

  it('with --json prints exactly one document', async () => {
    const { stdout, stderr, code } = await run(['search', 'a bridge at night', '--json', '-n', '2', '--all']);
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ query: 'a bridge at night', notices: [], tookMs: expect.any(Number) });
    const path = join(SAMPLES, 'suspension-bridge-at-night.jpg');
    expect(answer.results).toHaveLength(2);
    expect(answer.results[0]).toMatchObject({
      id: expect.any(Number),
      path,
      cosine: expect.any(Number),
      identical: false,
      otherPaths: [],
      sizeBytes: (await stat(path)).size,
    });
  });

  it('says how to make a library where there is none, and makes nothing', async () => {
    const nowhere = join(home, 'nowhere/library');
    for (const args of [['search', 'a dog'], ['similar', join(SAMPLES, 'red-panda.jpg')], ['status']]) {
      const { code, stdout, stderr } = await run([...args, '--library', nowhere]);
      expect.soft([code, stdout], args[0]).toEqual([1, '']);
      expect.soft(stderr, args[0]).toContain(`There is no photo library in ${nowhere}.`);
      expect.soft(stderr, args[0]).toContain('photoseek index FOLDER');
    }
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });

  it('says that a library is empty', async () => {
    const mine = { env: { PHOTOSEEK_LIBRARY: join(home, 'empty-library') } };
    await mkdir(join(home, 'no-photos'));
    await run(['index', join(home, 'no-photos')], mine);
    const { code, stdout, stderr } = await run(['search', 'a dog'], mine);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^note: No photo is indexed/);
  });

  it('is not disturbed by a reader that leaves early', async () => {
    const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(COMMAND)}`;
    for (const [pipe, args] of [
      ['|', `search a dog -n 1000`],
      ['2>&1 |', `search a dog -n 1000`],
      [
        '|',
        `index ${JSON.stringify(join(home, 'many'))} --json --library ${JSON.stringify(join(home, 'unread-library'))}`,
      ],
    ]) {
      const script = `require('child_process').execFileSync('bash', ['-c', ${JSON.stringify(
        `${command} ${args} ${pipe} head -1 > ${JSON.stringify(join(home, 'head'))}; echo "\${PIPESTATUS[0]}"`,
      )}], { stdio: 'inherit' })`;
      const { stdout, stderr } = await startNode(['-e', script], { env: { PHOTOSEEK_LIBRARY: library } }).ended;
      expect.soft(stdout, args).toBe('0\n');
      expect.soft(stderr, args).not.toMatch(/error|EPIPE|terminate/i);
      expect.soft(lines(await readFile(join(home, 'head'), 'utf8')), args).toHaveLength(1);
    }
  });
});

describe.skipIf(!existsSync('/dev/full'))('on a disk that is full', () => {
  it('exits with 1 when the answer cannot be written', async () => {
    const script = `require('child_process').spawnSync(process.execPath, process.argv.slice(1), { stdio: ['ignore', require('fs').openSync('/dev/full', 'w'), 'inherit'] }).status`;
    const { stdout } = await startNode(['-p', script, COMMAND, 'search', 'a dog'], {
      env: { PHOTOSEEK_LIBRARY: library },
    }).ended;
    expect(stdout).toBe('1\n');
  });
});

describe('photoseek similar', () => {
  it('finds what looks like a photo of the library, without the photo itself', async () => {
    const { code, stdout } = await run(['similar', join(SAMPLES, 'cat-face.png'), '-n', '5', '--all']);
    expect(code).toBe(0);
    expect(lines(stdout)).toHaveLength(5);
    expect(lines(stdout)[0]).toContain('kitten-with-yarn.jpg');
    expect(stdout).not.toContain('cat-face.png');
  });

  it('finds what looks like a picture outside of it, and says what is identical; a relative path will do', async () => {
    await copyFile(join(SAMPLES, 'red-panda.jpg'), join(home, 'mine.jpg'));
    const { stdout } = await run(['similar', 'mine.jpg', '-n', '2'], { cwd: home });
    expect(lines(stdout)[0]).toMatch(/^1 {2}identical {2}.*\/red-panda\.jpg/);
    expect(lines(stdout)[1]).not.toContain('identical');
  });

  it('exits with 1 and a sentence when the file is not there or is no picture', async () => {
    await writeFile(join(home, 'letter.jpg'), 'Dear reader');
    for (const [path, code] of [
      [join(home, 'missing.jpg'), 'path-not-found'],
      [join(home, 'letter.jpg'), 'not-an-image'],
    ] as const) {
      const ended = await run(['similar', path]);
      expect.soft(ended).toMatchObject({ code: 1, stdout: '' });
      expect.soft(ended.stderr).toMatch(new RegExp(`^error: \\w.+\\. \\[${code}\\]\\n$`));
    }
  });
});

describe.runIf(process.platform === 'linux')('names that are not UTF-8', () => {
  it('are taken from the command line and the current folder, and leave as the bytes that they are', async () => {
    const folder = join(home, 'old-disk');
    await mkdir(folder);
    await writePicture(join(folder, 'a.jpg'), 5001);
    await writePicture(join(folder, 'b.jpg'), 5002);
    // A Windows-1252 folder, and Shift JIS within it.
    const script = `
      set -e
      d=$(printf 'J\\344rvi'); f=$(printf '\\216\\312.jpg')
      mkdir "$d"; mv a.jpg "$d/$f"; mv b.jpg "$d/b.jpg"
      photoseek() { "$NODE" "$COMMAND" "$@"; }
      photoseek index "$d" -q
      photoseek search ext:jpg --paths -0 --no-daemon -q | xargs -0 cat | wc -c
      cat "$d/$f" "$d/b.jpg" | wc -c
      cd "$d"
      photoseek similar "$f" --format '{name}' --all --no-daemon -q
      photoseek export ext:jpg --to "lists-$d" --list -q
      while read -r line; do cat "$line" >/dev/null; echo read; done < "lists-$d/photos.txt"`;
    const env = { ...process.env, NODE: process.execPath, COMMAND, PHOTOSEEK_LIBRARY: join(home, 'old-disk-library') };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const [printed, onDisk, ...rest] = lines(stdout);
    expect(printed).toBe(onDisk);
    expect(rest).toEqual(['b.jpg', 'read', 'read']);
  });
});

describe('photoseek status', () => {
  it('says what is in the library', async () => {
    const { code, stdout, stderr } = await run(['status']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`library  ${library}\n`);
    expect(stdout).toContain(`photos   ${samples} distinct, in ${samples} files\n`);
    expect(stdout).toContain(`model    photoseek-mini-2, 512 dimensions, ${samples} vectors\n`);
    expect(stdout).toContain(`roots    ${SAMPLES}\n`);
  });

  it('with --json prints exactly one document', async () => {
    const { stdout } = await run(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ path: library, roots: [SAMPLES], photos: samples, failures: {} });
  });
});

describe('a process', () => {
  it.each([
    [['status'], 0],
    [['search', 'a red panda'], 0],
    [['search', 'a dog', '--model', 'nonsense'], 1],
    [['search', 'a dog', '--limit', '0'], 2],
    [['serch', 'a dog'], 2],
  ])('%j ends with code %d, and writes to the right streams', async (args, code) => {
    const [alone, here] = await Promise.all([runAlone(args), run(args)]);
    expect(alone.code).toBe(code);
    const withoutTimes = (text: string) => text.replace(/\d+(\.\d+)? (ms|KB|MB)/g, '');
    expect(withoutTimes(alone.stdout)).toBe(withoutTimes(here.stdout));
    expect(withoutTimes(alone.stderr)).toBe(withoutTimes(here.stderr));
  });
});

describe('wrong usage', () => {
  it.each([
    [['search', 'a dog', '--limit', '0'], /1 to 1000/],
    [['search', 'a dog', '--limit', '1001'], /1 to 1000/],
    [['search', 'a dog', '--limit', 'abc'], /1 to 1000/],
    [['search', ''], /query is empty/],
    [['search'], /query is empty/],
    [['search', 'a dog', '--colour', 'red'], /unknown option '--colour'/],
    [['similar'], /missing required argument 'image'/],
    [['index', '.', '--threads', 'many'], /1 to 256/],
    [['serve', '--port', '99999'], /0 to 65535/],
    [['serch', 'a dog'], /unknown command 'serch'[\s\S]*search/],
    [[], /Usage: photoseek/],
  ])('%j exits with 2 and says what is wrong, on stderr only', async (args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a model nobody knows exits with 1 and says which there are', async () => {
    const { code, stderr } = await run(['search', 'a dog', '--model', 'nonsense']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/A model must be photoseek-mini.*got "nonsense".*\[model-not-found\]/);
  });
});

describe('photoseek', () => {
  it('--help shows examples, on stdout', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Examples:\n {2}photoseek index ~\/Pictures/);
    for (const command of ['index', 'search', 'similar', 'status', 'serve'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command}`, 'm'));
  });

  it('search --help and --version need no library', async () => {
    const options = { env: { PHOTOSEEK_LIBRARY: join(home, 'nowhere') } };
    const [help, version] = await Promise.all([run(['search', '--help'], options), run(['--version'], options)]);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--limit <n>') });
    const { version: expected } = JSON.parse(await readFile(join(SAMPLES, '../../../package.json'), 'utf8'));
    expect(version).toMatchObject({ code: 0, stdout: `${expected}\n`, stderr: '' });
  });

  it('--library comes before PHOTOSEEK_LIBRARY', async () => {
    const { stdout } = await run(['status', '--json', '--library', library], {
      env: { PHOTOSEEK_LIBRARY: join(home, 'nowhere') },
    });
    expect(JSON.parse(stdout).path).toBe(library);
  });

  it('never sends control characters of a name to the terminal', async () => {
    const folder = join(home, 'evil\u001b[2J\nfolder');
    const mine = { env: { PHOTOSEEK_LIBRARY: join(home, 'evil\u001b]0;library\u0007') } };
    await mkdir(folder);
    await cp(join(SAMPLES, 'red-panda.jpg'), join(folder, 'red\u001b[31mpanda\u009b1m\r.jpg'));
    await cp(join(SAMPLES, 'red-panda.jpg'), join(folder, 'again\u0007.jpg'));
    await writeFile(join(folder, 'bad\u001b[0m\b.jpg'), 'no picture');
    const all = [
      await run(['index', folder, `${folder}-missing`], mine),
      await run(['search', 'a red panda'], mine),
      await run(['similar', join(SAMPLES, 'red-panda.jpg')], mine),
      await run(['similar', join(folder, 'miss\u001b[5mng.jpg')], mine),
      await run(['status'], mine),
      await run(['search', 'a dog', '--library', join(folder, 'nothing')], mine),
    ];
    for (const { stdout, stderr } of all) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
      expect.soft(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
    expect(all[1]?.stdout).toContain('red\\x1b[31mpanda\\x9b1m\\x0d.jpg');
    expect(all[0]?.stderr).toContain('bad\\x1b[0m\\x08.jpg');
    const { results } = JSON.parse((await run(['search', 'a red panda', '--json'], mine)).stdout);
    expect(basename(results[0].otherPaths[0])).toBe('red\u001b[31mpanda\u009b1m\r.jpg');
    await rm(folder, { recursive: true });
  });
});

describe('photoseek serve', () => {
  it('prints where it is, answers there, and ends in order at SIGTERM', async () => {
    const running = startCommand(['serve', '--port', '0'], { env: { PHOTOSEEK_LIBRARY: library } });
    const [, url] = /photoseek is at (http:\/\/127\.0\.0\.1:\d+)\n/.exec(
      await running.said(/to stop/),
    ) as RegExpExecArray;
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
    const answer = await fetch(`${url}/api/v1/search?q=a%20red%20panda&limit=1`);
    expect((await answer.json()).results[0].path).toContain('red-panda.jpg');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({
      code: 0,
      signal: null,
      stdout: `photoseek is at ${url}\n`,
      stderr: 'Press Ctrl-C to stop.\n',
    });
  });

  it('ends in order also when it is stopped while its model is being loaded', async () => {
    const running = startCommand(['serve', '--port', '0', '-q'], { env: { PHOTOSEEK_LIBRARY: library } });
    await running.said(/photoseek is at/);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('exits with 2 for a host that is not this machine alone', async () => {
    const { code, stderr } = await run(['serve', '--host', '0.0.0.0']);
    expect(code).toBe(2);
    expect(stderr).toContain('not a loopback address');
  });
});
