import { useEffect, useRef } from 'preact/hooks';
import type { Frame } from '../api/types.js';
import { t } from '../language/translate.js';
import { describeFrame } from './describe-frame.js';

interface FrameStripProps {
  frames: readonly Frame[];
  /** Ordinal of the one that is shown. */
  current: number;
  /** Ordinals of those that answer the query. */
  found: ReadonlySet<number>;
  label: string;
  onChoose: (frame: Frame) => void;
}

/** The frames of a file in a row that scrolls: each leads to its place. */
export function FrameStrip({ frames, current, found, label, onChoose }: FrameStripProps) {
  const strip = useRef<HTMLOListElement>(null);
  // The one that is shown is in the middle. Not by `scrollIntoView`, which scrolls the window as well.
  useEffect(() => {
    const item = strip.current?.querySelector<HTMLElement>('[aria-current]')?.parentElement;
    if (strip.current === null || !item) return;
    strip.current.scrollTo({ left: item.offsetLeft - (strip.current.clientWidth - item.offsetWidth) / 2 });
  }, [current, frames]);
  if (frames.length < 2) return null;
  return (
    <ol class="strip" ref={strip} aria-label={label}>
      {frames.map((frame) => {
        const place = describeFrame(frame);
        const isFound = found.has(frame.ordinal);
        return (
          <li key={frame.ordinal}>
            <button
              type="button"
              class={isFound ? 'strip-frame is-found' : 'strip-frame'}
              aria-current={frame.ordinal === current ? 'true' : undefined}
              aria-label={isFound ? t('frames.found', { place }) : place}
              onClick={() => onChoose(frame)}
            >
              <img
                src={`${frame.links.thumbnail}&edge=320`}
                alt=""
                loading="lazy"
                draggable={false}
                // The row is as long before its images are there.
                style={{ aspectRatio: `${frame.width} / ${frame.height}` }}
              />
              <span class="strip-place" aria-hidden="true">
                {place}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
