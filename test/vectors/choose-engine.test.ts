import { describe, expect, it } from 'vitest';
import {
  canMapGraphs,
  checkEngineName,
  chooseEngine,
  ENGINE_NAMES,
  EXACT_UP_TO,
  loadEngine,
  MAPPED_FROM,
} from '#src/vectors/choose-engine.js';

describe('the engine of a space', () => {
  it('compares with all up to a limit, and uses the graph beyond it', () => {
    expect(chooseEngine(0, {})).toEqual({ engine: 'exact', maxCount: EXACT_UP_TO });
    expect(chooseEngine(EXACT_UP_TO, {})).toEqual({ engine: 'exact', maxCount: EXACT_UP_TO });
    expect(chooseEngine(EXACT_UP_TO + 1, {}).engine).toBe('hnsw');
    expect(chooseEngine(7, { exactUpTo: 7 })).toEqual({ engine: 'exact', maxCount: 7 });
    expect(chooseEngine(8, { exactUpTo: 7 }).engine).toBe('hnsw');
  });

  it('maps a graph of many vectors from its file, where usearch has a file for the system', () => {
    expect(canMapGraphs()).toBe(['linux', 'darwin'].includes(process.platform));
    if (!canMapGraphs()) return;
    expect(chooseEngine(MAPPED_FROM, {})).toEqual({ engine: 'hnsw', maxCount: MAPPED_FROM });
    expect(chooseEngine(MAPPED_FROM + 1, {})).toEqual({ engine: 'usearch', maxCount: Number.POSITIVE_INFINITY });
  });

  it('compares with all in a process that searches once, however many there are', () => {
    expect(chooseEngine(1e6, { oneShot: true })).toEqual({ engine: 'exact', maxCount: Number.POSITIVE_INFINITY });
  });

  it('is the one that was asked for, however many vectors there are', () => {
    for (const engine of ENGINE_NAMES)
      for (const count of [1, 1e6])
        expect(chooseEngine(count, { engine, oneShot: true })).toEqual({ engine, maxCount: Number.POSITIVE_INFINITY });
  });

  it('must be one that is known', () => {
    for (const name of [undefined, ...ENGINE_NAMES]) expect(checkEngineName(name)).toBe(name);
    for (const name of ['annoy', '', 'toString'])
      expect(() => checkEngineName(name)).toThrow(
        `engine must be one of exact, hnsw, quantised, usearch, got ${name}.`,
      );
  });

  it('is loaded by its name', async () => {
    for (const name of ENGINE_NAMES) expect((await loadEngine(name)).name).toBe(name);
  });
});
