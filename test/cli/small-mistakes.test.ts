// What people type on the way to a right command: each gets an answer, or one sentence that says what to type.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { prepareArguments } from '#src/cli/prepare-arguments.js';
import { separatePreview } from '#src/cli/preview/separate-preview.js';
import { createProgram } from '#src/cli/program.js';
import { fakeAnswer } from '../server/fake-library.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

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
