import { useThingNames } from '../../language/thing-names.js';
import type { MarkedThings } from '../picture-things.js';
import { toShares } from './to-shares.js';

/** The things in a photo that are to be marked, each with its name. */
export function ThingMarks({ label, regions }: MarkedThings) {
  const nameThing = useThingNames(true);
  return (
    <>
      {regions.map(({ box }) => (
        <span key={`${box.x} ${box.y}`} class="stage-place" style={toShares(box)}>
          <span class="stage-place-name">{nameThing(label)}</span>
        </span>
      ))}
    </>
  );
}
