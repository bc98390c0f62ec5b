import type { Reason } from '../../../src/model/reasons.js';
import { toShares } from './to-shares.js';

/** Where in a picture is what the query asks for: things, faces, lines of text. */
export function ReasonMarks({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <>
      {reasons.flatMap(({ boxes }) =>
        boxes.map((box) => (
          <span key={`${box.x} ${box.y} ${box.width} ${box.height}`} class="stage-mark" style={toShares(box)} />
        )),
      )}
    </>
  );
}
