// docs/tasks.md: every command there runs and says what it is asked for; every click there is tried by a test of the page.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMAND, SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the output of a task's command has. A command that goes on until it is stopped has the title of the test that runs it instead. */
const SAYS: Record<number, RegExp | string> = {
  1: /^13 indexed, 1 duplicates or renames, 0 unchanged, 0 removed, 1 failed/m,
  2: /kitten-with-yarn\.jpg[\s\S]*ginger-kitten-on-box\.jpg/,
  3: /^.*lake-below-snowy-mountains\.jpg/,
  4: /^.*great-pyramid-of-giza\.jpg/,
  5: /ginger-kitten-on-box\.jpg/,
  6: /^.*mysore-palace\.jpg.*\n(?!.*\.jpg)/,
  7: /^.*mont-saint-michel\.jpg.*\n(?!.*\.jpg)/,
  8: /^.*mysore-palace\.jpg.*\n(?!.*\.jpg)/,
  9: /^.*penguin-on-moss\.jpg.*\n(?!.*\.jpg)/,
  10: /^(?!.*\.png)[\s\S]*kitten-with-yarn\.jpg/,
  11: /(.*\.jpg.*\n){3}/,
  12: /^.*penguin-on-moss\.jpg/,
  13: /\bcat 3\b/,
  14: /3 photos copied/,
  15: /kitten-with-yarn\.jpg/,
  16: /^2009-02-09T09:11:30\t.*cat-face/m,
  17: /cat-face \(1\)\.png/,
  18: /^$/,
  19: /kitten-with-yarn\.jpg/,
  20: /1 removed/,
  21: 'finds a photo that is copied into an indexed folder',
  22: /1 removed/,
  23: /broken\.jpg.*not-an-image/,
  24: /Removed .*Downloads with 1 file/,
  25: /1 indexed, 11 duplicates or renames[\s\S]*Removed .*Pictures with \d+ files/,
  26: /phone[\s\S]*Key 1 is revoked/,
  27: /photos\.backup[\s\S]*restored/,
  28: /No problems found/,
  29: /^12 indexed/m,
  30: /my-library/,
};

/** The tests of the page that do what a task says to click or to type. */
const CLICKS: Record<number, string> = {
  1: 'asks for a folder at the first run, indexes it, and leads to the search',
  2: 'answers words with photos and their number; the time is there for whoever asks',
  3: 'answers words with photos and their number; the time is there for whoever asks',
  4: 'searches by a picture that is dropped, and comes back to it',
  5: 'adds more and less like a photo to the question, from the grid and from the open photo',
  6: 'narrows by facets and by the timeline, and says so in the address',
  7: 'narrows by facets and by the timeline, and says so in the address',
  8: 'narrows by facets and by the timeline, and says so in the address',
  9: 'narrows by filters, alone and beside words',
  10: 'narrows by filters, alone and beside words',
  11: 'sorts',
  12: 'answers words with photos and their number; the time is there for whoever asks',
  13: 'narrows by facets and by the timeline, and says so in the address',
  14: 'are downloaded as one zip file, one alone as it is',
  15: 'selects photos with x, and searches with all of them',
  17: 'shows duplicates',
  18: 'shows groups side by side with the suggested keeper, and saves the rest as a list',
  20: 'follows a run live, also one that began before the page was opened, and stops it',
  23: 'lists folders and what cannot be read, with the reasons',
  24: 'shows a folder by its name, with a menu, and asks in a dialog of its own before it takes it out',
};

interface Task {
  number: number;
  what: string;
  command: string;
  clicks: string;
}

