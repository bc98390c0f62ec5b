import { expect, it } from 'vitest';
import { RegionQueries } from '#src/store/queries/region-queries.js';
import { nextFolder, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

it('statements on things read the index of parts, and no whole frames', () => {
  const folder = nextFolder();
  openCatalogue(folder);
  const db = openRaw(folder);
  const plans = new Map<string, string>();
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const parameters = Array.from({ length: sql.split('?').length - 1 }, () => '[]');
    const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
    plans.set(sql, steps.map(({ detail }) => detail).join('\n'));
    return prepare(sql);
  }) as typeof db.prepare;

  const regions = new RegionQueries(db, () => '');
  expect(regions.hasNoObjects()).toBe(true);
  expect(regions.listPhotosOf('dog', 0.5, 10)).toEqual([]);
  expect(regions.countOfVectors([1], ['dog'])).toEqual(new Map());
  expect(plans.size).toBe(3);
  for (const [sql, plan] of plans) expect(plan, sql).toMatch(/USING (COVERING )?INDEX region_label/);
});
