import { readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportFile, exportSidecars } from '#src/cli/export-file.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let next = 0;

/** A folder with files, all of 2 February 2020. */
async function makeFolder(files: Record<string, string> = {}): Promise<string> {
  const folder = join(home, String(next++));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), 1_580_600_000.5, 1_580_600_000.5);
  }
  return folder;
}

describe('an export', () => {
  it.each(['copy', 'link'] as const)('adds nothing when it is repeated (%s)', async (way) => {
    const [from, other, to] = [
      await makeFolder({ 'a.jpg': 'one' }),
      await makeFolder({ 'a.jpg': 'two' }),
      await makeFolder(),
    ];
    const sources = [join(from, 'a.jpg'), join(other, 'a.jpg')];
    const run = async () =>
      Promise.all([await exportFile(sources[0] as string, to, way), await exportFile(sources[1] as string, to, way)]);
    const paths = [join(to, 'a.jpg'), join(to, 'a (2).jpg')];
    expect(await run()).toEqual(paths.map((path) => ({ path, isNew: true })));
    expect(await run()).toEqual(paths.map((path) => ({ path, isNew: false })));
    expect(readdirSync(to)).toHaveLength(2);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['one', 'two']);
  });

  it('keeps the times of the original', async () => {
    const [from, to] = [await makeFolder({ 'a.jpg': 'one' }), await makeFolder()];
    const { path } = await exportFile(join(from, 'a.jpg'), to, 'copy');
    expect(statSync(path).mtimeMs).toBeCloseTo(1_580_600_000_500, -1);
    expect(statSync(join(from, 'a.jpg')).mtimeMs).toBeCloseTo(1_580_600_000_500, -1);
  });

  it.each([
    ['of another size', 'one and more'],
    ['of the same size', 'two'],
    ['that is empty', ''],
  ])('takes another name beside a file %s', async (_what, text) => {
    const [from, to] = [await makeFolder({ 'a.jpg': 'one' }), await makeFolder({ 'a.jpg': text })];
    expect(await exportFile(join(from, 'a.jpg'), to, 'copy')).toEqual({ path: join(to, 'a (2).jpg'), isNew: true });
    expect(readFileSync(join(to, 'a.jpg'), 'utf8')).toBe(text);
  });

  it('takes a link for no copy', async () => {
    const [from, to] = [await makeFolder({ 'a.jpg': 'one' }), await makeFolder()];
    symlinkSync(join(from, 'a.jpg'), join(to, 'a.jpg'));
    expect(await exportFile(join(from, 'a.jpg'), to, 'copy')).toEqual({ path: join(to, 'a (2).jpg'), isNew: true });
  });

  it('names sidecars after the copy', async () => {
    const names = ['a.jpg.xmp', 'a.xmp', 'a.jpg.supplemental-metadata.json', 'title.json'];
    const from = await makeFolder({ 'a.jpg': 'one', ...Object.fromEntries(names.map((name) => [name, name])) });
    const to = await makeFolder({ 'a.jpg': 'mine' });
    const { path } = await exportFile(join(from, 'a.jpg'), to, 'copy');
    const sidecars = names.map((name) => join(from, name));
    const files = await exportSidecars(sidecars, join(from, 'a.jpg'), path, to);
    expect(files.map((file) => basename(file.path))).toEqual([
      'a (2).jpg.xmp',
      'a (2).xmp',
      'a (2).jpg.supplemental-metadata.json',
      'title.json',
    ]);
    const again = await exportSidecars(sidecars, join(from, 'a.jpg'), path, to);
    expect(again).toEqual(files.map((file) => ({ path: file.path, isNew: false })));
  });
});