const tasks: Task[] = [];
for (const line of readFileSync(join(ROOT, 'docs/tasks.md'), 'utf8').split('\n')) {
  const [, number, what, command, clicks] = /^\| (\d+) \| (.+?) \| `((?:[^`|]|\\\|)+)` \|(.*) \|$/.exec(line) ?? [];
  if (number === undefined || what === undefined || command === undefined) continue;
  tasks.push({
    number: Number(number),
    what,
    command: command.replaceAll('\\|', '|'),
    clicks: clicks?.trim() ?? '',
  });
}

const home = makeTemporaryFolder();

/** Some samples, a copy of one, a rating in a sidecar, and a file that is no picture, in folders below the home folder. */
function makePhotos(): void {
  const samples = join(SAMPLES, '..');
  const folders = {
    'Pictures/cats': ['favourites/kitten-with-yarn.jpg', 'farm/ginger-kitten-on-box.jpg', 'favourites/cat-face.png'],
    'Pictures/travel': [
      'landscapes/lake-below-snowy-mountains.jpg',
      'birds/penguin-on-moss.jpg',
      'france/mont-saint-michel.jpg',
      'india/mysore-palace.jpg',
      'favourites/pyramid-in-desert.jpg',
      'around-the-world/great-pyramid-of-giza.jpg',
    ],
    'Pictures/music': ['music/four-musicians-on-stage.jpg', 'favourites/orchestra-on-stage.jpg'],
    'Pictures/drafts': ['at-home/wall-clock.jpg'],
    Downloads: ['garden/butterfly-on-flower.jpg'],
  };
  for (const [folder, names] of Object.entries(folders)) {
    mkdirSync(join(home, folder), { recursive: true });
    for (const name of names) cpSync(join(samples, name), join(home, folder, name.slice(name.indexOf('/') + 1)));
  }
  cpSync(join(SAMPLES, 'cat-face.png'), join(home, 'Pictures/cats/cat-face (1).png'));
  writeFileSync(join(home, 'Pictures/broken.jpg'), 'no picture');
  writeFileSync(
    join(home, 'Pictures/travel/penguin-on-moss.xmp'),
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"/></rdf:RDF></x:xmpmeta>',
  );
}

/** Runs a line as a person would, at home, with the command on the path. */
function runLine(line: string): Promise<{ code: number; output: string; errors: string }> {
  const { PATH = '', FORCE_COLOR: _, ...env } = process.env;
  const options = {
    cwd: home,
    env: {
      ...env,
      HOME: home,
      PATH: `${join(home, 'bin')}${delimiter}${PATH}`,
      PHOTOSEEK_LIBRARY: join(home, 'library'),
      NO_COLOR: '1',
    },
  };
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], options, (error, output, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output, errors }),
    );
  });
}

/** Titles of the tests of the page and of the command, from their sources. */
function readTitles(): string {
  return ['test/e2e', 'test/e2e/page']
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)))
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

it('there are thirty tasks, numbered in order, each with what it says', () => {
  expect(tasks.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(Object.keys(SAYS).map(Number)).toEqual(tasks.map(({ number }) => number));
  expect(tasks.filter(({ clicks }) => clicks !== '').map(({ number }) => number)).toEqual(
    Object.keys(CLICKS).map(Number),
  );
});

it.each(Object.entries({ ...CLICKS, watch: SAYS[21] }))('task %s is done by a test: %s', (_, title) => {
  expect(readTitles()).toContain(`it('${title}'`);
});

describe.skipIf(process.platform === 'win32')('the commands', () => {
  beforeAll(() => {
    makePhotos();
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin/photoseek'), `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`, {
      mode: 0o755,
    });
    mkdirSync(join(home, 'node_modules'));
    symlinkSync(ROOT, join(home, 'node_modules/photoseek'));
  });

  // One after the other: later ones need what earlier ones did.
  for (const { number, what, command } of tasks) {
    const says = SAYS[number];
    if (!(says instanceof RegExp)) continue;
    it(`${number}: ${what}`, { timeout: 60_000 }, async () => {
      const { code, output, errors } = await runLine(command);
      expect(code, errors).toBe(0);
      expect(output, errors).toMatch(says);
    });
  }
});
