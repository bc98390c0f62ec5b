import { useRef } from 'preact/hooks';

const LONG_MS = 450;
/** A finger that moves further scrolls. */
const STILL_PIXELS = 10;

/** What a finger did last on an element. */
export interface LongPress {
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
    onContextMenu: (event: MouseEvent) => void;
  };
  /** Whether the click that is handled now is the end of a long press. */
  takeClick: () => boolean;
  wasTouched: () => boolean;
}

/** A finger that stays where it is. A mouse has a key for it. */
export function useLongPress(onLongPress: () => void): LongPress {
  const state = useRef({ timer: 0, x: 0, y: 0, isLong: false, isTouch: false });
  const stop = () => window.clearTimeout(state.current.timer);
  return {
    handlers: {
      onPointerDown: (event) => {
        const { clientX: x, clientY: y } = event;
        stop();
        const isTouch = event.pointerType !== 'mouse';
        state.current = { timer: 0, x, y, isLong: false, isTouch };
        if (!isTouch || !event.isPrimary) return;
        state.current.timer = window.setTimeout(() => {
          state.current.isLong = true;
          navigator.vibrate?.(10);
          onLongPress();
        }, LONG_MS);
      },
      onPointerMove: ({ clientX, clientY }) => {
        if (Math.hypot(clientX - state.current.x, clientY - state.current.y) > STILL_PIXELS) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      // The menu of the browser would cover what was selected.
      onContextMenu: (event) => {
        if (state.current.isTouch) event.preventDefault();
      },
    },
    takeClick: () => {
      const { isLong } = state.current;
      state.current.isLong = false;
      return isLong;
    },
    wasTouched: () => state.current.isTouch,
  };
}
