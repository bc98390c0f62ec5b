import { useEffect, useState } from 'preact/hooks';
import { toFilm } from '../photo/open-file.js';
import { WAIT_MS } from './tile-preview.js';

/** Plays the film of a live photo over its tile, without sound, while it is in the document. What the browser cannot play leaves the still. */
export function TileFilm({ id }: { id: number }) {
  const [state, setState] = useState<'waiting' | 'loading' | 'shown' | 'failed'>('waiting');
  useEffect(() => {
    const timer = window.setTimeout(() => setState('loading'), WAIT_MS);
    return () => window.clearTimeout(timer);
  }, []);
  if (state === 'waiting' || state === 'failed') return null;
  return (
    <video
      class={state === 'shown' ? 'tile-film is-shown' : 'tile-film'}
      src={toFilm(id)}
      muted
      autoplay
      loop
      playsInline
      disablePictureInPicture
      aria-hidden="true"
      tabIndex={-1}
      onPlaying={({ currentTarget }) => {
        // Its sound could be played, its pictures could not.
        setState(currentTarget.videoWidth === 0 ? 'failed' : 'shown');
      }}
      onError={() => setState('failed')}
    />
  );
}
