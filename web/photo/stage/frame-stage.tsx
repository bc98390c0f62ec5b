import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Frame } from '../../api/types.js';
import { describeFrame } from '../../frames/describe-frame.js';
import { FrameStrip } from '../../frames/frame-strip.js';
import { useFrames } from '../../frames/use-frames.js';
import { t } from '../../language/translate.js';
import { toFrameImage, toStageImage } from '../open-file.js';
import type { ContentStageProps } from './content-stage.js';
import { Stage } from './stage.js';

/** The frame that is shown, and the way to others. */
export interface ShownFrame {
  frame: Frame | undefined;
  /** 0-based place in the row of frames. */
  at: number;
  count: number;
  step: (by: -1 | 1) => void;
}

interface FrameStageProps extends ContentStageProps {
  /** Accessible name of the row of frames. */
  label: string;
  /** Above the row of frames. */
  bar: (shown: ShownFrame) => ComponentChildren;
}

/** One frame of a file in large, at first the one that was found, above a row of all. */
export function FrameStage({ file, label, bar, keysRef, children, ...stage }: FrameStageProps) {
  const { id, tile } = file;
  const frames = useFrames(id);
  const [chosen, setChosen] = useState<number | null>(null);
  const places = tile?.places ?? [];
  const ordinal = chosen ?? places[0]?.ordinal ?? 0;
  const at = Math.max(
    0,
    frames.findIndex((one) => one.ordinal === ordinal),
  );
  const frame = frames[at];
  const step = (by: -1 | 1) => {
    const next = frames[at + by];
    if (next !== undefined) setChosen(next.ordinal);
  };
  keysRef.current = { step };
  const whole = toStageImage(file);
  const image =
    whole === undefined || frame === undefined
      ? whole
      : toFrameImage(whole, frame, t('frames.of', { name: whole.name, place: describeFrame(frame) }));
  return (
    <Stage image={image} hasStrip {...stage}>
      {children}
      <div class="stage-bottom">
        {bar({ frame, at, count: frames.length, step })}
        <FrameStrip
          frames={frames}
          current={ordinal}
          found={new Set(places.map((place) => place.ordinal))}
          label={label}
          onChoose={(one) => setChosen(one.ordinal)}
        />
      </div>
    </Stage>
  );
}
