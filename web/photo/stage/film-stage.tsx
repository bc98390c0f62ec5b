import { useEffect, useRef, useState } from 'preact/hooks';
import type { Frame } from '../../api/types.js';
import { findFrame } from '../../frames/choose-frames.js';
import { FrameStrip } from '../../frames/frame-strip.js';
import { useFrames } from '../../frames/use-frames.js';
import { t } from '../../language/translate.js';
import { mayMove } from '../../ui/may-move.js';
import { MediaFrame } from '../media-frame.js';
import { toOriginal, toStageImage } from '../open-file.js';
import { describeFilm, mayPlay } from '../playable.js';
import type { ContentStageProps } from './content-stage.js';
import { FrameStage } from './frame-stage.js';

/** A film, played from the moment that was found; where the browser cannot play it, its moments. */
export function FilmStage(props: ContentStageProps) {
  const { photo } = props.file;
  const [hasFailed, setFailed] = useState(false);
  const [probe] = useState(() => document.createElement('video'));
  if (photo !== undefined && (hasFailed || !mayPlay(photo, (type) => probe.canPlayType(type)))) {
    return (
      <FrameStage
        {...props}
        label={t('film.moments')}
        bar={() => (
          <p class="stage-bar" role="status">
            {t('film.cannotPlay', { format: describeFilm(photo) })}{' '}
            <a class="stage-link" href={toOriginal(photo.id)} download="">
              {t('film.download')}
            </a>
          </p>
        )}
      />
    );
  }
  return <Player {...props} onFailure={() => setFailed(true)} />;
}

function Player({ file, onFailure, onSwipe, zoomRef, onZoom, keysRef, children }: PlayerProps) {
  const { id, photo, tile } = file;
  const frames = useFrames(id);
  const places = tile?.places ?? [];
  const startMs = places[0]?.atMs ?? 0;
  const [playedMs, setPlayedMs] = useState<number | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const atMs = playedMs ?? startMs;
  const at = findFrame(frames, atMs);
  useEffect(() => onZoom(0), []);

  const seek = ({ atMs: toMs }: Pick<Frame, 'atMs'>) => {
    if (video.current === null) return;
    video.current.currentTime = (toMs ?? 0) / 1000;
    setPlayedMs(toMs ?? 0);
    play(video.current);
  };
  keysRef.current = {
    toggle: () => {
      if (video.current?.paused) play(video.current);
      else video.current?.pause();
    },
    step: (by) => {
      const next = frames[at + by];
      if (next !== undefined) seek(next);
    },
  };
  const image = toStageImage(file);
  if (image === undefined) return null;
  const poster = `${image.thumbnail}&edge=1280`;
  return (
    <MediaFrame
      shape={image.width / image.height || 16 / 9}
      onSwipe={onSwipe}
      zoomRef={zoomRef}
      hasStrip={frames.length > 1}
      content={
        photo === undefined ? (
          <img src={poster} alt={image.name} />
        ) : (
          // biome-ignore lint/a11y/useMediaCaption: there are none of people's own films.
          <video
            key={startMs}
            ref={video}
            src={`${toOriginal(id)}#t=${startMs / 1000}`}
            poster={poster}
            aria-label={image.name}
            controls
            autoplay={mayMove()}
            loop={false}
            playsInline
            preload="metadata"
            onTimeUpdate={({ currentTarget }) => setPlayedMs(currentTarget.currentTime * 1000)}
            onLoadedMetadata={({ currentTarget }) => {
              // Its sound could be played, its pictures could not.
              if (currentTarget.videoWidth === 0) onFailure();
            }}
            onError={onFailure}
          />
        )
      }
    >
      {children}
      <div class="stage-bottom">
        <FrameStrip
          frames={frames}
          current={frames[at]?.ordinal ?? -1}
          found={new Set(places.map(({ ordinal }) => ordinal))}
          label={t('film.moments')}
          onChoose={seek}
        />
      </div>
    </MediaFrame>
  );
}

interface PlayerProps extends ContentStageProps {
  onFailure: () => void;
}

/** Browsers may refuse until somebody has touched the page; then the controls are there. */
function play(video: HTMLVideoElement): void {
  video.play().catch(() => {});
}
