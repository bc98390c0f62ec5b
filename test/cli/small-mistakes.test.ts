// What people type on the way to a right command: each gets an answer, or one sentence that says what to type.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkCommands } from '#src/cli/check-commands.js';
import { parseImageBox } from '#src/cli/options.js';
import { prepareArguments } from '#src/cli/prepare-arguments.js';
import { separatePreview } from '#src/cli/preview/separate-preview.js';
import { createProgram } from '#src/cli/program.js';
import { findFileReadAsWords } from '#src/cli/read-arguments.js';
import type { Person } from '#src/library/people/types.js';
import type { Root } from '#src/library/types/descriptions.js';
import { fakeAnswer, fakeStats } from '../server/fake-library.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

const ROOT: Root = {
  ...{ path: '/photos', files: 1, failed: 0, addedAtMs: 0, isMissing: false, movedTo: null },
  ...{ exclude: [], hidden: false, followLinks: false, raw: 'all', kinds: [] },
};

describe('photoseek failures', () => {
  const failure = { path: '/photos/torn.jpg', code: 'damaged-image' as const, message: 'The picture ends early.' };

  it('lists the files that could not be read, with the reasons', async () => {
    const failures = async () => [failure];
    const list = await runWithLibrary(['failures'], { failures });
    expect(list.stdout).toBe('/photos/torn.jpg  The picture ends early.  [damaged-image]\n');
    expect(list.stderr).toContain('1 file could not be read; again with: photoseek index --retry-failed');
    expect((await runWithLibrary(['failures', '--paths'], { failures })).stdout).toBe('/photos/torn.jpg\n');
    const json = await runWithLibrary(['failures', '--json'], { failures });
    expect(JSON.parse(json.stdout)).toEqual({ failures: [failure] });
  });

  it('says that there are none', async () => {
    const { stdout, stderr } = await runWithLibrary(['failures']);
    expect([stdout, stderr]).toEqual(['', 'Every file could be read.\n']);
  });

  it('names the videos that wait for ffmpeg, which did not fail', async () => {
    const stats = async () => ({ ...fakeStats, undecoded: 2 });
    const { stderr } = await runWithLibrary(['failures'], { stats });
    expect(stderr).toMatch(
      /^No file failed\.\n2 files found by name and metadata alone: needs ffmpeg\. .+; then photoseek index\n$/,
    );
  });
});

describe('photoseek similar', () => {
  const similar = vi.fn(async () => fakeAnswer);
  const run = async (image: string) => {
    similar.mockClear();
    await runWithLibrary(['similar', image], { similar });
    return (similar.mock.calls as unknown as [[unknown]])[0][0];
  };

  it('takes the id of a photo, unless a file has that name', async () => {
    expect(await run('id:12')).toEqual({ id: 12 });
    expect(await run('12')).toEqual({ id: 12 });
    expect(await run('cat.jpg')).toEqual({ path: '/cat.jpg' });
    writeFileSync(join(home, '12'), '');
    expect(await run(join(home, '12'))).toEqual({ path: join(home, '12') });
  });

  it('says what to do with a folder and with an address', async () => {
    const folder = await runWithLibrary(['similar', home], { similar }).catch((error) => error);
    expect(folder).toMatchObject({ code: 'bad-argument', message: `An image is expected, got the folder ${home}.` });
    expect(folder.hint).toBe(`To list the photos in it: photoseek search --in "${home}"`);
    const address = await runWithLibrary(['similar', 'https://example.org/a.jpg'], { similar }).catch((error) => error);
    expect(address).toMatchObject({ code: 'url-refused', hint: 'Save the image and give its file.' });
  });
});

describe('photoseek similar --box', () => {
  it.each([
    ['0.8,0.1,0.3,0.4', 'the box ends beyond the right edge, x + width = 1.1, and 1 is the edge'],
    ['0.1,0.8,0.3,0.4', 'the box ends beyond the lower edge, y + height = 1.2, and 1 is the edge'],
    ['-0.1,0.2,0.3,0.4', 'the box begins beyond the image, at -0.1,0.2'],
    ['10,20,300,400', 'each number must be from 0 to 1; pixels are divided by the size of the image'],
    ['0.1,0.1,0,0.4', 'width and height must be more than 0'],
    ['0.1,0.2', undefined],
  ])('%s: %s', (text, reason) => {
    const expected = 'It must be x,y,width,height in shares of the image, such as 0.2,0.1,0.3,0.4';
    expect(() => parseImageBox(text)).toThrow(reason === undefined ? `${expected}.` : `${expected}: ${reason}.`);
  });
});

