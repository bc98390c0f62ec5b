import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
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

  const totals = ['faces:1', 'faces:>=2', 'faces:0', 'faces:<=1', '-faces:1'];
  expect(await Promise.all(totals.map(async (query) => (await library.search(query)).total))).toEqual([4, 1, 0, 4, 1]);

  await library.updatePerson(astronaut.id, { name: ' Eileen  Collins ' });
  expect((await library.people()).people[0]).toMatchObject({ id: astronaut.id, name: 'Eileen Collins' });
  for (const query of ['person:"eileen collins"', 'person:Éileen']) expect((await library.search(query)).total).toBe(3);
  expect((await library.search('person:Anna')).total).toBe(0);
  expect((await library.search('-person:Eileen')).total).toBe(2);
});

describe('a name in plain words', () => {
  const ask = (query: string, reader: Pick<Library, 'search'> = library) => reader.search(query);
  const read = async (query: string) => {
    const { notices } = await ask(query);
    return notices.filter(({ code }) => code === 'query-read');
  };

  it('is read as a person, and the rest describes the photo; quotation marks keep the words', async () => {
    const answer = await ask('eileen collins in a suit');
    expect(answer.results).toHaveLength(3);
    expect(answer.notices).toContainEqual({
      code: 'query-read',
      message: 'Photos of person:"eileen collins" that fit “in a suit”.',
      suggestion: { kind: 'literal', query: '"eileen collins in a suit"' },
    });
    expect(answer.results.every(({ relevance }) => relevance !== null)).toBe(true);
    expect((await ask('"eileen collins in a suit"')).results.length).toBeGreaterThan(3);
    expect(await read('"eileen collins in a suit"')).toEqual([]);
    // A program says by filters whom it means.
    expect((await library.search({ terms: [{ text: 'Eileen' }] })).results.length).toBeGreaterThan(3);
  });

  it('alone, excluded, or of nobody', async () => {
    expect((await ask('Eileen')).total).toBe(3);
    expect((await ask('photo of Eileen')).results[0]).toMatchObject({ relevance: null });
    expect((await ask('-Eileen')).total).toBe(2);
    expect((await read('photos without Eileen'))[0]?.message).toBe('Photos without person:Eileen.');
    expect(await read('Anna in a suit')).toEqual([]);
    expect((await library.facets('Eileen in a suit')).total).toBe(3);
  });

  it('is one of alternatives, each with names of its own', async () => {
    const { people } = await library.people();
    const stranger = people.find(({ name, cover }) => name === null && cover !== null)?.id as number;
    await library.updatePerson(stranger, { name: 'Rosalind' });
    for (const query of ['Eileen OR Rosalind', 'person:Eileen OR person:Rosalind', 'Eileen or Rosalind'])
      expect([query, (await ask(query)).total]).toEqual([query, 4]);
    expect((await ask('person:Eileen OR person:Rosalind folder:one')).total).toBe(2);
    expect((await library.within(join(folder, 'one')).search('Eileen OR Rosalind')).total).toBe(2);
    expect((await ask('Eileen and Rosalind OR Eileen')).total).toBe(3);
    expect((await ask('-person:Eileen OR person:Eileen')).total).toBe(5);
    expect(await read('Eileen OR Rosalind')).toEqual([
      {
        code: 'query-read',
        message: 'Photos of person:Eileen, or of person:Rosalind.',
        suggestion: { kind: 'literal', query: '"Eileen or Rosalind"' },
      },
    ]);

    const words = await ask('Rosalind OR Eileen darker');
    expect((await read('Rosalind OR Eileen darker'))[0]?.message).toBe(
      'Photos of person:Rosalind, or of person:Eileen that fit “darker”.',
    );
    // A name alone is certain, and comes first; a description fits more or less.
    expect(words.results.map(({ path }) => basename(path))).toEqual(['musicians.jpg', 'darker.jpg']);
    for (const { evidence } of words.results) expect(evidence.at(-1)?.type).toBe('person');
    expect((await library.facets('Rosalind OR Eileen darker')).total).toBe(2);
    // Nobody has to be in the photos of the other one.
    const mixed = await ask('Eileen OR dogs');
    expect(mixed.results.map(({ path }) => basename(path)).at(-1)).toBe('dogs.jpg');
    expect(mixed.total).toBe(4);
    await library.updatePerson(stranger, { name: null });
  });

  it('is in the evidence with the box of the face, and completed', async () => {
    const { results } = await ask('Eileen in a suit');
    for (const { id, evidence } of results) {
      const [face] = (await library.facesIn(id)).filter(({ person }) => person?.name === 'Eileen Collins');
      expect(evidence.at(-1)).toEqual({
        type: 'person',
        person: face?.person,
        frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
        boxes: [face?.box],
        relevance: 0,
      });
    }
    expect((await library.search('person:Eileen')).results[0]?.evidence).toMatchObject([{ type: 'person' }]);
    for (const typed of ['person:eil', 'coll'])
      expect((await library.suggest(typed)).map(({ query, count }) => [query, count])).toContainEqual([
        'person:"Eileen Collins"',
        3,
      ]);
  });

  it('is only that of a person whom the reader sees', async () => {
    const one = library.within(join(folder, 'one'));
    expect((await ask('Eileen', one)).total).toBe(2);
    const { people } = await library.people();
    const stranger = people.find(({ name, cover }) => name === null && cover !== null);
    await library.updatePerson(stranger?.id as number, { name: 'Rosalind' });
    expect((await ask('Rosalind')).total).toBe(1);
    expect((await ask('Rosalind', one)).notices.filter(({ code }) => code === 'query-read')).toEqual([]);
    expect(await one.suggest('person:ros')).toEqual([]);
    await library.updatePerson(stranger?.id as number, { name: 'Rose' });
    expect(await read('a rose in a suit')).toEqual([
      { code: 'query-read', message: '“rose” is read as a word. Photos of the person: person:rose' },
    ]);
    expect((await ask('Rose')).total).toBe(1);
    await library.updatePerson(stranger?.id as number, { name: 'Rosalind', isHidden: true });
    expect(await read('Rosalind')).toEqual([]);
    await library.updatePerson(stranger?.id as number, { name: null, isHidden: false });
  });
});

