/**
 * Measures how well the frames of films stand for their scenes, on films of stated scenes that are made of the sample photos: the share of scenes
 * with a frame, frames a scene, and how often the moment that a picture or a phrase asks for is named, where the still photo would be found.
 * npm run --silent build && node bench/videos.mjs [CODEC…]. The films are in two halves, which have no photo in common: thresholds were chosen on the
 * first and are judged on the second; both are printed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openLibrary } from '../dist/index.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { benchFolder } from './support/corpus.mjs';
import { CODECS, listEncodableCodecs, listSamples, makeFilm, planScenes } from './support/films.mjs';

/** Films a half of each codec, and scenes a film. */
const STYLES = {
  mixed: { films: 3, scenes: 12 },
  fast: { films: 3, scenes: 12 },
  fades: { films: 3, scenes: 8 },
  long: { films: 1, scenes: 4 },
};

const FOLDER = benchFolder('films-by-source');

const asked = process.argv.slice(2);
const codecs = listEncodableCodecs().filter((codec) => asked.length === 0 || asked.includes(codec));
if (codecs.length === 0) {
  console.error('skipped: needs ffmpeg');
  process.exit(0);
}
const films = await makeFilms();
const library = await openFresh(`library-videos-${codecs.join('-')}`);
await index(
  library,
  films.map(({ path }) => path),
);
const { results } = await library.search('is:video', { limit: 1000 });
const idOf = new Map(results.map(({ path, id }) => [path, id]));
console.log('| codec | half | scenes | with a frame | frames a scene |\n|---|---|---|---|---|');
for (const codec of codecs)
  for (const half of [0, 1]) {
    const those = films.filter((film) => film.codec === codec && film.half === half);
    const rows = await Promise.all(those.map(async (film) => countScenes(film, await listTimes(film))));
    const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
    const [scenes, hit, frames] = ['scenes', 'hit', 'frames'].map(sum);
    console.log(
      `| ${codec} | ${half + 1} | ${scenes} | ${(hit / scenes).toFixed(3)} | ${(frames / scenes).toFixed(2)} |`,
    );
  }
if (codecs.includes('h264')) {
  console.log('\n| asked with | half | cases | moment within its scene |\n|---|---|---|---|');
  for (const half of [0, 1]) await askMoments(half);
}
await library.close();

async function makeFilms() {
  const made = [];
  for (const codec of codecs)
    for (const [style, { films: count, scenes: length }] of Object.entries(STYLES))
      for (const half of [0, 1])
        for (let seed = 0; seed < count; seed++) {
          const path = join(FOLDER, `${style}-${half}-${seed}-${codec}.${CODECS[codec].extension}`);
          const scenes = await makeOnce(path, codec, () => {
            const photos = listSamples().filter((_, i) => i % 2 === half);
            return planScenes(style, length, 1000 * half + 100 * seed + length, photos);
          });
          made.push({ path, codec, style, half, scenes });
        }
  return made;
}

async function makeOnce(path, codec, plan) {
  const about = `${path}.json`;
  if (!existsSync(about)) writeFileSync(about, JSON.stringify(await makeFilm(path, plan(), { codec })));
  return JSON.parse(readFileSync(about, 'utf8'));
}

async function openFresh(name) {
  const path = benchFolder(name);
  rmSync(path, { recursive: true, force: true });
  return openLibrary({ path });
}

async function index(opened, paths) {
  for await (const event of opened.index(paths))
    if (event.type === 'done' && event.report.failed.length > 0) throw new Error(JSON.stringify(event.report.failed));
}

async function listTimes({ path }) {
  const catalogue = new Catalogue(library.path, { create: false });
  try {
    return catalogue.frames.list(idOf.get(path)).map(({ atMs }) => atMs);
  } finally {
    catalogue.close();
  }
}

function countScenes({ scenes }, times) {
  const hit = scenes.filter(({ fromMs, toMs }) => times.some((atMs) => atMs >= fromMs && atMs < toMs)).length;
  return { scenes: scenes.length, hit, frames: times.length };
}

/**
 * A case: a scene whose still photo, the picture in its middle, is the best of the film's still photos for a question. Asked is with the sample photo
 * that the scene was made of, which shows more than the film does, and with its file's name as a phrase. The moment that is named must lie within
 * the scene.
 */
async function askMoments(half) {
  const tallies = { picture: { cases: 0, right: 0 }, words: { cases: 0, right: 0 } };
  for (const film of films.filter((one) => one.half === half && one.codec === 'h264')) {
    const stills = film.scenes.map((scene, i) => takeStill(film.path, scene, i));
    const photos = await openFresh('library-stills');
    await index(photos, stills);
    for (const [i, scene] of film.scenes.entries()) {
      const words = basename(scene.photo)
        .replace(/\.\w+$/, '')
        .replaceAll('-', ' ');
      const ask = {
        picture: (opened) => opened.similar({ path: scene.photo }, { limit: 1000, all: true }),
        words: (opened) => opened.search(words, { mode: 'vector', limit: 1000, all: true }),
      };
      for (const [kind, search] of Object.entries(ask)) {
        const [best] = (await search(photos)).results;
        if (best?.path !== stills[i]) continue;
        tallies[kind].cases++;
        const found = (await search(library)).results.find(({ path }) => path === film.path);
        const atMs = found?.evidence?.[0]?.frame?.atMs;
        if (atMs >= scene.fromMs && atMs < scene.toMs) tallies[kind].right++;
      }
    }
    await photos.close();
  }
  for (const [kind, { cases, right }] of Object.entries(tallies))
    console.log(`| ${kind} | ${half + 1} | ${cases} | ${(right / cases).toFixed(3)} |`);
}

/** @returns the path of the picture in the middle of a scene */
function takeStill(film, { fromMs, toMs }, i) {
  const folder = benchFolder('stills-by-source');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${basename(film)}-${i}.jpg`);
  const seek = ['-ss', String((fromMs + toMs) / 2000), '-i', film, '-frames:v', '1', '-q:v', '2'];
  if (!existsSync(path)) execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...seek, path]);
  return path;
}
