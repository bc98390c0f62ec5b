import { tallyKinds } from '../../src/model/count-kinds.js';
import { t } from '../language/translate.js';
import { HOME, makeAddress } from '../state/route.js';
import { copyText } from '../ui/clipboard.js';
import { countKinds } from '../ui/words.js';
import type { Leaving } from './download-photos.js';

/** Apps take some photos at a time, and all of them are in memory on the way. */
const MAX_FILES = 12;

/** Hands photos to another app, where the browser can; elsewhere the links to them are copied. */
export async function sharePhotos(photos: readonly Leaving[]): Promise<void> {
  if (photos.length <= MAX_FILES && canShareFiles() && (await shareFiles(photos))) return;
  const links = photos.map(({ id }) => new URL(makeAddress({ ...HOME, photo: id }), location.href).href);
  await copyText(links.join('\n'), t('share.copied', { contents: countKinds(tallyKinds(photos)) }));
}

function canShareFiles(): boolean {
  return navigator.canShare?.({ files: [new File([''], 'photo.jpg', { type: 'image/jpeg' })] }) === true;
}

/** @returns whether it is settled: shared, or given up by the person */
async function shareFiles(photos: readonly Leaving[]): Promise<boolean> {
  try {
    const files = await Promise.all(photos.map(fetchFile));
    if (!navigator.canShare({ files })) return false;
    await navigator.share({ files });
    return true;
  } catch (failure) {
    return failure instanceof DOMException && failure.name === 'AbortError';
  }
}

async function fetchFile({ id, name }: Leaving): Promise<File> {
  const response = await fetch(`api/v1/photos/${id}/original`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new File([await response.blob()], name, { type: response.headers.get('Content-Type') ?? 'image/jpeg' });
}
