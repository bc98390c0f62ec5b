import type { ComponentProps } from 'preact';
import type { PhotoDetail } from '../api/types.js';
import type { TileData } from '../results/tile-data.js';
import { PhotoMetadata } from './photo-metadata.js';
import { TileMetadata } from './tile-metadata.js';

interface SidePanelProps extends Omit<ComponentProps<typeof PhotoMetadata>, 'photo'> {
  shown: PhotoDetail | undefined;
  tile: TileData | undefined;
  error: string;
}

/** The metadata; until it is there that of the photo before; where it does not come, what the grid knows. */
export function SidePanel(props: SidePanelProps) {
  const { shown, tile, error, ...rest } = props;
  if (shown !== undefined) return <PhotoMetadata key={shown.id} photo={shown} {...rest} />;
  return tile === undefined ? null : <TileMetadata tile={tile} error={error} />;
}
