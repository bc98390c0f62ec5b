/**
 * Measures how well 3D models are found, and by which views, and prints the tables of docs/models-3d.md: `node bench/models-3d.mjs` on models that
 * bench/support/things.mjs makes, with colours (OBJ) and without (STL), and `node bench/models-3d.mjs LIST.tsv FOLDER` on those of a list: the path of a
 * model in the folder, words for it, and perhaps a photo of such a thing. The photos of data/samples are in the way.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../dist/encoder/worker-encoder.js';
import { fromPixels } from '../dist/media/decode/from-pixels.js';
import { openImage } from '../dist/media/decode/open-image.js';
import { readModel } from '../dist/media/expand/models/read-model.js';
import { renderView } from '../dist/media/expand/models/render/render-view.js';
import { prepareScene } from '../dist/media/expand/models/render/scene.js';
import { VIEWS } from '../dist/media/expand/models/views.js';
import { prepareSquare } from '../dist/media/prepare/prepare.js';
import { benchFolder } from './support/corpus.mjs';
import { THINGS, toObj, toStl } from './support/things.mjs';

const SAMPLES = fileURLToPath(new URL('../data/samples', import.meta.url));
/** A side that no view is from. */
const OBLIQUE = { label: 'oblique', yaw: 45, pitch: 35 };
const TOP = { label: 'top', yaw: 0, pitch: 90 };
const SETS = {
  'front alone': ['front'],
  'four around': ['front', 'right', 'back', 'left'],
  'four around, and above': VIEWS.map(({ label }) => label),
  'straight from above, too': [...VIEWS.map(({ label }) => label), 'top'],
};

const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' }));
const edge = encoder.model.image.size;
const photos = await embedPhotos();
for (const [name, models] of Object.entries(readLists())) {
  const drawn = [];
  for (const model of models) drawn.push({ ...model, views: await embedViews(model.path) });
  const words = await encoder.encodeTexts(drawn.map((model) => model.words));
  console.log(`\n## ${name}: ${drawn.length} models among ${photos.size} photos\n`);
  console.log(
    '| views | words: first, first three | among photos, too | picture from another side | photo of such a thing |',
  );
  console.log('|---|---|---|---|---|');
  for (const [set, labels] of Object.entries(SETS)) {
    const byWords = drawn.map((model, i) => rank(drawn, labels, model, words[i].vector));
    const amongPhotos = drawn.map((model, i) => rank(drawn, labels, model, words[i].vector, photos));
    const byPicture = drawn.map((model) => rank(drawn, labels, model, model.views.get('oblique')));
    const withPhoto = drawn.filter(({ photo }) => photo);
    const byPhoto = withPhoto.map((model) => rank(drawn, labels, model, photos.get(model.photo)));
    console.log(`| ${[set, ...[byWords, amongPhotos, byPicture, byPhoto].map(summarize)].join(' | ')} |`);
    if (labels.length === VIEWS.length) {
      const missed = drawn.filter((_, i) => byWords[i] > 3).map((model) => model.words);
      if (missed.length > 0) console.log(`\nnot among the first three: ${missed.join(', ')}`);
    }
  }
}
await encoder.close();

function readLists() {
  const [list, folder = '.'] = process.argv.slice(2);
  if (list !== undefined) {
    const rows = readFileSync(list, 'utf8').trim().split('\n');
    return {
      [basename(list)]: rows.map((row) => {
        const [path, words, photo] = row.split('\t');
        return { path: join(folder, path), words, photo };
      }),
    };
  }
  const made = benchFolder('models-3d');
  mkdirSync(made, { recursive: true });
  const write = (ending, convert) =>
    THINGS.map(({ name, words, photo, make }) => {
      const path = join(made, `${name}.${ending}`);
      writeFileSync(path, convert(make()));
      return { path, words, photo };
    });
  return { 'coloured (OBJ)': write('obj', toObj), 'without colours (STL)': write('stl', toStl) };
}

async function embed(image) {
  const [vector] = await encoder.encodeImages([await prepareSquare(image, encoder.model.image)]);
  return vector;
}

async function embedViews(path) {
  const mesh = await readModel(readFileSync(path), extname(path).slice(1).toLowerCase(), path);
  const scene = await prepareScene(mesh, 2 * edge);
  const views = new Map();
  for (const view of [...VIEWS, OBLIQUE, TOP]) {
    views.set(view.label, await embed(fromPixels(renderView(scene, view, edge), { format: 'png' })));
  }
  return views;
}

async function embedPhotos() {
  const found = new Map();
  for (const folder of readdirSync(SAMPLES, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const name of readdirSync(join(SAMPLES, folder.name))) {
      const file = `${folder.name}/${name}`;
      found.set(file, await embed(await openImage(readFileSync(join(SAMPLES, file)))));
    }
  }
  return found;
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** The place of a model in the answer: 1 is the first. Of a model's views the best one counts. */
function rank(models, labels, wanted, query, others = new Map()) {
  const score = ({ views }) => Math.max(...labels.map((label) => dot(views.get(label), query)));
  const own = score(wanted);
  const better = models.filter((model) => model !== wanted && model.words !== wanted.words && score(model) > own);
  return 1 + better.length + [...others.values()].filter((vector) => dot(vector, query) > own).length;
}

function summarize(ranks) {
  if (ranks.length === 0) return '–';
  const within = (limit) => ranks.filter((place) => place <= limit).length;
  return `${within(1)} and ${within(3)} of ${ranks.length}`;
}
