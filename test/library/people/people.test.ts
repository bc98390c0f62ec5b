import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { DEFAULT_DEPENDENCIES } from '#src/library/core.js';
import type { Library } from '#src/library/types/library.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SAMPLES = fileURLToPath(new URL('../../../data/samples/favourites', import.meta.url));
const DETECTORS = { chooseDetectors: DEFAULT_DEPENDENCIES.chooseDetectors };

let folder: string;
let library: Library;

/** The astronaut in three photos of two folders, musicians in one, two dogs in one. */
beforeAll(async () => {
  folder = join(makeTemporaryFolder(), 'photos');
  for (const name of ['one', 'two']) mkdirSync(join(folder, name), { recursive: true });
  const astronaut = () => sharp(join(SAMPLES, 'astronaut-portrait.jpg'));
  await astronaut().toFile(join(folder, 'one/astronaut.jpg'));
  await astronaut().modulate({ brightness: 0.7 }).toFile(join(folder, 'one/darker.jpg'));
  await astronaut().rotate(8).toFile(join(folder, 'two/turned.jpg'));
  await sharp(join(SAMPLES, 'mariachi-musicians.jpg')).toFile(join(folder, 'two/musicians.jpg'));
  await sharp(join(SAMPLES, 'two-spaniels-at-window.jpg')).toFile(join(folder, 'two/dogs.jpg'));
  library = await openFakeLibrary({ path: join(folder, '../library') }, undefined, DETECTORS);
  return () => library.close();
});

const largest = async () => {
  const { people } = await library.people();
  const person = people[0];
  if (person === undefined) throw new Error('There is nobody.');
  return person;
};

it('faces are grouped into people once their stage is on, and a name finds the photos', async () => {
  await indexPaths(library, [folder]);
  expect(await library.people()).toEqual({ people: [], total: 0 });
  expect((await library.search('has:face')).total).toBe(0);

  await indexPaths(library, [folder], { stages: ['faces'] });
  const astronaut = await largest();
  expect(astronaut).toMatchObject({ name: null, faces: 3, photos: 3, isHidden: false });
  // The detector of things knows one of the two dogs: the face of the other stays.
  expect((await library.search('has:face')).total).toBe(5);
  const dogs = (await library.search('ext:jpg')).results.find(({ path }) => path.endsWith('dogs.jpg'));
  expect(await library.facesIn(dogs?.id as number)).toHaveLength(1);
  const { faces, total } = await library.facesOf(astronaut.id);
  expect(total).toBe(3);
  expect(faces.map(({ path }) => path).sort()).toEqual(
    ['one/astronaut.jpg', 'one/darker.jpg', 'two/turned.jpg'].map((name) => join(folder, name)),
  );

  await library.updatePerson(astronaut.id, { name: ' Eileen  Collins ' });
  expect((await library.people()).people[0]).toMatchObject({ id: astronaut.id, name: 'Eileen Collins' });
  for (const query of ['person:"eileen collins"', 'person:Éileen']) expect((await library.search(query)).total).toBe(3);
  expect((await library.search('person:Anna')).total).toBe(0);
  expect((await library.search('-person:Eileen')).total).toBe(2);
});

it('a reader of one folder sees no person from elsewhere, in counts and covers either', async () => {
  const { people } = await library.within(join(folder, 'one')).people();
  expect(people).toMatchObject([{ name: 'Eileen Collins', faces: 2, photos: 2 }]);
  const seen = await library.within(join(folder, 'one')).facesOf(people[0]?.id as number);
  expect(seen.faces.every(({ path }) => path.startsWith(join(folder, 'one')))).toBe(true);
  const stranger = (await library.people()).people.find(({ name }) => name === null);
  await expect(library.within(join(folder, 'one')).person(stranger?.id as number)).rejects.toMatchObject({
    code: 'person-not-found',
  });
  const [musicians] = (await library.search('ext:jpg')).results.filter(({ path }) => path.endsWith('musicians.jpg'));
  await expect(library.within(join(folder, 'one')).facesIn(musicians?.id as number)).rejects.toMatchObject({
    code: 'photo-not-found',
  });
});

it('decisions hold when the photos are looked at anew', async () => {
  const { id } = await largest();
  const turned = async () => {
    const { results } = await library.search('ext:jpg');
    const photo = results.find(({ path }) => path.endsWith('turned.jpg'));
    const [face] = await library.facesIn(photo?.id as number);
    if (face === undefined) throw new Error('There is no face.');
    return face;
  };
  await library.assignFaces([(await turned()).id], { notThis: id });
  expect((await turned()).person?.id).not.toBe(id);
  await indexPaths(library, [folder], { force: true });
  expect((await turned()).person?.id).not.toBe(id);
  expect(await library.person(id)).toMatchObject({ name: 'Eileen Collins', faces: 2 });

  await library.assignFaces([(await turned()).id], { person: id });
  expect(await turned()).toMatchObject({ person: { id, name: 'Eileen Collins' }, isConfirmed: true });
  await library.assignFaces([(await turned()).id], 'no-face');
  expect((await turned()).person).toBeNull();
  await library.assignFaces([(await turned()).id], { person: id });
  expect(await library.person(id)).toMatchObject({ faces: 3 });
});

it('people are merged, and stay it', async () => {
  const { id } = await largest();
  const other = (await library.people()).people.find((person) => person.name === null);
  expect(await library.mergePeople(id, [other?.id as number])).toMatchObject({ name: 'Eileen Collins', faces: 4 });
  await expect(library.person(other?.id as number)).rejects.toMatchObject({ code: 'person-not-found' });
  await indexPaths(library, [folder], { force: true });
  expect(await library.person(id)).toMatchObject({ faces: 4 });
});

it('a person with a name outlasts the photos; dropping the stage deletes everything', async () => {
  rmSync(join(folder, 'one'), { recursive: true });
  rmSync(join(folder, 'two/turned.jpg'));
  await indexPaths(library, [folder]);
  const { people } = await library.people();
  expect(people[0]).toMatchObject({ name: 'Eileen Collins', faces: 1 });
  await indexPaths(library, [folder], { drop: ['faces'] });
  expect(await library.people()).toEqual({ people: [], total: 0 });
  expect((await library.search('has:face')).total).toBe(0);
});
