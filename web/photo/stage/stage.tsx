import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LargeImage, type StageImage } from './large-image.js';
import { type Swipe, useZoom, type ZoomState } from './use-zoom.js';

export interface StageProps {
  /** `undefined`: nothing is known of it yet. */
  image: StageImage | undefined;
  onSwipe: (swipe: Swipe) => void;
  /** Takes what zooms the photo, for keys and buttons. */
  zoomRef: { current: ZoomState | undefined };
  /** How far it is zoomed changed: pixels of the screen for one of the photo, 0: as large as fits. */
  onZoom: (scale: number) => void;
  /** Below it is a row of frames. */
  hasStrip?: boolean;
  /** Drawn over the photo, and zoomed and moved with it. */
  over?: (image: StageImage) => ComponentChildren;
  /** What stands over the photo. */
  children: ComponentChildren;
}

/** The photo, zoomed and moved, and what stands over it. */
export function Stage({ image: known, onSwipe, zoomRef, onZoom, hasStrip = false, over, children }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLDivElement>(null);
  const state = useZoom({ stage, image, photoWidth: known?.width ?? 0, onSwipe });
  const { zoom, drag, isSmooth, fullScale } = state;
  zoomRef.current = state;
  const shown = zoom.scale > 1 ? zoom.scale / fullScale : 0;
  useEffect(() => onZoom(shown), [shown]);
  useEffect(() => () => onZoom(0), []);
  const drawnWidth = fullScale === 0 ? 0 : ((known?.width ?? 0) * zoom.scale) / fullScale;
  const x = zoom.x + drag.x;
  const y = zoom.y + drag.y;
  return (
    <div class={`stage${zoom.scale > 1 ? ' is-zoomed' : ''}${hasStrip ? ' has-strip' : ''}`} ref={stage}>
      {known !== undefined && (
        // The box has the shape of the photo before a single byte of it has come.
        <div
          class="stage-box"
          style={{ aspectRatio: `${known.width} / ${known.height}`, '--shape': String(known.width / known.height) }}
        >
          <div
            class={isSmooth ? 'stage-image is-smooth' : 'stage-image'}
            ref={image}
            style={{ transform: `translate(${x}px, ${y}px) scale(${zoom.scale})` }}
          >
            <LargeImage key={known.thumbnail} image={known} drawnWidth={drawnWidth} />
            {over?.(known)}
          </div>
        </div>
      )}
      {children}
    </div>
  );
}
