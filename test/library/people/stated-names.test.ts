import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { DEFAULT_DEPENDENCIES } from '#src/library/core.js';
import type { Library } from '#src/library/types/library.js';
import { readXmp } from '#src/metadata/readers/xmp.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const ASTRONAUT = fileURLToPath(new URL('../../../data/samples/favourites/astronaut-portrait.jpg', import.meta.url));
const DETECTORS = { chooseDetectors: DEFAULT_DEPENDENCIES.chooseDetectors };

let folder: string;
let library: Library;

/** A sidecar with one region around a place. */
const sidecar = (name: string, { x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
   xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
   xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"><mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li
   rdf:parseType="Resource"><mwg-rs:Name>${name}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area stArea:x="${x + width / 2}"
   stArea:y="${y + height / 2}" stArea:w="${width * 1.4}" stArea:h="${height * 1.4}" stArea:unit="normalized"/></rdf:li></rdf:Bag>
   </mwg-rs:RegionList></mwg-rs:Regions></rdf:Description></rdf:RDF></x:xmpmeta>`;

const faceIn = async (name: string) => {
  const { results } = await library.search('has:face');
  const photo = results.find(({ path }) => path.endsWith(`/${name}`));
  const [face] = await library.facesIn(photo?.id as number);
  if (face === undefined) throw new Error(`There is no face in ${name}.`);
  return face;
};

/** The astronaut in three photos that are grouped as one. */
beforeAll(async () => {
  folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  const image = () => sharp(ASTRONAUT).resize(400);
  await image().toFile(join(folder, 'a.jpg'));
  await image().modulate({ brightness: 0.8 }).toFile(join(folder, 'b.jpg'));
  await image().modulate({ brightness: 1.1 }).toFile(join(folder, 'c.jpg'));
  library = await openFakeLibrary({ path: join(folder, '../library') }, undefined, DETECTORS);
  await indexPaths(library, [folder], { stages: ['faces'] });
  return () => library.close();
});

it('a name that a sidecar states is taken over by the next run, for the whole group, which keeps its number', async () => {
  const { box, person } = await faceIn('a.jpg');
  writeFileSync(join(folder, 'a.jpg.xmp'), sidecar('Eileen', box));
  await indexPaths(library, [folder]);
  expect((await library.people()).people).toMatchObject([{ id: person?.id, name: 'Eileen', faces: 3 }]);
  expect((await faceIn('a.jpg')).isConfirmed).toBe(false);
});

it('another name than that of the group takes the face out of it', async () => {
  writeFileSync(join(folder, 'b.jpg.xmp'), sidecar('Zoë', (await faceIn('b.jpg')).box));
  await indexPaths(library, [folder]);
  expect((await faceIn('b.jpg')).person?.name).toBe('Zoë');
  expect((await faceIn('a.jpg')).person?.name).toBe('Eileen');
});

it('what a user says wins, also over the name', async () => {
  const eileen = (await faceIn('a.jpg')).person?.id as number;
  const zoe = (await faceIn('b.jpg')).person?.id as number;
  await library.assignFaces([(await faceIn('b.jpg')).id], { person: eileen });
  expect((await faceIn('b.jpg')).person?.id).toBe(eileen);
  await library.updatePerson(eileen, { name: 'Eileen Collins' });
  await indexPaths(library, [folder], { force: true });
  for (const name of ['a.jpg', 'b.jpg'])
    expect((await faceIn(name)).person).toEqual({ id: eileen, name: 'Eileen Collins' });
  expect((await library.people()).people.filter(({ faces }) => faces > 0)).toHaveLength(1);
  await library.mergePeople(eileen, [zoe]);
  expect((await library.people()).people).toMatchObject([{ id: eileen, faces: 3 }]);
});

it('people are exported with faces, boxes and paths', async () => {
  const exported = await library.exportPeople();
  expect(exported).toMatchObject({ version: 1, people: [{ name: 'Eileen Collins', isHidden: false }] });
  const [person] = exported.people;
  expect(person?.faces.map(({ path }) => path).sort()).toEqual(
    ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(folder, name)),
  );
  expect(person?.faces[0]).toEqual({
    ...{ id: expect.any(Number), photoId: expect.any(Number), path: expect.any(String), frame: 0 },
    ...{ box: expect.any(Object), score: expect.any(Number), isConfirmed: expect.any(Boolean) },
  });
});

it('names are written into sidecars on request, and originals and what the sidecars say stay', async () => {
  const before = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => readFileSync(join(folder, name)));
  const times = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => statSync(join(folder, name), { bigint: true }).mtimeNs);
  const planned = await library.writePeopleSidecars({ dryRun: true });
  expect(planned.written).toHaveLength(3);
  expect(readdirSync(folder)).not.toContain('c.jpg.xmp');

  expect(await library.writePeopleSidecars()).toEqual({ ...planned, failed: [] });
  expect(readdirSync(folder).sort()).toEqual(['a.jpg', 'a.jpg.xmp', 'b.jpg', 'b.jpg.xmp', 'c.jpg', 'c.jpg.xmp']);
  for (const name of ['a', 'b', 'c']) {
    const found = readXmp(readFileSync(join(folder, `${name}.jpg.xmp`)));
    expect(found.people).toEqual(['Eileen Collins']);
    expect(found.rating).toBe(name === 'c' ? undefined : 3);
  }
  expect(await library.writePeopleSidecars()).toEqual({ written: [], unchanged: 3, failed: [] });
  expect(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => readFileSync(join(folder, name)))).toEqual(before);
  expect(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => statSync(join(folder, name), { bigint: true }).mtimeNs)).toEqual(
    times,
  );
});

it('a sidecar that cannot be extended stays as it is, and is reported', async () => {
  const path = join(folder, 'c.jpg.xmp');
  writeFileSync(path, 'no XMP');
  chmodSync(path, 0o640);
  const { written, failed } = await library.writePeopleSidecars();
  expect({ written, failed }).toEqual({
    written: [],
    failed: [{ path, code: 'unreadable', message: expect.stringContaining(path) }],
  });
  expect(readFileSync(path, 'utf8')).toBe('no XMP');
});

it('dropping the stage forgets whom names stand for', async () => {
  await indexPaths(library, [folder], { drop: ['faces'] });
  expect(await library.people()).toEqual({ people: [], total: 0 });
});
