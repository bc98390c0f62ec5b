import { describe, expect, it } from 'vitest';
import { listShownRelevances } from '#src/search/query/shown-relevances.js';

const rated = (...relevances: (number | null)[]) => relevances.map((relevance) => ({ relevance, matched: ['vector'] }));

describe('listShownRelevances', () => {
  it('leaves out what would rise', () => {
    const { shown, least } = listShownRelevances(rated(0.9, 0.7, 0.8, 0.7, 0.2, null), true);
    expect(shown).toEqual([0.9, 0.7, null, 0.7, 0.2, null]);
    expect(listShownRelevances(rated(0.3, 0.1), true, least).shown).toEqual([null, 0.1]);
  });

  it('leaves out photos that their text lifts, which end no descent, unless all descend', () => {
    const lifted = (relevance: number) => ({ relevance, matched: ['vector', 'name'] });
    expect(listShownRelevances([lifted(0.5), ...rated(0.9, 0.8)], true).shown).toEqual([null, 0.9, 0.8]);
    expect(listShownRelevances([lifted(0.95), ...rated(0.9, 0.8)], true).shown).toEqual([0.95, 0.9, 0.8]);
  });

  it('leaves all out in another order', () => {
    expect(listShownRelevances(rated(0.9, 0.8), false)).toEqual({ shown: [null, null], least: 1 });
  });
});
