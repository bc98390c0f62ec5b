import { describe, expect, it } from 'vitest';
import { createKindJudge, joinKinds, KIND_TERMS } from '#src/insight/kinds/judge-kinds.js';
import { COLOURS, type FrameLook } from '#src/model/look.js';

/** Three axes: what is drawn, what is a photo, and night; and one that only the background has. */
const AXES = { drawn: 0, photo: 1, night: 2, other: 3 };
const axisOf = (text: string) => (/night/.test(text) ? 'night' : /photo|snapshot/.test(text) ? 'photo' : 'drawn');
const vectorOf = (axis: keyof typeof AXES) => Float32Array.from({ length: 4 }, (_, i) => Number(i === AXES[axis]));
const stack = (vectors: readonly Float32Array[]) => Float32Array.from(vectors.flatMap((vector) => [...vector]));
const background = [
  ...KIND_TERMS.map(() => vectorOf('other')),
  vectorOf('drawn'),
  vectorOf('photo'),
  vectorOf('night'),
];
const judge = createKindJudge(
  { terms: KIND_TERMS, data: stack(KIND_TERMS.map(({ name }) => vectorOf(axisOf(name)))) },
  { terms: [], data: stack(background) },
  4,
);

const look = (colour: (typeof COLOURS)[number], measures: Partial<FrameLook>): FrameLook => ({
  shares: COLOURS.map((one) => Number(one === colour)),
  ...{ chroma: 0.05, offTone: 0.05, lightness: 0.6, contrast: 0.2, sharpness: 2000 },
  ...measures,
});

describe('kinds of pictures', () => {
  it('drawings are near to what they are called and lie on white; photos in the dark are night', () => {
    const drawing = judge({ vector: vectorOf('drawn'), look: look('white', { lightness: 0.95 }) });
    expect(drawing.get('drawing')).toBeGreaterThan(0.5);
    expect(drawing.get('night')).toBeLessThan(0.05);
    expect(judge({ vector: vectorOf('other'), look: look('grey', {}) }).get('drawing')).toBeLessThan(0.1);

    const street = judge({ vector: vectorOf('night'), look: look('black', { lightness: 0.2 }) });
    expect(street.get('night')).toBeGreaterThan(0.5);
    expect(judge({ vector: vectorOf('other'), look: look('grey', {}) }).get('night')).toBeLessThan(0.03);
  });

  it('a dark frame that is no night has a row, which overrules its look; one that was not measured has none', () => {
    const cellar = judge({ vector: vectorOf('drawn'), look: look('black', { lightness: 0.33 }) });
    expect(joinKinds([cellar]).find(({ kind }) => kind === 'night')?.score).toBeLessThan(0.15);
    expect(joinKinds([judge({ vector: vectorOf('night'), look: undefined })])).toEqual([]);
    expect(joinKinds([])).toEqual([]);
  });

  it('of several frames are the mean of those that were judged', () => {
    const frame = (night: number) => new Map([['night' as const, night]]);
    expect(joinKinds([frame(0.9), frame(0.3), new Map()])).toEqual([{ kind: 'night', score: 0.6 }]);
    expect(joinKinds([frame(0.03), frame(0)])).toEqual([]);
  });
});
