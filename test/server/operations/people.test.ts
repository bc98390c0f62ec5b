// With a real library, whose encoder is a FAKE: people over HTTP, for the owner and for keys.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import sharp from 'sharp';
import request from 'supertest';
import { beforeAll, expect, it, vi } from 'vitest';
import { DEFAULT_DEPENDENCIES } from '#src/library/core.js';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SAMPLES = fileURLToPath(new URL('../../../data/samples/favourites', import.meta.url));
const DETECTORS = { chooseDetectors: DEFAULT_DEPENDENCIES.chooseDetectors };

let path: string;
let app: Express;
const secrets: Record<'index' | 'search' | 'folder', string> = { index: '', search: '', folder: '' };

function makeApp(library: Library): Express {
  return createApp({ library, onInternalError: vi.fn() });
}

/** The astronaut in two photos of two folders, musicians in one. */
beforeAll(async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  for (const name of ['one', 'two']) mkdirSync(join(folder, name), { recursive: true });
  const astronaut = () => sharp(join(SAMPLES, 'astronaut-portrait.jpg'));
  await astronaut().toFile(join(folder, 'one/astronaut.jpg'));
  await astronaut().rotate(8).toFile(join(folder, 'two/turned.jpg'));
  await sharp(join(SAMPLES, 'mariachi-musicians.jpg')).toFile(join(folder, 'two/musicians.jpg'));
  path = join(folder, '../library');
  const library = await openFakeLibrary({ path }, undefined, DETECTORS);
  await indexPaths(library, [folder], { stages: ['faces'] });
  secrets.index = (await library.keys.create({ name: 'editor', scopes: ['index'] })).secret;
  secrets.search = (await library.keys.create({ name: 'viewer' })).secret;
  secrets.folder = (await library.keys.create({ name: 'guest', folder: join(folder, 'one') })).secret;
  app = makeApp(library);
  return () => library.close();
});

type Key = keyof typeof secrets;
const asked = (method: 'get' | 'post' | 'patch', address: string, key: Key = 'index', to = app) =>
  request(to)[method](`/api/v1/${address}`).set('Host', 'localhost').set('Authorization', `Bearer ${secrets[key]}`);

async function listPeople(key: Key = 'index', query = '') {
  const { status, body } = await asked('get', `people${query}`, key);
  expect(status).toBe(200);
  return body as { people: { id: number; name: string | null; faces: number; cover: { links: { image: string } } }[] };
}

async function findAstronaut(): Promise<number> {
  const { people } = await listPeople('index', '?hidden=true');
  return people[0]?.id as number;
}

it('lists people with counts and covers, and the faces of one with their photos', async () => {
  const { people } = await listPeople();
  expect(people[0]).toMatchObject({ name: null, isHidden: false, faces: 2, photos: 2 });
  const { body } = await asked('get', `people/${people[0]?.id}/faces`, 'search');
  expect(body.total).toBe(2);
  expect(body.faces[0]).toMatchObject({ person: { id: people[0]?.id, name: null }, isConfirmed: false });
  const { body: inPhoto } = await asked('get', `photos/${body.faces[0].photoId}/faces`, 'search');
  expect(inPhoto).toEqual({ faces: [body.faces[0]], total: 1 });
  expect((await asked('get', 'stats')).body.faces).toBe(people.reduce((sum, { faces }) => sum + faces, 0));
});

it('sends the image of a face, which clients may cache for good by its link', async () => {
  const { people } = await listPeople();
  const link = people[0]?.cover.links.image.slice('/api/v1/'.length) as string;
  const { status, headers, body } = await asked('get', link, 'search').buffer(true);
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'image/webp',
    'private, max-age=31536000, immutable',
  ]);
  const { width, height } = await sharp(body).metadata();
  expect(width).toBe(height);
  expect(width).toBeGreaterThan(64);
  const unpinned = await asked('get', link.split('?')[0] as string, 'search').set(
    'If-None-Match',
    headers['etag'] as string,
  );
  expect([unpinned.status, unpinned.headers['cache-control']]).toEqual([304, 'private, max-age=0']);
  expect((await asked('get', 'faces/999/image')).body.code).toBe('face-not-found');
});

