import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { nextFolder, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

const FIXTURE = fileURLToPath(new URL('../../fixtures/libraries/schema-18.db', import.meta.url));

it('things that were found before stay, and have no colour until they are looked at again', () => {
  const folder = nextFolder();
  mkdirSync(folder, { recursive: true });
  copyFileSync(FIXTURE, join(folder, CATALOGUE_FILE));
  const before = openRaw(folder);
  before.exec(`INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score, detector)
    SELECT content_id, frame_id, 'object', 0.1, 0.2, 0.3, 0.4, 'dog', 0.9, 'finder-1' FROM region WHERE kind = 'whole'`);
  const vectorIds = before.prepare('SELECT id FROM vector').pluck().all() as number[];
  before.close();

  const catalogue = openCatalogue(folder);
  const dog = { label: 'dog', box: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 }, colours: null };
  expect([...catalogue.regions.listOfVectors(vectorIds, ['dog']).values()]).toEqual(vectorIds.map(() => [dog]));
  const match = (colour?: 'brown') =>
    catalogue.filters.listMatching(
      [
        {
          condition: {
            ...{ field: 'object', value: 'dog', range: { min: 1, max: null } },
            ...(colour && { colour }),
          },
          negated: false,
        },
      ],
      { spaceId: 1 },
    ).length;
  expect(match()).toBe(vectorIds.length);
  expect(match('brown')).toBe(0);
});
