/**
 * Measures how well the frames of films stand for their scenes, on films of stated scenes that are made of the sample photos: the share of scenes
 * with a frame, frames a scene, and how often the moment that a picture or a phrase asks for is named, where the still photo would be found.
 * npm run --silent build && node bench/videos.mjs. The films are in two halves, so that a threshold can be chosen on the first and
 * judged on the second; both are printed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openLibrary } from '../dist/index.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { benchFolder } from './support/corpus.mjs';
import { CODECS, listEncodableCodecs, makeFilm, planScenes } from './support/films.mjs';

/** Scenes a film. */
const STYLES = { mixed: 12, fast: 12, fades: 8, long: 4 };

const codecs = listEncodableCodecs();
if (codecs.length === 0) {
  console.error('skipped: needs ffmpeg');
  process.exit(0);
}
const films = await makeFilms();
const library = await openFresh('library-videos');
await index(library, benchFolder('films'));
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
console.log('\n| asked with | half | cases | moment within its scene |\n|---|---|---|---|');
for (const half of [0, 1]) await askMoments(half);
await library.close();

async function makeFilms() {
  const made = [];
  for (const codec of codecs)
    for (const [style, count] of Object.entries(STYLES))
      for (const half of [0, 1]) {
        const path = join(benchFolder('films'), `${style}-${half}-${codec}.${CODECS[codec].extension}`);
        const about = join(benchFolder('films'), `${basename(path)}.json`);
        if (!existsSync(about)) {
          const scenes = await makeFilm(path, planScenes(style, count, 100 * half + count), { codec });
          writeFileSync(about, JSON.stringify(scenes));
        }
        made.push({ path, codec, style, half, scenes: JSON.parse(readFileSync(about, 'utf8')) });
      }
  return made;
}

async function openFresh(name) {
  const path = benchFolder(name);
  rmSync(path, { recursive: true, force: true });
  return openLibrary({ path });
}

async function index(opened, path) {
  for await (const event of opened.index([path]))
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
 * A case: the photo of a scene, or its file's name as a phrase, where the still photo is the best of the film's still photos. The moment that is
 * named must lie within the scene.
 */
async function askMoments(half) {
  const tallies = { picture: { cases: 0, right: 0 }, words: { cases: 0, right: 0 } };
  for (const film of films.filter((one) => one.half === half && one.codec === 'h264')) {
    const stills = await openFresh('library-stills');
    for (const { photo } of film.scenes) await index(stills, photo);
    for (const scene of film.scenes) {
      const words = basename(scene.photo)
        .replace(/\.\w+$/, '')
        .replaceAll('-', ' ');
      const ask = {
        picture: (opened) => opened.similar({ path: scene.photo }, { limit: 1000, all: true }),
        words: (opened) => opened.search(words, { mode: 'vector', limit: 1000, all: true }),
      };
      for (const [kind, search] of Object.entries(ask)) {
        const [best] = (await search(stills)).results;
        if (best?.path !== scene.photo) continue;
        tallies[kind].cases++;
        const found = (await search(library)).results.find(({ path }) => path === film.path);
        const atMs = found?.evidence?.[0]?.frame?.atMs;
        if (atMs >= scene.fromMs && atMs < scene.toMs) tallies[kind].right++;
      }
    }
    await stills.close();
  }
  for (const [kind, { cases, right }] of Object.entries(tallies))
    console.log(`| ${kind} | ${half + 1} | ${cases} | ${(right / cases).toFixed(3)} |`);
}
