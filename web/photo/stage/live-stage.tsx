import { useRef, useState } from 'preact/hooks';
import { t } from '../../language/translate.js';
import { Icon } from '../../ui/icon.js';
import { mayMove } from '../../ui/may-move.js';
import { toFilm, toStageImage } from '../open-file.js';
import type { ContentStageProps } from './content-stage.js';
import { Stage } from './stage.js';

/** A live photo: its film plays over it once, without sound for a pointer that rests on the button, with sound for a click or a key. */
export function LiveStage({ file, keysRef, over, children, ...stage }: ContentStageProps) {
  const film = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'still' | 'playing' | 'failed'>('still');
  const stop = () => {
    film.current?.pause();
    setState((before) => (before === 'failed' ? before : 'still'));
  };
  const play = (isMuted: boolean) => {
    const video = film.current;
    if (video === null || state === 'failed') return;
    video.muted = isMuted;
    video.currentTime = 0;
    // Browsers may refuse until somebody has touched the page.
    video.play().catch(() => {});
  };
  const toggle = () => {
    const isHeard = film.current !== null && !film.current.paused && !film.current.muted;
    if (isHeard) stop();
    else play(false);
  };
  keysRef.current = { toggle };
  return (
    <Stage
      image={toStageImage(file)}
      over={(image) => (
        <>
          {state !== 'failed' && (
            // biome-ignore lint/a11y/useMediaCaption: there are none of people's own films.
            <video
              ref={film}
              class={state === 'playing' ? 'stage-film is-shown' : 'stage-film'}
              src={toFilm(file.id)}
              preload="none"
              playsInline
              disablePictureInPicture
              aria-hidden="true"
              tabIndex={-1}
              onPlaying={({ currentTarget }) => {
                // Its sound could be played, its pictures could not.
                setState(currentTarget.videoWidth === 0 ? 'failed' : 'playing');
              }}
              onEnded={stop}
              onError={() => setState('failed')}
            />
          )}
          {over(image)}
        </>
      )}
      {...stage}
    >
      {children}
      <div class="stage-bottom">
        {state === 'failed' ? (
          <p class="stage-bar" role="status">
            {t('live.cannotPlay')}{' '}
            <a class="stage-link" href={toFilm(file.id)} download="">
              {t('film.download')}
            </a>
          </p>
        ) : (
          <button
            type="button"
            class="live-button"
            aria-pressed={state === 'playing'}
            aria-label={t('live.play')}
            title={t('live.play')}
            onClick={toggle}
            onPointerEnter={({ pointerType }) => {
              if (pointerType === 'mouse' && mayMove() && state === 'still') play(true);
            }}
            onPointerLeave={() => {
              if (film.current?.muted) stop();
            }}
          >
            <Icon name="live" />
            {t('kind.live')}
          </button>
        )}
      </div>
    </Stage>
  );
}
