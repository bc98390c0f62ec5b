import { findMetadataBlocks } from '../../containers/find-metadata-blocks.js';
import { readExif } from '../exif.js';
import { readAt, readBeside } from '../open-beside.js';

/** EXIF of a JPEG is one segment of 64 kB at most, behind the first marker or soon after. */
const HEAD_BYTES = 192 * 1024;

/** EXIF of a HEIC file may lie anywhere in it. Phones write some megabytes. */
const MAX_WHOLE_BYTES = 64 * 1024 ** 2;

/** The identifier that the still of one of Apple's live photos shares with its film; `undefined` without one. */
export async function readStillIdentifier(path: string): Promise<string | undefined> {
  return readBeside(
    path,
    () => true,
    async (handle, { size }) => {
      const head = await readAt(handle, 0, Math.min(size, HEAD_BYTES));
      const { exif } = findMetadataBlocks(head);
      if (exif !== undefined) return readExif(exif).contentIdentifier;
      const isJpeg = head[0] === 0xff && head[1] === 0xd8;
      if (isJpeg || size <= HEAD_BYTES || size > MAX_WHOLE_BYTES) return undefined;
      const whole = findMetadataBlocks(await readAt(handle, 0, size));
      return whole.exif && readExif(whole.exif).contentIdentifier;
    },
  );
}
