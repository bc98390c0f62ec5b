import type { ContentKind } from '../../src/model/content-kind.js';
import { describeFailure } from '../api/client.js';
import { makeArchive } from '../api/library.js';
import { t } from '../language/translate.js';
import { saveAddress } from '../ui/clipboard.js';
import { showToast } from '../ui/toast.js';
import { countFiles, formatBytes } from '../ui/words.js';

/** A photo that leaves the page. */
export interface Leaving {
  id: number;
  name: string;
  kind: ContentKind;
}

/** Downloads the files of photos: one as it is, several as one zip file, which the server reads while it is downloaded. */
export async function downloadPhotos(photos: readonly Leaving[]): Promise<void> {
  const [first] = photos;
  if (first === undefined) return;
  if (photos.length === 1) {
    saveAddress(`api/v1/photos/${first.id}/original`, first.name);
    return;
  }
  try {
    const { files, missing, sizeBytes, links } = await makeArchive(photos.map(({ id }) => id));
    const left = missing.length === 0 ? '' : t('share.missing', { files: countFiles(missing.length) });
    if (files === 0) {
      showToast(left);
      return;
    }
    showToast(`${t('share.downloading', { files: countFiles(files), size: formatBytes(sizeBytes) })} ${left}`.trim());
    saveAddress(links.download, 'photos.zip');
  } catch (failure) {
    showToast(describeFailure(failure));
  }
}