describe('photoseek people', () => {
  const person = (id: number, name: string | null, faces: number): Person => {
    return { id, name, faces, isHidden: false, photos: faces, cover: null };
  };
  const listed = [person(1, 'Anna', 1), person(2, null, 3), person(3, null, 1), person(4, null, 1)];
  const people = vi.fn(async () => ({ people: listed, total: 4 }));

  it('lists those with a name and those with several faces, and says how many there are besides', async () => {
    const { stdout, stderr } = await runWithLibrary(['people'], { people });
    expect(stdout).toBe('1  Anna  1 face in 1 photo\n2  (no name)  3 faces in 3 photos\n');
    expect(stderr).toBe('2 people with a single face and no name left out; list them with --all.\n');
    expect((await runWithLibrary(['people', '--quiet'], { people })).stderr).toBe('');
  });

  it('lists everybody on demand, and to programs', async () => {
    const all = await runWithLibrary(['people', '--all'], { people });
    expect(all.stdout.split('\n').length).toBe(5);
    expect(all.stderr).toBe('');
    expect(people).toHaveBeenLastCalledWith({ includeHidden: true, limit: 1000 });
    expect(JSON.parse((await runWithLibrary(['people', '--json'], { people })).stdout).people.length).toBe(4);
  });
});

describe('photoseek search', () => {
  const search = vi.fn(async () => fakeAnswer);
  const file = join(home, 'my dog.jpg');
  writeFileSync(file, '');
  const run = async (...args: string[]) => {
    search.mockClear();
    const { stderr } = await runWithLibrary(['search', ...args], { search });
    return { stderr, terms: (search.mock.calls as unknown as [[{ terms: unknown }]])[0][0].terms };
  };

  it('takes one argument that is the path of an image, spaces and all, for that image', async () => {
    expect((await run(file)).terms).toEqual([{ kind: 'path', value: file, weight: 1 }]);
    expect((await run('boat', '--subtract', file)).terms).toMatchObject([
      { value: 'boat' },
      { kind: 'path', value: file, weight: -1 },
    ]);
    const missing = join(home, 'my cat.jpg');
    expect((await run(missing)).terms).toMatchObject([{ kind: 'text', value: missing }]);
  });

  it('says of the name of a file that it was read as words', async () => {
    const cwd = '/';
    expect(findFileReadAsWords(['my dog.jpg'], home)).toBe('my dog.jpg');
    for (const args of [['my', 'dog.jpg'], ['my cat.jpg'], [file], ['image:"my dog.jpg"']])
      expect(findFileReadAsWords(args, home)).toBeUndefined();
    const name = file.slice(cwd.length);
    expect((await run(name)).stderr).toContain(
      `note: The name of ${name} was read as words. Photos that look like it: photoseek similar '${name}'\n`,
    );
    expect((await run(name, '--quiet')).stderr).toBe('');
  });

  it('prints one form of output at a time', async () => {
    for (const forms of [
      ['--json', '--paths'],
      ['--ndjson', '-0'],
      ['--format', '{id}', '--json'],
    ])
      await expect(runWithLibrary(['search', 'cat', ...forms], { search })).rejects.toThrow(
        /cannot be used with option/,
      );
    await expect(runWithLibrary(['failures', '--json', '--paths'])).rejects.toThrow(/cannot be used with option/);
    await expect(runWithLibrary(['duplicates', '--json', '-0'])).rejects.toThrow(/cannot be used with option/);
  });

  it('takes codes of languages as people write them, and refuses others', async () => {
    for (const code of ['de', 'DE', 'de-AT']) {
      await run('Hund', '--language', code);
      expect(search).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ language: 'de' }));
    }
    for (const code of ['xx', 'German', ''])
      await expect(runWithLibrary(['search', 'Hund', '--language', code], { search })).rejects.toThrow(
        'It must be the code of a language, such as de or zh.',
      );
  });
});

