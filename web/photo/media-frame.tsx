import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Swipe, ZoomState } from './stage/use-zoom.js';

const SWIPE_PIXELS = 56;
const CLOSE_PIXELS = 96;
/** Height of the controls of a player, where a finger drags to another time. */
const CONTROLS_PIXELS = 90;

interface MediaFrameProps {
  /** Width over height. */
  shape: number;
  onSwipe: (swipe: Swipe) => void;
  zoomRef: { current: ZoomState | undefined };
  content: ComponentChildren;
  hasStrip: boolean;
  /** What stands over it. */
  children: ComponentChildren;
}

/** The place of a film or a model, which take fingers and the wheel for themselves: nothing here is zoomed. */
export function MediaFrame({ shape, onSwipe, zoomRef, content, hasStrip, children }: MediaFrameProps) {
  const stage = useRef<HTMLDivElement>(null);
  const swipe = useRef(onSwipe);
  swipe.current = onSwipe;
  zoomRef.current = undefined;
  useEffect(() => (stage.current === null ? undefined : watchSwipes(stage.current, (to) => swipe.current(to))), []);
  return (
    <div class={hasStrip ? 'stage has-strip' : 'stage'} ref={stage}>
      <div class="stage-box stage-media" style={{ aspectRatio: String(shape), '--shape': String(shape) }}>
        {content}
      </div>
      {children}
    </div>
  );
}

/** @returns what ends it */
function watchSwipes(stage: HTMLElement, onSwipe: (swipe: Swipe) => void): () => void {
  const end = new AbortController();
  let start: { id: number; x: number; y: number } | undefined;
  const onDown = ({ pointerId: id, pointerType, clientX: x, clientY: y, target }: PointerEvent) => {
    const element = target as Element;
    const isTaken = element.closest('button, a, canvas, .strip') !== null;
    const isControl = element.matches('video') && y > element.getBoundingClientRect().bottom - CONTROLS_PIXELS;
    start = pointerType === 'mouse' || isTaken || isControl ? undefined : { id, x, y };
  };
  const onUp = ({ pointerId, clientX, clientY }: PointerEvent) => {
    if (start?.id !== pointerId) return;
    const [dx, dy] = [clientX - start.x, clientY - start.y];
    start = undefined;
    if (Math.abs(dx) > SWIPE_PIXELS && Math.abs(dx) > 1.5 * Math.abs(dy)) onSwipe(dx < 0 ? 'left' : 'right');
    else if (dy > CLOSE_PIXELS && dy > 1.5 * Math.abs(dx)) onSwipe('down');
  };
  stage.addEventListener('pointerdown', onDown, { signal: end.signal });
  stage.addEventListener('pointerup', onUp, { signal: end.signal });
  return () => end.abort();
}
