import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderStore } from '#src/media/thumbnails/folder-store.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { describeThumbnailStore } from '../../support/thumbnails/store-contract.js';

const folder = makeTemporaryFolder();

describe('FolderStore', () => {
  describeThumbnailStore(async (name) => new FolderStore(join(folder, name)));

  it('removes what killed processes have left of files, and nothing that is being written', async () => {
    const place = join(folder, 'left');
    await mkdir(join(place, 'incoming'), { recursive: true });
    const [old, fresh] = ['old.webp.1a2b3c4d.tmp', 'fresh.webp.1a2b3c4d.tmp'].map((name) =>
      join(place, 'incoming', name),
    ) as [string, string];
    for (const file of [old, fresh]) await writeFile(file, 'half of a thumb');
    const twoHoursAgo = Date.now() / 1000 - 7200;
    await utimes(old, twoHoursAgo, twoHoursAgo);
    await new FolderStore(place).put('a1b2c3d4e5f60718-0-320.webp', Buffer.from('whole'));
    expect(await readdir(join(place, 'incoming'))).toEqual(['fresh.webp.1a2b3c4d.tmp']);
    expect(await readdir(join(place, 'by-content', 'a1'))).toEqual(['a1b2c3d4e5f60718-0-320.webp']);
  });

  it('says that something could not be removed', async () => {
    const place = join(folder, 'in-the-way');
    await mkdir(join(place, 'by-content'), { recursive: true });
    await writeFile(join(place, 'by-content', 'a1'), 'a file where a folder should be');
    await expect(new FolderStore(place).remove(['a1b2c3d4e5f60718'])).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('says that something could not be written, and leaves nothing of it', async () => {
    const place = join(folder, 'unwritable');
    await mkdir(join(place, 'by-content'), { recursive: true });
    await writeFile(join(place, 'by-content', 'a1'), 'a file where a folder should be');
    await expect(new FolderStore(place).put('a1b2c3d4e5f60718-0-320.webp', Buffer.from('x'))).rejects.toThrow();
    expect(await readdir(join(place, 'incoming'))).toEqual([]);
  });
});
