import { describe, expect, it } from 'vitest';
import { describeReason, pluralise } from '#src/model/describe-reason.js';
import type { Evidence } from '#src/model/evidence.js';
import { findReasons } from '#src/model/reasons.js';

const frame = { ordinal: 0, kind: 'image' as const, atMs: null, page: null };
const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
const things = (label: string, count: number): Evidence => ({
  ...{ type: 'object', label, frame, boxes: Array.from({ length: count }, () => box), score: 0.9, relevance: 0.8 },
});
const look = (name: string, share: number, label?: string): Evidence => ({
  ...{ type: 'look', look: name, share, relevance: 0.8 },
  ...(label !== undefined && { thing: { label, frame, box } }),
});
const vector: Evidence = { type: 'vector', space: 1, frame, region: 'whole', box: null, cosine: 0.4, relevance: 0.7 };
const say = (...evidence: Evidence[]) => findReasons(evidence).map(describeReason);

describe('reasons in words', () => {
  it('say things and how many, colours, looks, people and lines of text, in this order', () => {
    const lines: Evidence = {
      ...{ type: 'text', field: 'text', text: 'INVOICE 2024', frame, relevance: 0.5 },
      lines: [{ text: 'INVOICE 2024', box }],
    };
    const anna: Evidence = { type: 'person', person: { id: 1, name: 'Anna' }, frame, boxes: [box], relevance: 0 };
    expect(
      say(vector, lines, anna, look('blue', 0.4), look('bw', 1), look('red', 0.5, 'bus'), things('dog', 2)),
    ).toEqual(['red bus', '2 dogs', 'blue', 'black and white', 'Anna', '“INVOICE 2024”']);
    expect(say(things('dog', 1))).toEqual(['dog']);
  });

  it('are none where only a vector is near', () => {
    expect(say(vector)).toEqual([]);
  });

  it('name no colour that is hardly there', () => {
    expect(say(look('red', 0.01), look('red', 0.1, 'bus'))).toEqual([]);
  });

  it('say a thing once', () => {
    expect(say(things('bus', 1), look('red', 0.5, 'bus'))).toEqual(['red bus']);
    expect(say(things('bus', 3), look('red', 0.5, 'bus')).sort()).toEqual(['3 buses', 'red bus']);
  });

  it('have the places of the things', () => {
    expect(findReasons([look('red', 0.5, 'bus')])[0]?.boxes).toEqual([box]);
    expect(findReasons([look('blue', 0.5)])[0]?.boxes).toEqual([]);
  });
});

it.each([
  ...[
    ['person', 'people'],
    ['bus', 'buses'],
    ['sheep', 'sheep'],
    ['bench', 'benches'],
    ['wine glass', 'wine glasses'],
  ],
  ...[
    ['toothbrush', 'toothbrushes'],
    ['mouse', 'mice'],
    ['knife', 'knives'],
    ['couch', 'couches'],
    ['cup', 'cups'],
  ],
])('several of %s are %s', (thing, plural) => {
  expect(pluralise(thing)).toBe(plural);
});
