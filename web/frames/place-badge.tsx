import { formatTime } from '../../src/model/format-location.js';
import { t } from '../language/translate.js';
import type { TileData } from '../results/tile-data.js';
import { Icon } from '../ui/icon.js';
import { describeFrame, type Place } from './describe-frame.js';

const LOOKS = {
  video: { icon: 'play', text: 'kind.video' },
  document: { icon: 'file', text: 'kind.document' },
  model: { icon: 'cube', text: 'kind.model' },
} as const;

interface PlaceBadgeProps {
  tile: TileData;
  /** The place that a preview shows now. */
  shown: Place | null;
  /** Of the tile, in pixels. */
  width: number;
}

/** A narrower tile has no room for both a moment and the length of the film. */
const BOTH_PIXELS = 136;

function LiveBadge() {
  return (
    <span class="place-badge">
      <Icon name="live" />
      <span>{t('kind.live')}</span>
    </span>
  );
}

/** How long a film is and where in it the answer is; of a document its pages, and the page; of a photo that it has a film. */
export function PlaceBadge({ tile, shown, width }: PlaceBadgeProps) {
  const place = shown ?? tile.places[0];
  if (tile.isLive) return <LiveBadge />;
  if (tile.kind === 'image') return null;
  return (
    <span class="place-badge">
      <Icon name={LOOKS[tile.kind].icon} />
      <span class="hidden-text">{t(LOOKS[tile.kind].text)} </span>
      {place !== undefined && tile.kind !== 'model' && (
        <span class="place-at">{tile.kind === 'video' ? `@ ${describeFrame(place)}` : describeFrame(place)}</span>
      )}
      {tile.kind === 'video' && tile.durationMs !== null && (place === undefined || width >= BOTH_PIXELS) && (
        <span>{formatTime(tile.durationMs)}</span>
      )}
      {tile.kind === 'document' && place === undefined && <span>{t('frames.pages', { count: tile.frames })}</span>}
    </span>
  );
}
