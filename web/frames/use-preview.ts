import { useState } from 'preact/hooks';
import type { TileData } from '../results/tile-data.js';
import { mayMove } from '../ui/may-move.js';

interface Preview {
  isShown: boolean;
  handlers: {
    onPointerEnter?: (event: PointerEvent) => void;
    onPointerLeave?: () => void;
    onPointerDown?: (event: PointerEvent) => void;
    onPointerUp?: () => void;
    onPointerCancel?: () => void;
    onFocusIn?: (event: FocusEvent) => void;
    onFocusOut?: () => void;
  };
}

/** Whether the other places of a file, or the film of a live photo, are shown: while a mouse is over its tile, a finger rests on it, or it has the focus of the keyboard. */
export function usePreview({ kind, frames, isLive }: TileData): Preview {
  const [isShown, setShown] = useState(false);
  if (!isLive && (kind === 'image' || frames < 2)) return { isShown: false, handlers: {} };
  const show = () => setShown(mayMove());
  const hide = () => setShown(false);
  return {
    isShown,
    handlers: {
      onPointerEnter: show,
      onPointerLeave: hide,
      onPointerDown: (event) => {
        if (event.pointerType !== 'mouse') show();
      },
      onPointerUp: hide,
      onPointerCancel: hide,
      onFocusIn: (event) => {
        if ((event.target as HTMLElement).matches(':focus-visible')) show();
      },
      onFocusOut: hide,
    },
  };
}
