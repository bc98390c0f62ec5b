import { useEffect, useState } from 'preact/hooks';
import type { Frame } from '../api/types.js';
import type { TileData } from '../results/tile-data.js';
import { chooseFrames } from './choose-frames.js';
import type { Place } from './describe-frame.js';
import { loadFrames } from './load-frames.js';

/** A pointer that only passes over a tile asks for nothing. */
export const WAIT_MS = 350;
const STEP_MS = 1100;

/** Shows one frame after the other, from where the query was answered, while it is in the document. */
export function TilePreview({ tile, edge, onPlace }: TilePreviewProps) {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  const [at, setAt] = useState(0);
  useEffect(() => {
    let isGone = false;
    const timer = window.setTimeout(() => {
      loadFrames(tile.id).then(
        (all) => {
          if (!isGone) setFrames(chooseFrames(all, tile.places));
        },
        () => {
          // The image of the tile stays.
        },
      );
    }, WAIT_MS);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
      onPlace(null);
    };
  }, [tile.id]);
  useEffect(() => {
    if (frames.length < 2) return;
    const timer = window.setInterval(() => setAt((before) => (before + 1) % frames.length), STEP_MS);
    return () => window.clearInterval(timer);
  }, [frames]);
  const frame = frames[at];
  useEffect(() => {
    if (frame !== undefined) onPlace(frame);
  }, [frame]);
  if (frame === undefined || frames.length < 2) return null;
  const next = frames[(at + 1) % frames.length] as Frame;
  return (
    <>
      {[frame, next].map((one) => (
        // The next one is there before its turn comes.
        <img
          key={one.ordinal}
          class={one === frame ? 'tile-preview is-shown' : 'tile-preview'}
          src={`${one.links.thumbnail}&edge=${edge}`}
          alt=""
        />
      ))}
      <span class="tile-steps" aria-hidden="true">
        {frames.map(({ ordinal }, index) => (
          <span key={ordinal} class={index === at ? 'is-shown' : ''} />
        ))}
      </span>
    </>
  );
}

interface TilePreviewProps {
  tile: TileData;
  edge: number;
  /** Another place is shown; `null`: the preview ends. */
  onPlace: (place: Place | null) => void;
}
