import { t } from '../language/translate.js';
import type { TileData } from '../results/tile-data.js';

/** What the grid knows of a photo: shown where the server does not say more. */
export function TileMetadata({ tile, error }: { tile: TileData; error: string }) {
  return (
    <div class="metadata">
      <h2 class="metadata-name">{tile.name}</h2>
      <p class="quiet">
        {tile.width} × {tile.height}
      </p>
      <p class="path">{tile.path}</p>
      <p class="quiet" role="status">
        {error === '' ? t('photo.moreComes') : t('photo.moreLater')}
      </p>
    </div>
  );
}
