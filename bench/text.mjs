/**
 * Measures text in pictures with pictures that it draws: `npm run --silent build`, then `node bench/text.mjs [--model FOLDER] [--language CODE] [--pictures WORD] [--photos FOLDER] [--save FOLDER] [--lines]`.
 *
 * It prints the character error rate of each language and kind of picture, the sample photos (or those of `--photos`) in which text is claimed, and the
 * time of the processor for pictures with and without text, on one thread. `--language` and `--pictures` take one language and the kinds of pictures with a word in their names. `--save` writes the pictures, `--lines` prints what was read wrong. Fonts: see
 * bench/support/text-pictures.mjs; without a Chinese font, Chinese is drawn as boxes.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadTextDetector } from '../dist/detect/text/text-detector.js';
import { SURE_TEXT_SCORE } from '../dist/model/region.js';
import { countErrors } from './support/character-errors.mjs';
import { openImageFrame } from './support/image-frame.mjs';
import { percentile } from './support/numbers.mjs';
import { TEXT_LINES } from './support/text-lines.mjs';
import { drawPage, drawScreen, drawSign, drawSlip, FONTS } from './support/text-pictures.mjs';

const SAMPLES = fileURLToPath(new URL('../data/samples', import.meta.url));

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: fileURLToPath(new URL('../data/models/pp-ocrv6-tiny', import.meta.url)) },
    language: { type: 'string' },
    pictures: { type: 'string', default: '' },
    photos: { type: 'string' },
    save: { type: 'string' },
    lines: { type: 'boolean', default: false },
  },
});
sharp.concurrency(1);
sharp.cache(false);
const loadedAt = performance.now();
const detector = await loadTextDetector(values.model, { threads: 1 });
console.log(`${basename(values.model)}, loaded in ${Math.round(performance.now() - loadedAt)} ms`);

const listPhotos = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
const photos = listPhotos(SAMPLES);

/** Kinds of pictures; each takes a few lines and gives the bytes of an image file. */
const KINDS = {
  'screen, 24 px': (lines, font) => drawScreen(lines, { font }),
  'screen, 15 px, two columns': (lines, font) => drawScreen(lines, { size: 15, columns: 2, font }),
  'dark screen, 20 px': (lines, font) => drawScreen(lines, { size: 20, dark: true, font }),
  'sign in a photo': (lines, font, i) =>
    drawSign(photos[(7 * i) % photos.length], lines, { font, angle: (i % 5) * 4 - 8, seed: i + 1 }),
  'small sign in a photo': (lines, font, i) =>
    drawSign(photos[(7 * i + 3) % photos.length], lines, {
      font,
      width: 0.12,
      blur: 0.6,
      colours: ['#fafafa', '#0a0a0a'],
      angle: (i % 3) * 3 - 3,
      seed: i + 99,
    }),
  'slip of paper, askew': (lines, font) => drawSlip(lines, { font }),
  'photographed page': (lines, font) => drawPage(lines, { font }),
};
/** Signs hold this many lines; those of small ones are the first words of others. */
const SIGN_LINES = 3;

const withText = [];
console.log('\n| language | picture | characters | errors by line | in order |\n|---|---|---|---|---|');
for (const [language, lines] of Object.entries(TEXT_LINES)) {
  if (values.language !== undefined && values.language !== language) continue;
  const sums = { byLine: 0, inOrder: 0, characters: 0 };
  for (const [kind, draw] of Object.entries(KINDS)) {
    if (!kind.includes(values.pictures)) continue;
    const errors = { byLine: 0, inOrder: 0, characters: 0 };
    for (const [i, part] of choose(lines, kind).entries()) {
      const bytes = await draw(part, fontFor(language, kind), i);
      if (values.save !== undefined) save(`${language} ${kind} ${i}`, bytes);
      const { read, milliseconds } = await detect(bytes);
      withText.push({ milliseconds, lines: part.length });
      const counts = countErrors(part, read);
      if (values.lines && counts.byLine + counts.inOrder > 0) showWrong(part, read);
      for (const key of Object.keys(errors)) errors[key] += counts[key];
    }
    for (const key of Object.keys(sums)) sums[key] += errors[key];
    printRow(language, kind, errors);
  }
  printRow(`**${language}**`, 'all', sums);
}
await measurePhotos();

/** Serifs and fixed widths, too; Chinese fonts have one face here. */
function fontFor(language, kind) {
  if (language === 'zh') return FONTS.han;
  return kind.startsWith('dark') ? FONTS.mono : kind.includes('page') ? FONTS.serif : FONTS.sans;
}

/** The lines of each picture of a kind. */
function choose(lines, kind) {
  if (!kind.includes('sign')) return [lines];
  const list = kind.startsWith('small') ? lines.map(shorten) : lines;
  return Array.from({ length: Math.ceil(list.length / SIGN_LINES) }, (_, i) =>
    list.slice(i * SIGN_LINES, (i + 1) * SIGN_LINES),
  );
}

/** The first two words, or six Chinese characters. */
function shorten(line) {
  return line.includes(' ') ? line.split(' ').slice(0, 2).join(' ') : line.slice(0, 6);
}

async function detect(input) {
  const frame = await openImageFrame(input);
  const before = process.cpuUsage();
  const regions = await detector.detect(frame);
  const { user, system } = process.cpuUsage(before);
  const sure = regions.filter(({ score }) => score >= SURE_TEXT_SCORE);
  return { read: sure.map(({ label }) => label), regions, milliseconds: (user + system) / 1000 };
}

function save(name, bytes) {
  mkdirSync(values.save, { recursive: true });
  writeFileSync(join(values.save, `${name.replaceAll(/[ ,]+/g, '-')}.${bytes[0] === 0xff ? 'jpg' : 'png'}`), bytes);
}

function showWrong(truth, read) {
  for (const line of truth) if (!read.includes(line)) console.log(`  lacks ${line}`);
  for (const line of read) if (!truth.includes(line)) console.log(`  reads ${line}`);
}

function printRow(language, kind, { byLine, inOrder, characters }) {
  const percent = (errors) => `${((100 * errors) / characters).toFixed(2)} %`;
  console.log(`| ${language} | ${kind} | ${characters} | ${percent(byLine)} | ${percent(inOrder)} |`);
}

async function measurePhotos() {
  const without = [];
  const claimed = { kept: 0, sure: 0 };
  const list = values.photos === undefined ? photos : listPhotos(values.photos);
  console.log('\nText in photos:');
  for (const photo of list) {
    const { regions, read, milliseconds } = await detect(photo);
    if (regions.length === 0) without.push(milliseconds);
    else claimed.kept++;
    if (read.length > 0) claimed.sure++;
    if (regions.length > 0)
      console.log(
        `  ${basename(photo)}: ${regions.map(({ label, score }) => `${label} (${score.toFixed(2)})`).join(' | ')}`,
      );
  }
  const { length } = list;
  console.log(`${length} photos: text of any score in ${claimed.kept}, sure text in ${claimed.sure}`);
  console.log('\n| CPU ms of detection, decoded | median | 95th percentile |\n|---|---|---|');
  const perLine = withText.map(({ milliseconds, lines }) => milliseconds / lines);
  for (const [name, list] of [
    ['photo without text', without],
    ['drawn picture with text', withText.map(({ milliseconds }) => milliseconds)],
    ['the same, a line', perLine],
  ])
    if (list.length > 0)
      console.log(`| ${name} | ${percentile(list).toFixed(0)} | ${percentile(list, 0.95).toFixed(0)} |`);
  console.log(`\nmost memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}