describe('an empty text, as of an unset variable of the shell', () => {
  it.each([
    [['similar', ''], 'It must be an image file, or id:123, got an empty text.'],
    [['index', ''], 'It must be a file or folder, got an empty text.'],
    [['search', 'cat', '--library', ''], 'It must be a folder, got an empty text.'],
    [['backup', ''], 'It must be a file or folder, got an empty text.'],
    [['keys', 'revoke', 'phone'], 'It must be the number of a key; photoseek keys list shows the numbers'],
  ])('is refused in the words of the command: %j', async (args, message) => {
    await expect(runWithLibrary(args)).rejects.toThrow(message);
  });
});

describe('names of commands', () => {
  const check = (...args: string[]) => {
    const errors: string[] = [];
    const program = createProgram().configureOutput({ writeErr: (text) => errors.push(text) });
    for (const command of program.commands) command.copyInheritedSettings(program);
    try {
      return checkCommands(program, args);
    } catch (error) {
      return `${(error as Error).message}${(error as { exitCode: number }).exitCode}`;
    }
  };

  it.each([
    [['serch', '--help'], "error: unknown command 'serch'\n(Did you mean search?)1"],
    [['help', 'foo'], "error: unknown command 'foo'1"],
    [['use', '--help'], "error: unknown command 'use'\n(Did you mean models use?)1"],
    [['models', '--json', 'shw', 'x'], "error: unknown command 'shw' of models\n(Did you mean show?)1"],
    [['roots', '--library', 'remove', 'delete'], "error: unknown command 'delete' of roots1"],
  ])('are checked before options and help: %j', (args, message) => {
    expect(check(...args)).toBe(message);
  });

  it('that exist are left as they are, and help of one below another is that of it', () => {
    for (const args of [
      ['search', 'serch'],
      ['models'],
      ['models', 'show', 'x'],
      ['roots', '--library', 'x'],
      ['--help'],
      [],
    ])
      expect(check(...args)).toEqual(args);
    expect(check('help', 'models', 'use')).toEqual(['models', 'use', '--help']);
    expect(check('help')).toEqual(['--help']);
  });

  it('stand whole in the advice of an error', async () => {
    let text = '';
    const program = createProgram();
    const create = program.commands
      .find((one) => one.name() === 'keys')
      ?.commands.find((one) => one.name() === 'create');
    create?.configureOutput({ writeErr: (line) => (text += line) });
    await program.parseAsync(['keys', 'create', 'a', '--scope', 'foo'], { from: 'user' }).catch(() => {});
    expect(text).toContain('(photoseek keys create --help)');
  });
});

it('--read-only is offered where it can be obeyed', () => {
  const program = createProgram();
  const offers = (name: string) =>
    program.commands
      .find((one) => one.name() === name)
      ?.helpInformation()
      .includes('--read-only');
  expect(['search', 'status', 'verify'].map(offers)).toEqual([true, true, true]);
  expect(['index', 'repair', 'calibrate'].map(offers)).toEqual([false, false, false]);
});