it('names, hides and shows a person', async () => {
  const id = await findAstronaut();
  const named = await asked('patch', `people/${id}`).send({ name: ' Eileen  Collins ' });
  expect([named.status, named.body]).toEqual([200, expect.objectContaining({ id, name: 'Eileen Collins' })]);
  expect((await asked('get', 'search?q=person:Eileen')).body.total).toBe(2);
  await asked('patch', `people/${id}`).send({ isHidden: true });
  expect((await listPeople()).people.map((person) => person.id)).not.toContain(id);
  expect((await listPeople('index', '?hidden=true')).people[0]?.id).toBe(id);
  await asked('patch', `people/${id}`).send({ isHidden: false });
  for (const [body, detail] of [
    [{ name: ' ' }, 'name must have a letter'],
    [{ nam: 'x' }, 'nam'],
  ] as const) {
    const refused = await asked('patch', `people/${id}`).send(body);
    expect([refused.status, refused.body.code]).toEqual([400, 'bad-argument']);
    expect(refused.body.detail).toContain(detail);
  }
  expect((await asked('patch', 'people/999').send({ name: 'Nobody' })).body.code).toBe('person-not-found');
});

it('says of whom faces are, and keeps people apart or joins them', async () => {
  const id = await findAstronaut();
  const { faces } = (await asked('get', `people/${id}/faces`)).body;
  const face = faces[1].id as number;
  const assign = (target: unknown) => asked('post', 'faces/assign').send({ faces: [face], target });
  expect((await assign({ notThis: id })).body).toEqual({ person: null });
  expect((await asked('get', `people/${id}`)).body.faces).toBe(1);
  const made = await assign({ newPerson: 'Somebody' });
  const other = made.body.person as number;
  expect((await asked('get', `people/${other}`)).body).toMatchObject({ name: 'Somebody', faces: 1 });
  expect((await asked('post', 'people/apart').send({ people: [id, other] })).status).toBe(204);
  expect((await asked('get', 'people/suggestions')).body).toEqual({ suggestions: expect.any(Array) });
  const joined = await asked('post', `people/${id}/merge`).send({ from: [other] });
  expect(joined.body).toMatchObject({ id, name: 'Eileen Collins', faces: 2 });
  expect((await asked('get', `people/${other}`)).body.code).toBe('person-not-found');
  expect((await assign('no-face')).status).toBe(200);
  expect((await asked('get', `people/${id}`)).body.faces).toBe(1);
  await assign({ person: id });
  expect((await asked('get', `people/${id}/faces`)).body.faces[1]).toMatchObject({ isConfirmed: true });
  const refused = await assign({ persona: id });
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('"no-face"')]);
  expect((await asked('post', 'faces/assign').send({ faces: [999], target: 'no-face' })).body.code).toBe(
    'face-not-found',
  );
});

it('shows a key for one folder no person, face or count from elsewhere', async () => {
  const { people } = await listPeople('folder');
  expect(people).toMatchObject([{ name: 'Eileen Collins', faces: 1 }]);
  const stranger = (await listPeople()).people.find(({ name }) => name === null);
  const link = stranger?.cover.links.image.slice('/api/v1/'.length) as string;
  expect((await asked('get', `people/${stranger?.id}`, 'folder')).body.code).toBe('person-not-found');
  expect((await asked('get', link, 'folder')).body.code).toBe('face-not-found');
  expect((await asked('get', 'stats', 'folder')).body.faces).toBe(1);
  const { faces, total } = (await asked('get', `people/${people[0]?.id}/faces`, 'folder')).body;
  expect([faces.length, total]).toEqual([1, 1]);
});

it('refuses changes to keys that may only search, and on a server that only reads', async () => {
  const id = await findAstronaut();
  const other = (await listPeople()).people.find((person) => person.id !== id)?.id as number;
  const face = (await asked('get', `people/${id}/faces`)).body.faces[0].id as number;
  const changes = [
    ['patch', `people/${id}`, { name: 'Mallory' }],
    ['post', `people/${id}/merge`, { from: [other] }],
    ['post', 'people/apart', { people: [id, other] }],
    ['post', 'faces/assign', { faces: [face], target: 'no-face' }],
  ] as const;
  for (const [method, address, body] of changes)
    for (const key of ['search', 'folder'] as const)
      expect((await asked(method, address, key).send(body)).body.code).toBe('insufficient-scope');
  const library = await openFakeLibrary({ path, readOnly: true }, undefined, DETECTORS);
  try {
    const reading = makeApp(library);
    for (const [method, address, body] of changes)
      expect((await asked(method, address, 'index', reading).send(body)).body.code).toBe('library-unwritable');
    expect((await asked('get', `people/${id}`, 'index', reading)).body.name).toBe('Eileen Collins');
  } finally {
    await library.close();
  }
});
