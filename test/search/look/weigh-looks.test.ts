import { describe, expect, it } from 'vitest';
import { COLOURS, type Colour, type FrameLook } from '#src/model/look.js';
import type { SeenThing } from '#src/model/region.js';
import { weighLooks } from '#src/search/look/weigh-looks.js';

const spread = (shares: Partial<Record<Colour, number>>) => COLOURS.map((colour) => shares[colour] ?? 0);

const look = (red: number): FrameLook => ({
  ...{
    shares: spread({ red, grey: 1 - red }),
    chroma: 0.1,
    offTone: 0.1,
    lightness: 0.5,
    contrast: 0.2,
    sharpness: 500,
  },
});

const bus = (red: number | null): SeenThing => ({
  ...{ label: 'bus', box: { x: 0, y: 0, width: 1, height: 1 } },
  colours: red === null ? null : spread({ red, white: 1 - red }),
});

const RED_BUS = [{ label: 'bus', colour: 'red' }] as const;
const weigh = (red: number, things: readonly SeenThing[]) => weighLooks({ look: look(red), things }, ['red'], RED_BUS);

describe('the colour of a thing', () => {
  it('counts for more than that of the picture', () => {
    expect(weigh(0.1, [bus(0.6)])).toBeGreaterThan(weigh(0.9, [bus(0)]));
    expect(weigh(0.1, [bus(0.6)])).toBeGreaterThan(weigh(0.9, []));
  });

  it('is that of the one that has most of it', () => {
    expect(weigh(0.1, [bus(0), bus(0.6)])).toBe(weigh(0.1, [bus(0.6)]));
  });

  it('is that of the picture where no thing was measured, and a part of it where none was found', () => {
    const ofPicture = weighLooks({ look: look(0.3), things: [] }, ['red'], []);
    expect(weigh(0.3, [bus(null)])).toBe(ofPicture);
    expect(weigh(0.3, [])).toBeGreaterThan(0);
    expect(weigh(0.3, [])).toBeLessThan(ofPicture);
    expect(weigh(0.3, [bus(null), bus(0)])).toBe(0);
  });

  it('speaks against a photo whose thing hardly has it, in a query of nothing else', () => {
    const alone = (share: number | null) =>
      weighLooks({ look: look(0.3), things: [bus(share)] }, ['red'], RED_BUS, true);
    expect(alone(0)).toBeLessThan(0);
    expect(alone(0)).toBeLessThan(alone(0.05));
    expect(weigh(0.3, [bus(0)])).toBe(0);
    // Whoever has enough of it, or of whom nothing is known, is as in other queries.
    expect(alone(0.6)).toBe(weigh(0.3, [bus(0.6)]));
    expect(alone(null)).toBe(weigh(0.3, [bus(null)]));
    expect(weighLooks({ look: look(0.3), things: [] }, ['red'], RED_BUS, true)).toBe(weigh(0.3, []));
    const both = [bus(0), bus(0.6)];
    expect(weighLooks({ look: look(0.3), things: both }, ['red'], RED_BUS, true)).toBe(alone(0.6));
  });

  it('changes nothing about colours of other things', () => {
    const asked = weighLooks(
      { look: look(0.3), things: [bus(0)] },
      ['red', 'grey'],
      [{ label: 'bus', colour: 'grey' }],
    );
    expect(asked).toBe(weighLooks({ look: look(0.3), things: [] }, ['red'], []));
  });
});
