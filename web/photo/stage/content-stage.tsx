import type { ComponentChildren } from 'preact';
import { chooseShownAs, isLive, type OpenFile, toStageImage } from '../open-file.js';
import { DocumentStage } from './document-stage.js';
import { FilmStage } from './film-stage.js';
import { LiveStage } from './live-stage.js';
import { ModelStage } from './model-stage.js';
import { Stage, type StageProps } from './stage.js';
import type { StageKeysRef } from './stage-keys.js';
import type { Swipe, ZoomState } from './use-zoom.js';

export interface ContentStageProps {
  file: OpenFile;
  onSwipe: (swipe: Swipe) => void;
  /** See {@link Stage}. Empty where nothing is zoomed. */
  zoomRef: { current: ZoomState | undefined };
  onZoom: (scale: number) => void;
  keysRef: StageKeysRef;
  /** See {@link Stage}. Of films and models nothing is drawn. */
  over: NonNullable<StageProps['over']>;
  /** What stands over it. */
  children: ComponentChildren;
}

/** The file, shown as what it is, and what stands over it. */
export function ContentStage(props: ContentStageProps) {
  const { file, keysRef, over, ...stage } = props;
  keysRef.current = {};
  const shownAs = chooseShownAs(file);
  if (shownAs === 'video') return <FilmStage {...props} />;
  if (shownAs === 'document') return <DocumentStage {...props} />;
  if (shownAs === 'model') return <ModelStage {...props} />;
  if (isLive(file)) return <LiveStage {...props} />;
  return <Stage image={toStageImage(file)} over={over} {...stage} />;
}