describe('photoseek export', () => {
  const search = async () => ({
    ...fakeAnswer,
    noGoodMatch: true,
    notices: [{ code: 'no-good-match', message: 'No photo matches well; these are merely the closest.' }],
  });

  it('refuses an empty folder, which would be the current one', async () => {
    await expect(runWithLibrary(['export', 'cat', '--to', ''], { search })).rejects.toThrow(
      'It must be a folder, got an empty text.',
    );
  });

  it('exports nothing where nothing matches well, unless --all is given', async () => {
    const to = join(home, 'exported');
    const { stdout, stderr } = await runWithLibrary(['export', 'vrrk', '--to', to], { search });
    expect(stdout).toBe(`0 photos copied in ${to}\n`);
    expect(stderr).toContain('Nothing is exported. To export the closest: --all');
    expect(existsSync(to)).toBe(false);
    await runWithLibrary(['export', 'vrrk', '--to', to, '--list', '--all'], { search });
    expect(existsSync(join(to, 'photos.txt'))).toBe(true);
  });

  it('says that copies in an indexed folder become duplicates', async () => {
    const photo = join(home, 'cat.jpg');
    writeFileSync(photo, 'a picture');
    const calls = {
      search: async () => fakeAnswer,
      original: async () => ({ path: photo, mediaType: 'image/jpeg', sizeBytes: 9 }),
      roots: async () => [{ ...ROOT, path: join(home, 'indexed') }],
    };
    const exportTo = async (...args: string[]) =>
      (await runWithLibrary(['export', 'cat', '--to', ...args], calls)).stderr;
    const inside = join(home, 'indexed', 'cats');
    expect((await runWithLibrary(['export', 'cat', '--to', join(home, 'one')], calls)).stdout).toContain(
      '1 photo copied',
    );
    expect(await exportTo(inside)).toContain(
      `${inside} is a part of ${join(home, 'indexed')}, which is indexed: the next index run finds the copies as duplicates.`,
    );
    for (const args of [[join(home, 'elsewhere')], [inside, '--link'], [inside, '--list'], [inside, '--quiet']])
      expect(await exportTo(...args)).not.toContain('duplicates');
  });
});

describe('photoseek index', () => {
  it('makes no library for paths that do not exist', async () => {
    const library = join(home, 'library');
    const index = createProgram().parseAsync(['index', join(home, 'nope'), '--library', library], { from: 'user' });
    await expect(index).rejects.toMatchObject({
      code: 'path-not-found',
      message: `There is no file or folder ${join(home, 'nope')}.`,
      hint: 'No library was made.',
    });
    expect(existsSync(library)).toBe(false);
  });
});

describe('--preview', () => {
  it('does not take a word of the query for its protocol', async () => {
    expect(separatePreview(['search', '--preview', 'pizza'])).toEqual(['search', '--preview=auto', 'pizza']);
    expect(separatePreview(['search', '--preview', 'kitty', 'cat'])).toEqual(['search', '--preview', 'kitty', 'cat']);
    expect(separatePreview(['search', 'cat', '--preview'])).toEqual(['search', 'cat', '--preview=auto']);
    expect(separatePreview(['search', '--', '--preview', 'cat'])).toEqual(['search', '--', '--preview', 'cat']);
  });
});

describe('a word behind one dash', () => {
  const prepare = (...args: string[]) => prepareArguments(createProgram(), args).slice(1);

  it('is subtracted, and no option', async () => {
    expect(prepare('search', 'dog', '-fence', '--limit', '3')).toEqual(['dog', '−fence', '--limit', '3']);
    expect(prepare('search', 'dog', '-night')).toEqual(['dog', '−night']);
    expect(prepare('search', 'dog', '--all', '-red boat')).toEqual(['dog', '--all', '−red boat']);
    const search = vi.fn(async () => fakeAnswer);
    await runWithLibrary(['search', 'dog', '−fence'], { search });
    const [query] = (search.mock.calls as unknown as [[{ terms: unknown }]])[0];
    expect(query.terms).toEqual([
      { kind: 'text', value: 'dog', weight: 1 },
      { kind: 'text', value: 'fence', weight: -0.5 },
    ]);
  });

  it('leaves options, their values, filters and names of files as they are', () => {
    const others = [
      ...[['-q'], ['-n', '5'], ['-n5'], ['-0'], ['-json'], ['--not', '-camera:phone'], ['-camera:phone']],
      ...[['-0.5:fence'], ['-cat.jpg'], ['--', '-fence']],
    ];
    for (const args of others) expect(prepare('search', 'dog', ...args)).toEqual(['dog', ...args]);
    expect(prepare('index', '-fence')).toEqual(['-fence']);
  });
});

describe('a folder that is named', () => {
  it('is not made by a search below it', async () => {
    mkdirSync(join(home, 'photos'), { recursive: true });
    const status = createProgram().parseAsync(['status', '--library', join(home, 'photos')], { from: 'user' });
    await expect(status).rejects.toMatchObject({ code: 'library-not-found' });
  });
});