describe('a face as a query', () => {
  const suit = join(SAMPLES, 'astronaut-portrait.jpg');

  it('finds the person, and the photos with the face, the nearest first', async () => {
    const found = await library.findFace({ path: suit });
    expect(found.faces).toHaveLength(1);
    expect(found.people).toMatchObject([{ person: { name: 'Eileen Collins', faces: 3 } }]);
    expect(found.people[0]?.cosine).toBeGreaterThan(0.9);
    expect(found.matches.map(({ path }) => path)).toHaveLength(3);
    expect(found.matches[0]?.path).toBe(join(folder, 'one/astronaut.jpg'));
    expect(found.matches.map(({ cosine }) => cosine)).toEqual(
      found.matches.map(({ cosine }) => cosine).sort((a, b) => b - a),
    );
    const one = await library.within(join(folder, 'one')).findFace({ path: suit });
    expect(one.matches.map(({ path }) => path.startsWith(join(folder, 'one')))).toEqual([true, true]);
    expect(one.people).toMatchObject([{ person: { faces: 2 } }]);
    expect((await library.findFace({ path: suit }, { limit: 1 })).matches).toHaveLength(1);
  });

  it('is the largest one, or that of a number or a box', async () => {
    const two = join(folder, '../two-faces.jpg');
    const [small, large] = await Promise.all([200, 400].map((width) => sharp(suit).resize(width).toBuffer()));
    const canvas = { width: 700, height: 700, channels: 3 as const, background: 'white' };
    await sharp({ create: canvas })
      .composite([
        { input: small as Buffer, left: 0, top: 0 },
        { input: large as Buffer, left: 250, top: 50 },
      ])
      .jpeg()
      .toFile(two);
    const found = await library.findFace({ path: two });
    expect(found.faces.map(({ number }) => number)).toEqual([1, 2]);
    expect(found.face.number).toBe(2);
    expect((await library.findFace({ path: two }, { face: 1 })).face).toEqual(found.faces[0]);
    const box = { x: 0, y: 0, width: 0.3, height: 0.5 };
    expect((await library.findFace({ path: two }, { box })).face).toEqual(found.faces[0]);
    await expect(library.findFace({ path: `${two}.gone` })).rejects.toMatchObject({ code: 'path-not-found' });
    await expect(library.findFace({ path: two }, { face: 3 })).rejects.toMatchObject({
      code: 'face-not-found',
      details: { faces: 2 },
    });
    await expect(
      library.findFace({ path: two }, { box: { x: 0, y: 0.9, width: 0.1, height: 0.1 } }),
    ).rejects.toMatchObject({ code: 'face-not-found' });
  });

  it('that is not there, or in a library that looks for none, is an error that says what to do', async () => {
    await expect(
      library.findFace({ path: join(SAMPLES, '../favourites/two-spaniels-at-window.jpg') }, { face: 9 }),
    ).rejects.toMatchObject({
      code: 'face-not-found',
    });
    const empty = join(folder, '../empty.png');
    await sharp({ create: { width: 300, height: 300, channels: 3, background: 'green' } }).toFile(empty);
    await expect(library.findFace({ path: empty })).rejects.toMatchObject({
      message: 'No face was found in the picture.',
    });
    const other = await openFakeLibrary({ path: join(folder, '../without-faces') }, undefined, DETECTORS);
    await expect(other.findFace({ path: suit })).rejects.toMatchObject({ code: 'stage-off' });
    await other.close();
  });
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
