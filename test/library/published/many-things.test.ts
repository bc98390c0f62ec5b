// More photos on a page than a request may ask questions: what evidence needs is asked for once a page.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { writePicture } from '../../support/images/random-images.js';
import { fillRegions, type MadeRegion } from '../../support/libraries/fill-regions.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const PHOTOS = 210;

describe.skipIf(POSTGRES === undefined)(
  'a page of many photos of a published library (PHOTOSEEK_TEST_POSTGRES)',
  () => {
    it('names the things and the people in each', async () => {
      const home = makeTemporaryFolder();
      const photos = join(home, 'photos');
      await mkdir(photos);
      const regions: MadeRegion[] = [];
      for (let i = 0; i < PHOTOS; i++) {
        const path = join(photos, `${i}.png`);
        await writePicture(path, i, { width: 24, height: 24 });
        const box = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
        regions.push({ path, kind: 'object', label: 'dog', score: 0.9, box });
      }
      const path = join(home, 'library');
      const first = await openFakeLibrary({ path });
      await indexPaths(first, [photos]);
      await first.close();
      fillRegions(path, regions);
      addFaces(path);
      const library = await openFakeLibrary({ path });
      const url = await makeDatabase();
      await library.publish(url);
      const server = await openPublished(url, {}, fakeDependencies().dependencies);
      for (const query of ['dog', 'object:dog', 'one of two dogs']) {
        const { results } = await server.search(query, { limit: PHOTOS, all: true });
        expect(results, query).toHaveLength(PHOTOS);
        const named = results.filter(({ evidence }) =>
          evidence.some((one) => one.type === 'object' && one.boxes.length === 1),
        );
        expect(named, query).toHaveLength(PHOTOS);
      }
      const { results } = await server.search('person:Anna', { limit: PHOTOS, all: true });
      const seen = results.filter(({ evidence }) =>
        evidence.some((one) => one.type === 'person' && one.frame.ordinal === 0),
      );
      expect(seen).toHaveLength(PHOTOS);
      await Promise.all([server.close(), library.close()]);
    });
  },
);

/** A face of Anna in each photo. */
function addFaces(library: string): void {
  const db = new Database(join(library, CATALOGUE_FILE));
  db.exec(`INSERT INTO person (id, name) VALUES (1, 'Anna');
    INSERT INTO region (content_id, frame_id, kind, x, y, w, h, score, detector)
      SELECT content_id, id, 'face', 0.1, 0.1, 0.2, 0.2, 0.9, 'test' FROM frame;
    INSERT INTO face (region_id, vector, quality, person_id, is_grouped)
      SELECT id, zeroblob(2048), 1, 1, 1 FROM region WHERE kind = 'face';`);
  db.close();
}
