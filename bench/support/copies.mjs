/**
 * Copies of photos as they come about (sent through a messenger, scaled for the web, cropped a little, turned), photos of one scene, and how
 * well `duplicates` tells them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import sharp from 'sharp';

const jpeg = { quality: 85 };

/** Each recipe: its name, the class its copies belong to (`none`: they need not be found), and how they are made. */
export const COPIES = [
  ...[90, 70, 50, 40].map((quality) => recipe(`JPEG, quality ${quality}`, (picture) => picture.jpeg({ quality }))),
  recipe('WebP', (picture) => picture.webp({ quality: 80 })),
  recipe('PNG', (picture) => picture.png()),
  ...[0.25, 0.5, 2].map((factor) =>
    recipe(`resized to ${factor}`, (picture, { width, height }) =>
      picture.resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill' }).jpeg(jpeg),
    ),
  ),
  recipe('cropped by 5 %, all around', (picture, size) => crop(picture, size, 0.95, 0.5, 0.5)),
  recipe('cropped by 5 %, at one corner', (picture, size) => crop(picture, size, 0.95, 0, 0)),
  recipe('20 % brighter', (picture) => picture.linear(1.2, 0).jpeg(jpeg)),
  recipe('20 % darker', (picture) => picture.linear(0.8, 0).jpeg(jpeg)),
  recipe('mirrored', (picture) => picture.flop().jpeg(jpeg), 'none'),
  recipe('rotated by 90°', (picture) => picture.rotate(90).jpeg(jpeg), 'none'),
];

/** Two photos of a scene, as by a camera that moved: each shows about half of the other, in another light, one a little tilted. */
const SCENES = [
  { name: 'same scene, no times', dated: false },
  { name: 'same scene, 20 s apart', dated: true },
];

function recipe(name, make, kind = 'near') {
  return { name, make, kind };
}

/**
 * Makes every copy of every photo, a folder a recipe. The files keep the photo's name: that is how `measure` knows what belongs together.
 * @param {string[]} photos files
 * @param {string} folder where to
 */
export async function makeCopies(photos, folder, recipes = COPIES) {
  const write = (name, photo, bytes) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, `${parse(photo).name}.img`), bytes);
  };
  for (const [i, photo] of photos.entries()) {
    const original = readFileSync(photo);
    write('original', photo, original);
    write('exact copy', photo, original);
    // Upright first: what follows is about pixels.
    const upright = sharp(original).autoOrient().flatten({ background: 'white' });
    const { data, info } = await upright.toBuffer({ resolveWithObject: true });
    for (const { name, make } of recipes) write(name, photo, await make(sharp(data), info).toBuffer());
    for (const { name, dated } of SCENES) {
      // Photos of different scenes are hours apart.
      const at = Date.UTC(2020, 0, 1) + i * 7_200_000 + 60_000;
      const [first, second] = await makeScene(data, info, dated ? 1 : 0);
      write(`${name}, first`, photo, await withTime(first, dated ? at : undefined));
      write(`${name}, second`, photo, await withTime(second, dated ? at + 20_000 : undefined));
    }
  }
}

/** @param corner 0: the first begins at the top left; 1: at the bottom right */
async function makeScene(data, info, corner) {
  const tilted = await sharp(data).rotate(3, { background: 'grey' }).toBuffer({ resolveWithObject: true });
  const brighter = sharp(tilted.data).linear(1.08, 4);
  const [x, y] = [Math.abs(corner - 0.8), Math.abs(corner - 0.7)];
  return [crop(sharp(data), info, 0.75, corner, corner), crop(brighter, tilted.info, 0.7, x, y)];
}

async function withTime(picture, atMs) {
  if (atMs === undefined) return picture.toBuffer();
  const [day, time] = new Date(atMs).toISOString().slice(0, 19).split('T');
  const DateTimeOriginal = `${day.replaceAll('-', ':')} ${time}`;
  return picture.withExif({ IFD2: { DateTimeOriginal } }).toBuffer();
}

function crop(picture, size, share, x, y) {
  const width = Math.round(size.width * share);
  const height = Math.round(size.height * share);
  const left = Math.round((size.width - width) * x);
  const top = Math.round((size.height - height) * y);
  return picture.extract({ left, top, width, height }).jpeg(jpeg);
}

/**
 * How many copies of each recipe are found, in which class, and how many of those that were found belong there.
 * @param groups what `library.duplicates()` gave
 * @param {string} folder where the copies are; whatever lies elsewhere is an original, and only of itself
 */
export function measure(groups, folder, recipes = COPIES) {
  const truth = (path) => ({
    photo: parse(path).name,
    recipe: path.startsWith(folder) ? basename(parse(path).dir) : '',
  });
  const kindOf = new Map(recipes.map(({ name, kind }) => [name, kind]));
  const groupsOf = new Map();
  const right = { exact: 0, near: 0, similar: 0 };
  const all = { exact: 0, near: 0, similar: 0 };
  for (const group of groups) {
    const keeper = truth(group.members[0].path);
    for (const { path } of group.members) {
      const key = JSON.stringify([truth(path).photo, truth(path).recipe]);
      groupsOf.set(key, [...(groupsOf.get(key) ?? []), group]);
    }
    for (const { path } of group.members.slice(1)) {
      const member = truth(path);
      all[group.kind]++;
      const isOne = member.photo === keeper.photo;
      const isTurned = kindOf.get(member.recipe) === 'none' || kindOf.get(keeper.recipe) === 'none';
      const isScene = member.recipe.startsWith('same scene') || keeper.recipe.startsWith('same scene');
      if (group.kind === 'near' ? isOne && !isTurned && !isScene : isOne) right[group.kind]++;
    }
  }
  /** Groups in which two files stand together, directly or through the keeper that stands for a group. */
  const together = (photo, a, b, kind) => {
    const reach = (recipe) => expand(groupsOf.get(JSON.stringify([photo, recipe])) ?? [], groupsOf, truth);
    const others = reach(b);
    return [...reach(a)].some((group) => group.kind === kind && others.has(group));
  };
  return { right, all, together };
}

/** The groups of a file, and those in which a keeper stands for it: each class stands for the stricter ones. */
function expand(groups, groupsOf, truth) {
  const classes = ['exact', 'near', 'similar'];
  const found = new Set(groups);
  for (const { kind, members } of found) {
    const { photo, recipe } = truth(members[0].path);
    for (const group of groupsOf.get(JSON.stringify([photo, recipe])) ?? [])
      if (classes.indexOf(group.kind) > classes.indexOf(kind)) found.add(group);
  }
  return found;
}

/** Rows for a table: what was made, how many were found as exact, near, similar. */
export function summarise({ together }, names, recipes = COPIES) {
  const count = (a, b, kind) => names.filter((name) => together(name, a, b, kind)).length;
  const row = (what, a, b, kind) => ({
    what,
    kind,
    made: names.length,
    exact: count(a, b, 'exact'),
    near: count(a, b, 'near'),
    similar: names.filter((name) => !together(name, a, b, 'near') && together(name, a, b, 'similar')).length,
  });
  return [
    row('the same bytes', 'original', 'exact copy', 'exact'),
    ...recipes.map(({ name, kind }) => row(name, 'original', name, kind)),
    ...SCENES.map(({ name }) => row(name, `${name}, first`, `${name}, second`, 'similar')),
  ];
}
