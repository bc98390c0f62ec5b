// What servers of published libraries answer beside words: pictures, people, films, previews, places in pictures.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { DEFAULT_PAGE_LIMITS } from '#src/search/rank/photo-pages.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchOptions, SimilarTarget } from '#src/search/types/request.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { createRandom, writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const PHOTOS = 40;

describe.skipIf(POSTGRES === undefined)('a server of published libraries (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const thumbnails = join(home, 'thumbnails');
  const random = createRandom(3);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let library: Library;
  let server: Library;
  let url: string;
  /** Ids in the library and at the server, by path. */
  const ids = new Map<string, { here: number; there: number }>();

  beforeAll(async () => {
    await mkdir(join(photos, 'deep'), { recursive: true });
    for (let i = 0; i < PHOTOS; i++)
      await writePicture(join(photos, i % 3 === 0 ? 'deep' : '', `${i}.png`), i, { width: 40 + i, height: 48 });
    await cp(join(SAMPLES, 'red-panda.jpg'), join(photos, 'red-panda.jpg'));
    const path = join(home, 'library');
    library = await openFakeLibrary({ path });
    await indexPaths(library, [photos]);
    nameFaces(path);
    await library.assignFaces(await listFaceIds(1, 2), { person: 1 });
    url = await makeDatabase();
    const { roots } = await library.publish(url, { thumbnails });
    const mounted = { [roots[0]?.id as string]: photos };
    server = await openPublished(url, { thumbnails, roots: mounted }, fakeDependencies().dependencies);
    const there = await server.search('width:>0', { limit: 1000 });
    for (const { id, path } of (await library.search('width:>0', { limit: 1000 })).results)
      ids.set(path, { here: id, there: there.results.find((photo) => photo.path === path)?.id as number });
    expect(ids.size).toBe(PHOTOS + 1);
  });
  afterAll(() => Promise.all([library?.close(), server?.close()]));
  const listFaceIds = async (person: number, limit: number) =>
    (await library.facesOf(person, { limit })).faces.map(({ id }) => id);

  it('finds by pictures as the library does: stored and strange ones, parts of them, and with words and filters', async () => {
    const strange = join(home, 'strange.png');
    await writePicture(strange, 777, { width: 64, height: 64 });
    const stored = join(photos, '7.png');
    const targets = (side: 'here' | 'there'): SimilarTarget[] => [
      { id: ids.get(stored)?.[side] as number },
      { id: ids.get(join(photos, 'deep/9.png'))?.[side] as number, box: { x: 0.1, y: 0.1, width: 0.5, height: 0.5 } },
      { path: strange },
    ];
    const bytes = [{ bytes: await readFile(strange) }, { bytes: await readFile(stored) }];
    for (const [i] of [...targets('here'), ...bytes].entries()) {
      const [here, there] = [[...targets('here'), ...bytes][i], [...targets('there'), ...bytes][i]] as [
        SimilarTarget,
        SimilarTarget,
      ];
      for (let n = 0; n < 4; n++) {
        const options: SearchOptions = {
          ...{ limit: pick([3, 10, 50]), all: random() < 0.5 },
          ...(random() < 0.3 && { filters: 'folder:deep' }),
          ...(random() < 0.3 && { collapse: true }),
        };
        const about = `${i} ${JSON.stringify(options)}`;
        expect(show(await server.similar(there, options)), about).toEqual(show(await library.similar(here, options)));
      }
    }
    for (const image of [{ path: strange }, ...bytes])
      for (const text of ['red', 'dark green', 'panda', 'blue']) {
        const query = {
          terms: [{ text, weight: pick([1, 0.5, -0.5]) }, image] as const,
          filters: pick(['', 'ext:png']),
        };
        const options = { limit: 20, all: random() < 0.5 };
        const [there, here] = await Promise.all([server.search(query, options), library.search(query, options)]);
        expect(show(there), JSON.stringify([text, query.filters, options])).toEqual(show(here));
      }
  });

  it('lists people with names, their faces and images, as the library does', async () => {
    const [there, here] = [await server.people({ includeHidden: true }), await library.people({ includeHidden: true })];
    // Nobody is published without a name.
    const named = here.people.filter(({ name }) => name !== null);
    expect(here.people.length).toBe(named.length + 1);
    expect(there.people.map(describePerson)).toEqual(named.map(describePerson));
    expect((await server.people()).people.map(({ name }) => name)).not.toContain('Hidden Hannah');
    const deep = { in: join(photos, 'deep') };
    const namedBelow = (await library.people(deep)).people.filter(({ name }) => name !== null);
    expect((await server.people(deep)).people.map(describePerson)).toEqual(namedBelow.map(describePerson));
    for (const person of there.people) {
      expect(await server.person(person.id)).toEqual(person);
      const own = named.find(({ name }) => name === person.name);
      const [faces, expected] = await Promise.all([server.facesOf(person.id), library.facesOf(own?.id as number)]);
      expect(faces.total).toBe(expected.total);
      expect(faces.faces.map(describeFace)).toEqual(expected.faces.map(describeFace));
      const [face] = faces.faces;
      expect(await server.face(face?.id as number)).toEqual(face);
      const all = await library.facesIn(ids.get(face?.path as string)?.here as number);
      expect((await server.facesIn(face?.photoId as number)).map(describeFace)).toEqual(
        all.filter(({ person }) => person?.name != null).map(describeFace),
      );
      expect((await server.faceImage(face?.id as number)).bytes.length).toBeGreaterThan(20);
      // The id in the evidence of a search is that of the person.
      const { results } = await server.search(`person:"${person.name}"`);
      expect(results.length).toBe(person.photos);
      for (const { evidence } of results)
        for (const one of evidence)
          if (one.type === 'person') expect(one.person).toEqual({ id: person.id, name: person.name });
    }
    await expect(server.person(12)).rejects.toMatchObject({ code: 'person-not-found' });
    await expect(server.face(123456)).rejects.toMatchObject({ code: 'face-not-found' });
    const within = server.within(join(photos, 'deep'));
    for (const { faces } of await Promise.all(
      there.people.map(({ id }) => within.facesOf(id).catch(() => ({ faces: [] }))),
    ))
      for (const { path } of faces) expect(path.startsWith(join(photos, 'deep'))).toBe(true);
  });

  it('knows which faces users have confirmed, also those that were confirmed later', async () => {
    const confirmed = async (of: Library) => {
      const { people } = await of.people();
      const listed = await Promise.all(people.filter(({ name }) => name !== null).map(({ id }) => of.facesOf(id)));
      return listed.flatMap(({ faces }) => faces.filter((face) => face.isConfirmed).map(describeFace));
    };
    const before = await confirmed(library);
    expect(before).toHaveLength(2);
    expect(await confirmed(server)).toEqual(before);
    // Of another person, one that stays where it is, and one that changes its person.
    await library.assignFaces(await listFaceIds(2, 1), { person: 2 });
    await library.assignFaces((await listFaceIds(1, 4)).slice(3), { person: 2 });
    await library.publish(url, { thumbnails });
    const after = await confirmed(library);
    expect(after).toHaveLength(4);
    expect(await confirmed(server)).toEqual(after);
  });

  it('say that only the newest photos of a name are considered where it has very many beside words', async () => {
    const open = (countUpTo: number) =>
      openPublished(url, {}, { ...fakeDependencies().dependencies, pageLimits: { ...DEFAULT_PAGE_LIMITS, countUpTo } });
    const [few, all] = [await open(2), await open(10_000)];
    const find = async (from: Library) => {
      const { results, isTotalExact, notices } = await from.search('Anna Smith OR "there is no such word"', {
        ...{ limit: 100, minRelevance: 1 },
      });
      const said = notices.find(({ code }) => code === 'newest-only')?.message;
      return { paths: results.map(({ path }) => path), isTotalExact, said };
    };
    const [newest, everything] = [await find(few), await find(all)];
    expect(newest).toMatchObject({ isTotalExact: false, said: expect.stringContaining('the newest 2 of them') });
    expect(everything.said).toBeUndefined();
    expect(everything.paths.length).toBeGreaterThan(4);
    expect(newest.paths).toEqual(everything.paths.slice(0, 2));
    await Promise.all([few.close(), all.close()]);
  });

  it('makes previews, and looks for films and places in originals that it reaches', async () => {
    const { there, here } = ids.get(join(photos, 'red-panda.jpg')) as { here: number; there: number };
    expect((await server.animatedPreview(there)).mediaType).toBe('image/webp');
    await expect(server.motion(there)).rejects.toMatchObject({ code: 'photo-not-found' });
    expect((await server.sidecars(there)).map((path) => basename(path))).toEqual([]);
    await writeFile(join(photos, 'red-panda.jpg.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
    expect((await server.sidecars(there)).map((path) => basename(path))).toEqual(['red-panda.jpg.xmp']);
    await rm(join(photos, 'red-panda.jpg.xmp'));
    const errors = await Promise.all(
      [server.where(there, ''), library.where(here, '')].map((one) => one.catch(({ code }) => code)),
    );
    expect(errors[0]).toEqual(errors[1]);
  });

  it('says which questions only the machine of the library answers', async () => {
    const refused = [() => server.findFace(1), () => server.duplicates(), () => server.suggestedPeople()];
    for (const ask of refused) await expect(ask()).rejects.toMatchObject({ code: 'not-published' });
  });
});

/** Faces as a detector and a user leave them: Anna in some photos, somebody hidden, somebody without a name. */
function nameFaces(path: string): void {
  const db = new Sqlite(join(path, 'catalogue.db'));
  db.exec(
    `INSERT INTO person (id, name, is_hidden) VALUES (1, 'Anna Smith', 0), (2, 'Ben Ö. Müller', 0), (3, NULL, 0), (4, 'Hidden Hannah', 1)`,
  );
  const frames = db.prepare('SELECT id, content_id AS contentId FROM frame ORDER BY id').all() as {
    id: number;
    contentId: number;
  }[];
  const random = createRandom(9);
  for (const [i, { id, contentId }] of frames.entries())
    for (let n = 0; n < i % 4; n++) {
      const { lastInsertRowid } = db
        .prepare(
          "INSERT INTO region (content_id, frame_id, kind, x, y, w, h, score) VALUES (?, ?, 'face', ?, 0.2, 0.2, 0.3, ?)",
        )
        .run(contentId, id, 0.1 + 0.2 * n, 0.5 + 0.5 * random());
      db.prepare(
        'INSERT INTO face (region_id, vector, quality, person_id, is_grouped) VALUES (?, zeroblob(2048), ?, ?, 1)',
      ).run(lastInsertRowid, 100 * random(), 1 + ((i + n) % 4));
    }
  db.close();
}

/** Without what names rows: ids, and which library it is. */
function show({ results, total, noGoodMatch }: SearchResponse<number> | SearchResponse) {
  return {
    ...{ total, noGoodMatch },
    results: results.map(({ path, otherPaths, relevance, matched }) => ({
      ...{ path, otherPaths, matched },
      relevance: relevance === null ? null : Math.round(relevance * 500),
    })),
  };
}

function describePerson({ name, isHidden, faces, photos, cover }: Awaited<ReturnType<Library['person']>>) {
  return { name, isHidden, faces, photos, cover: cover && { box: cover.box, contentHash: cover.contentHash } };
}

function describeFace({
  path,
  contentHash,
  frame,
  box,
  score,
  person,
  isConfirmed,
}: Awaited<ReturnType<Library['face']>>) {
  return { path, contentHash, frame, box, score, name: person?.name, isConfirmed };
}
