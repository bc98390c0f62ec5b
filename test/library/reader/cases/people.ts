/** The contract of people and faces. Faces without a name are not published: none is on the shelf. */
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { type Cases, idOf, NO_ID, nameOf } from '../given.js';

async function personOf(library: Library, name: string): Promise<number> {
  const { people } = await library.people({ includeHidden: true });
  const found = people.find((person) => person.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found.id;
}

export const people: Cases = (given) => {
  it('are listed with their faces, those in most photos first, and portion by portion', async () => {
    const { library } = given();
    const { people, total } = await library.people();
    expect(total).toBe(2);
    expect(people.map(({ name, isHidden, faces, photos }) => [name, isHidden, faces, photos])).toEqual([
      ['Anna Smith', false, 2, 2],
      ['Ben Ö. Müller', false, 1, 1],
    ]);
    expect(people[0]?.cover).toMatchObject({
      photoId: await idOf(library, 'sunset'),
      frame: 0,
      box: { x: 0.1, y: 0.2 },
    });
    expect((await library.people({ limit: 1, offset: 1 })).people.map(({ name }) => name)).toEqual(['Ben Ö. Müller']);
  });

  it('who are hidden are listed on demand, and those below a folder', async () => {
    const { library, shelf } = given();
    const names = async (options: Parameters<Library['people']>[0]) =>
      (await library.people(options)).people.map(({ name, faces }) => `${name} ${faces}`);
    expect(await names({ includeHidden: true })).toEqual(['Anna Smith 2', 'Ben Ö. Müller 1', 'Hidden Hannah 1']);
    expect(await names({ in: join(shelf.photos, '2020') })).toEqual(['Anna Smith 1']);
    await expect(library.people({ limit: 0 })).rejects.toMatchObject({ code: 'bad-argument' });
  });
};

export const person: Cases = (given) => {
  it('is one of them, also one who is hidden', async () => {
    const { library } = given();
    const { people } = await library.people({ includeHidden: true });
    for (const one of people) expect(await library.person(one.id)).toEqual(one);
    await expect(library.person(NO_ID)).rejects.toMatchObject({ code: 'person-not-found' });
  });
};

export const facesOf: Cases = (given) => {
  it('are the faces of a person, those that show most first', async () => {
    const { library } = given();
    const id = await personOf(library, 'Anna Smith');
    const { faces, total } = await library.facesOf(id);
    expect(total).toBe(2);
    expect(faces.map(({ path }) => nameOf(path))).toEqual(['sunset', 'night']);
    for (const { person, isConfirmed } of faces)
      expect([person, isConfirmed]).toEqual([{ id, name: 'Anna Smith' }, false]);
    expect((await library.facesOf(id, { offset: 1 })).faces).toEqual(faces.slice(1));
    await expect(library.facesOf(NO_ID)).rejects.toMatchObject({ code: 'person-not-found' });
  });
};

export const facesIn: Cases = (given) => {
  it('are the faces in a photo, with whom they show', async () => {
    const { library } = given();
    const faces = await library.facesIn(await idOf(library, 'sunset'));
    expect(faces.map(({ person, box }) => [person?.name, box.x])).toEqual([
      ['Anna Smith', 0.1],
      ['Ben Ö. Müller', 0.6],
    ]);
    expect(await library.facesIn(await idOf(library, 'sea'))).toEqual([]);
  });
};

export const face: Cases = (given) => {
  it('is one of them', async () => {
    const { library } = given();
    for (const one of await library.facesIn(await idOf(library, 'sunset')))
      expect(await library.face(one.id)).toEqual(one);
    await expect(library.face(NO_ID)).rejects.toMatchObject({ code: 'face-not-found' });
  });
};

export const faceImage: Cases = (given) => {
  it('is a small square around a face', async () => {
    const { library } = given();
    const [{ id } = { id: NO_ID }] = await library.facesIn(await idOf(library, 'sunset'));
    const { bytes, mediaType } = await library.faceImage(id);
    const { width, height, format } = await sharp(bytes).metadata();
    expect([mediaType, format, width]).toEqual(['image/webp', 'webp', height]);
    await expect(library.faceImage(NO_ID)).rejects.toMatchObject({ code: 'face-not-found' });
  });
};

export const findFace: Cases = (given) => {
  it('refuses a picture that is not there, and wrong options', async () => {
    const { library } = given();
    await expect(library.findFace({ path: '/nowhere.jpg' })).rejects.toMatchObject({
      code: /path-not-found|stage-off/,
    });
    await expect(library.findFace(NO_ID)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.findFace(1, { limit: 0 })).rejects.toMatchObject({ code: 'bad-argument' });
  });
};

export const suggestedPeople: Cases = (given) => {
  it('are none where faces are unlike', async () => {
    expect(await given().library.suggestedPeople()).toEqual([]);
  });
};
