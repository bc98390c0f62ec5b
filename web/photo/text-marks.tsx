import type { TextLine } from '../../src/model/evidence.js';

/** The lines of text in a photo that the query names. */
export function TextMarks({ lines }: { lines: readonly TextLine[] }) {
  return (
    <>
      {lines.map(({ text, box }) => (
        <Mark key={`${text} ${box.x} ${box.y}`} text={text} box={box} />
      ))}
    </>
  );
}

function Mark({ text, box }: TextLine) {
  const place = { left: box.x, top: box.y, width: box.width, height: box.height };
  const style = Object.fromEntries(Object.entries(place).map(([side, share]) => [side, `${100 * share}%`]));
  return <span class="stage-mark" style={style} title={text} />;
}
