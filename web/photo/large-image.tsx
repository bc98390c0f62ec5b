import { useEffect, useState } from 'preact/hooks';
import type { PhotoDetail } from '../api/types.js';
import { t } from '../language/translate.js';
import { getFileName, type TileData } from '../results/tile-data.js';
import { checkConnection, whenBack } from '../state/connection.js';

/** Longest sides of the sizes that are cached by the server, of which one fills the window. */
const EDGES = { small: 1280, large: 2048 };

/** The size that a photo is shown in before it is zoomed. */
function choosePreviewEdge(): number {
  const pixels = Math.max(window.innerWidth, window.innerHeight) * window.devicePixelRatio;
  return pixels > 1400 ? EDGES.large : EDGES.small;
}

interface LargeImageProps {
  id: number;
  photo: PhotoDetail | undefined;
  tile: TileData | undefined;
  /** How wide it is drawn now, in pixels of the screen. */
  drawnWidth: number;
}

/**
 * The image of the grid until the large one has loaded, and the photo in its full size once it is zoomed beyond the pixels of that. Each size
 * stays below the next one: nothing is ever blank.
 */
export function LargeImage({ id, photo, tile, drawnWidth }: LargeImageProps) {
  const [edge] = useState(choosePreviewEdge);
  const [isLoaded, setLoaded] = useState(false);
  const [wantsFull, setWantsFull] = useState(false);
  const preview = useRetries();
  const known = photo ?? tile;
  const thumbnail = photo?.links.thumbnail ?? tile?.thumbnail;
  const previewWidth = known === undefined ? 0 : known.width * Math.min(1, edge / Math.max(known.width, known.height));
  const isBeyond = known !== undefined && previewWidth < known.width && drawnWidth > previewWidth * 1.05;
  useEffect(() => {
    if (isBeyond) setWantsFull(true);
  }, [isBeyond]);
  if (known === undefined || thumbnail === undefined) return null;
  const name = photo === undefined ? (tile?.name ?? '') : getFileName(photo.path);
  return (
    <>
      {!isLoaded && <img class="stage-small" src={`${thumbnail}&edge=640`} alt="" draggable={false} />}
      <img
        key={preview.attempt}
        class={isLoaded ? 'stage-large is-shown' : 'stage-large'}
        src={`${thumbnail}&edge=${edge}`}
        alt={name}
        data-id={id}
        draggable={false}
        onLoad={() => setLoaded(true)}
        onError={preview.onError}
      />
      {wantsFull && photo !== undefined && <FullImage address={photo.links.full} />}
    </>
  );
}

/** Decoded before it is shown, so that the movement does not stop for it. */
function FullImage({ address }: { address: string }) {
  const [state, setState] = useState<'waiting' | 'shown' | 'missing'>('waiting');
  const { attempt, onError } = useRetries();
  const show = (image: HTMLImageElement) => {
    image.decode().then(
      () => setState('shown'),
      () => setState('missing'),
    );
  };
  return (
    <>
      <img
        key={attempt}
        class={state === 'shown' ? 'stage-full is-shown' : 'stage-full'}
        src={address}
        alt=""
        draggable={false}
        onLoad={(event) => show(event.currentTarget)}
        onError={() => {
          setState('missing');
          onError();
        }}
      />
      <span class="hidden-text" role="status">
        {state === 'waiting' && t('photo.loadingFull')}
        {state === 'missing' && t('photo.noFull')}
      </span>
    </>
  );
}

/** An image that failed because the server is gone is asked for again when it is back. */
function useRetries(): { attempt: number; onError: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [end] = useState(() => new AbortController());
  useEffect(() => () => end.abort(), []);
  return {
    attempt,
    onError: () => {
      whenBack(() => setAttempt((before) => before + 1), end.signal);
      checkConnection();
    },
  };
}
