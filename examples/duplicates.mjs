// Copies of photos: the same bytes, the same image, the same scene. Nothing is changed; the file to keep is a suggestion.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { needSamples, SAMPLES, withPhotos } from './support/open-samples.mjs';

needSamples();
await withPhotos(async (library) => {
  const folder = await mkdtemp(join(tmpdir(), 'photoseek-copies-'));
  await copyFile(join(SAMPLES, 'red-panda.jpg'), join(folder, 'red-panda (1).jpg'));
  for await (const event of library.index([folder])) if (event.type === 'done') break;

  const groups = await library.duplicates({ kinds: ['exact', 'near'] });
  for (const { kind, members, reason, reclaimableBytes } of groups) {
    const [keeper, ...others] = members;
    console.log(`${kind}: keep ${basename(keeper.path)} (${reason})`);
    for (const { path, cosine } of others) console.log(`  ${cosine.toFixed(2)}  ${basename(path)}`);
    console.log(`  ${reclaimableBytes} bytes reclaimable`);
  }
  await rm(folder, { recursive: true });
});
