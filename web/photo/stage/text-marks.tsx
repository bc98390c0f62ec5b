import type { TextLine } from '../../../src/model/evidence.js';
import { toShares } from './to-shares.js';

/** The lines of text in a photo that the query names. */
export function TextMarks({ lines }: { lines: readonly TextLine[] }) {
  return (
    <>
      {lines.map(({ text, box }) => (
        <span key={`${text} ${box.x} ${box.y}`} class="stage-mark" style={toShares(box)} title={text} />
      ))}
    </>
  );
}
