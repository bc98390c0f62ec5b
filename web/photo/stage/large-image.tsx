import { useEffect, useState } from 'preact/hooks';
import { t } from '../../language/translate.js';
import { checkConnection, whenBack } from '../../state/connection.js';

/** Longest sides of the sizes that are cached by the server, of which one fills the window. */
const EDGES = { small: 1280, large: 2048 };

/** The size that a photo is shown in before it is zoomed. */
export function choosePreviewEdge(): number {
  const pixels = Math.max(window.innerWidth, window.innerHeight) * window.devicePixelRatio;
  return pixels > 1400 ? EDGES.large : EDGES.small;
}

/** An image that fills the window: a photo, or one of the frames of a file. */
export interface StageImage {
  id: number;
  name: string;
  /** Ordinal; `null`: the file as a whole. */
  frame: number | null;
  /** Width and height in pixels, as far as it can be had. */
  width: number;
  height: number;
  /** Address; takes `edge`. */
  thumbnail: string;
  /** Address of its full size; `null`: there is none beyond the largest thumbnail, or it is not known yet. */
  full: string | null;
  /** An image that moves is shown as it is, whatever its size. */
  isMoving: boolean;
  /** The size that the page has shown it in before. */
  seenEdge: number;
}

interface LargeImageProps {
  image: StageImage;
  /** How wide it is drawn now, in pixels of the screen. */
  drawnWidth: number;
}

/**
 * The image of the grid until the large one has loaded, and the photo in its full size once it is zoomed beyond the pixels of that. Each size
 * stays below the next one: nothing is ever blank.
 */
export function LargeImage({ image, drawnWidth }: LargeImageProps) {
  const { id, name, width, height, thumbnail, full, isMoving, seenEdge } = image;
  const [edge] = useState(choosePreviewEdge);
  const [isLoaded, setLoaded] = useState(false);
  const [wantsFull, setWantsFull] = useState(isMoving);
  const preview = useRetries();
  const previewWidth = width * Math.min(1, edge / Math.max(width, height));
  const isBeyond = previewWidth < width && drawnWidth > previewWidth * 1.05;
  useEffect(() => {
    if (isBeyond) setWantsFull(true);
  }, [isBeyond]);
  return (
    <>
      {!isLoaded && <img class="stage-small" src={`${thumbnail}&edge=${seenEdge}`} alt="" draggable={false} />}
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
      {wantsFull && full !== null && <FullImage address={full} />}
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
