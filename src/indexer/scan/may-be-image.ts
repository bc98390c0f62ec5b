import { extname } from 'node:path';
import { IMAGE_EXTENSIONS } from '../../media/identify/formats.js';
import { IDENTIFY_BYTES, identify } from '../../media/identify/identify.js';
import { openToRead } from '../../media/worker/read-file.js';

/** Files with the ending of an image are tried, whatever they hold; others are identified by their first bytes. */
export async function mayBeImage(path: string): Promise<boolean> {
  if (IMAGE_EXTENSIONS.has(extname(path).toLowerCase())) return true;
  const handle = await openToRead(path).catch(() => undefined);
  // An unreadable file with another ending is not reported as a missing photo.
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(IDENTIFY_BYTES), 0, IDENTIFY_BYTES, 0);
    return (await identify(buffer.subarray(0, bytesRead))) !== null;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
