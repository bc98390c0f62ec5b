import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../language/translate.js';
import type { ModelView } from '../../model/show-model.js';
import { MediaFrame } from '../media-frame.js';
import { toOriginal, toStageImage } from '../open-file.js';
import type { ContentStageProps } from './content-stage.js';
import { FrameStage } from './frame-stage.js';

/** A larger model would take a browser's memory; its views are shown. */
const MAX_BYTES = 200_000_000;
const STEP_DEGREES = 45;
/** Wider than high: a model that turns may be. */
const STAGE_SHAPE = 1.3;

/** A 3D model that turns, and can be turned; where the browser cannot draw it, its views. */
export function ModelStage(props: ContentStageProps) {
  const [hasFailed, setFailed] = useState(false);
  if (!hasFailed) return <Turntable {...props} onFailure={() => setFailed(true)} />;
  return (
    <FrameStage
      {...props}
      label={t('model.views')}
      bar={() => (
        <p class="stage-bar" role="status">
          {t('model.cannotTurn')}{' '}
          <a class="stage-link" href={toOriginal(props.file.id)} download="">
            {t('model.download')}
          </a>
        </p>
      )}
    />
  );
}

function Turntable({ file, onFailure, onSwipe, zoomRef, onZoom, keysRef, children }: TurntableProps) {
  const { photo } = file;
  const [isReady, setReady] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<ModelView | null>(null);
  useEffect(() => onZoom(0), []);
  useEffect(() => {
    if (photo === undefined || canvas.current === null) return;
    const end = new AbortController();
    show(canvas.current, photo, end.signal).then(
      (shown) => {
        view.current = shown;
        setReady(true);
      },
      () => {
        if (!end.signal.aborted) onFailure();
      },
    );
    return () => end.abort();
  }, [photo?.id]);
  keysRef.current = {
    toggle: () => view.current?.toggle(),
    step: (by) => view.current?.turn(by * STEP_DEGREES),
  };
  const image = toStageImage(file);
  if (image === undefined) return null;
  return (
    <MediaFrame
      shape={STAGE_SHAPE}
      onSwipe={onSwipe}
      zoomRef={zoomRef}
      hasStrip
      content={
        <>
          {!isReady && <img src={`${image.thumbnail}&edge=640`} alt={image.name} />}
          <canvas
            class={isReady ? 'stage-canvas is-shown' : 'stage-canvas'}
            ref={canvas}
            role="img"
            aria-label={image.name}
          />
        </>
      }
    >
      {children}
      <div class="stage-bottom">
        <p class="stage-bar" role="status">
          {t(isReady ? 'model.turn' : 'model.loading')}
        </p>
      </div>
    </MediaFrame>
  );
}

interface TurntableProps extends ContentStageProps {
  onFailure: () => void;
}

/** The program that draws models is larger than the rest of the page, and is loaded for the first one. */
async function show(
  canvas: HTMLCanvasElement,
  { id, format, sizeBytes }: { id: number; format: string; sizeBytes: number },
  signal: AbortSignal,
): Promise<ModelView> {
  if (sizeBytes > MAX_BYTES || document.createElement('canvas').getContext('webgl2') === null)
    throw new Error('This browser cannot draw it.');
  const { showModel } = await import('../../model/show-model.js');
  return showModel(canvas, { address: toOriginal(id), format, signal });
}
