/** Generates edited versions of photos (recompressed, resized, cropped, rotated) and pairs of photos of one scene, and measures how well `duplicates` finds them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import sharp from 'sharp';

const jpeg = { quality: 85 };

/** Each recipe: its name, the class its results belong to, and the edit. */
export const COPIES = [
  ...[90, 70, 50, 40].map((quality) => recipe(`JPEG, quality ${quality}`, (image) => image.jpeg({ quality }))),
  recipe('WebP', (image) => image.webp({ quality: 80 })),
  recipe('PNG', (image) => image.png()),
  ...[0.25, 0.5, 2].map((factor) =>
    recipe(`resized to ${factor}`, (image, { width, height }) =>
      image.resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill' }).jpeg(jpeg),
    ),
  ),
  recipe('cropped by 5 %, all around', (image, size) => crop(image, size, 0.95, 0.5, 0.5)),
  recipe('cropped by 5 %, at one corner', (image, size) => crop(image, size, 0.95, 0, 0)),
  recipe('20 % brighter', (image) => image.linear(1.2, 0).jpeg(jpeg)),
  recipe('20 % darker', (image) => image.linear(0.8, 0).jpeg(jpeg)),
  recipe('mirrored', (image) => image.flop().jpeg(jpeg), 'turned'),
  recipe('rotated by 90°', (image) => image.rotate(90).jpeg(jpeg), 'turned'),
  recipe('rotated by 180°', (image) => image.rotate(180).jpeg(jpeg), 'turned'),
  recipe('rotated by 270°', (image) => image.rotate(270).jpeg(jpeg), 'turned'),
];

/** Two photos of a scene by a camera that moved: each overlaps about half of the other, one is brighter and tilted by 3°. */
const SCENES = [
  { name: 'same scene, no times', dated: false },
  { name: 'same scene, 20 s apart', dated: true },
];

function recipe(name, make, kind = 'near') {
  return { name, make, kind };
}

/**
 * Applies every recipe to every photo, one folder per recipe. File names stay those of the photos: `measure` matches by them.
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
    // Upright first: the recipes edit pixels.
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

async function withTime(image, atMs) {
  if (atMs === undefined) return image.toBuffer();
  const [day, time] = new Date(atMs).toISOString().slice(0, 19).split('T');
  const DateTimeOriginal = `${day.replaceAll('-', ':')} ${time}`;
  return image.withExif({ IFD2: { DateTimeOriginal } }).toBuffer();
}

function crop(image, size, share, x, y) {
  const width = Math.round(size.width * share);
  const height = Math.round(size.height * share);
  const left = Math.round((size.width - width) * x);
  const top = Math.round((size.height - height) * y);
  return image.extract({ left, top, width, height }).jpeg(jpeg);
}

/**
 * Counts the versions found per recipe and class, and how many of them are correct.
 * @param groups result of `library.duplicates()`
 * @param {string} folder holds the versions; any file elsewhere is an original without versions
 */
export function measure(groups, folder, recipes = COPIES) {
  const truth = (path) => ({
    photo: parse(path).name,
    recipe: path.startsWith(folder) ? basename(parse(path).dir) : '',
  });
  const kindOf = new Map(recipes.map(({ name, kind }) => [name, kind]));
  const groupsOf = new Map();
  const right = { exact: 0, near: 0, turned: 0, similar: 0 };
  const all = { exact: 0, near: 0, turned: 0, similar: 0 };
  const wrong = [];
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
      const isTurned = kindOf.get(member.recipe) === 'turned' || kindOf.get(keeper.recipe) === 'turned';
      const isScene = member.recipe.startsWith('same scene') || keeper.recipe.startsWith('same scene');
      const isRight = {
        exact: isOne,
        near: isOne && !isTurned && !isScene,
        turned: isOne && isTurned && !isScene,
        similar: isOne,
      };
      if (isRight[group.kind]) right[group.kind]++;
      else wrong.push({ kind: group.kind, keeper: group.members[0].path, path });
    }
  }
  /** Whether two files share a group, directly or through the keeper that represents a group. */
  const together = (photo, a, b, kind) => {
    const reach = (recipe) => expand(groupsOf.get(JSON.stringify([photo, recipe])) ?? [], groupsOf, truth);
    const others = reach(b);
    return [...reach(a)].some((group) => group.kind === kind && others.has(group));
  };
  return { right, all, wrong, together };
}

/** The groups of a file, and those in which its keeper represents it: each class includes the stricter ones. */
function expand(groups, groupsOf, truth) {
  const classes = ['exact', 'near', 'turned', 'similar'];
  const found = new Set(groups);
  for (const { kind, members } of found) {
    const { photo, recipe } = truth(members[0].path);
    for (const group of groupsOf.get(JSON.stringify([photo, recipe])) ?? [])
      if (classes.indexOf(group.kind) > classes.indexOf(kind)) found.add(group);
  }
  return found;
}

/** Table rows: the recipe, the number of files, and how many were found as exact, near, turned and similar. */
export function summarise({ together }, names, recipes = COPIES) {
  const count = (a, b, kind) => names.filter((name) => together(name, a, b, kind)).length;
  const row = (what, a, b, kind) => ({
    what,
    kind,
    made: names.length,
    exact: count(a, b, 'exact'),
    near: count(a, b, 'near'),
    turned: names.filter((name) => !together(name, a, b, 'near') && together(name, a, b, 'turned')).length,
    similar: names.filter(
      (name) => !['near', 'turned'].some((k) => together(name, a, b, k)) && together(name, a, b, 'similar'),
    ).length,
  });
  return [
    row('the same bytes', 'original', 'exact copy', 'exact'),
    ...recipes.map(({ name, kind }) => row(name, 'original', name, kind)),
    ...SCENES.map(({ name }) => row(name, `${name}, first`, `${name}, second`, 'similar')),
  ];
}
