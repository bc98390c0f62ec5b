/**
 * Measures searches in several languages through the built product, with the language recognised: `npm run --silent build`, then
 * `node bench/languages.mjs FOLDER [--captions zh=captions.zh.tsv] [--queries FILE] [--model NAME] [--given]`.
 *
 * FOLDER has `images` and `captions.tsv` (file, tab, caption, below a header). It prints the share of captions whose photo is among the first 1, 5 and 10;
 * with `--queries`, a table of languages (a column each, `en` among them), the mean precision of the first ten for each language, recognised and stated: of a
 * query's first ten photos, those of which at least two captions say what the English query says; words are in the rows that test/relevance/queries.json
 * lists as words. With `--given`, the language of captions and nonsense is stated, too. `--no-captions` leaves out the captions, which take longest. Last, the
 * share of nonsense in each language that is said to have no good match.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { openLibrary } from '../dist/index.js';
import { benchFolder } from './support/corpus.mjs';
import { readTable } from './support/read-table.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    captions: { type: 'string', multiple: true, default: [] },
    queries: { type: 'string' },
    model: { type: 'string', default: EMBEDDED_MODEL },
    given: { type: 'boolean', default: false },
    'no-captions': { type: 'boolean', default: false },
  },
});
const [folder = ''] = positionals;
if (!existsSync(join(folder, 'captions.tsv'))) throw new Error(`${folder} holds no captions.tsv.`);
const QUERIES = JSON.parse(readFileSync(new URL('../test/relevance/queries.json', import.meta.url), 'utf8'));

/** Things that are on none of the photos; see docs/relevance.md. */
const ABSENT = new URL('../test/relevance/absent-languages.tsv', import.meta.url);

const TEN = { limit: 10, all: true, mode: 'vector' };

const library = await openLibrary({ path: benchFolder(`library-languages-${values.model}`), model: values.model });
for await (const event of library.index([join(folder, 'images')]))
  if (event.type === 'done') console.log(`${event.report.indexed} photos indexed with ${values.model}`);
const towers = new Map();
const ask = async (text, language, options, isGiven = values.given) => {
  const answer = await library.search(text, { ...options, ...(isGiven ? { language } : {}) });
  const key = `${language}${isGiven ? ', stated' : ''} → ${answer.language?.towers.join(' + ') ?? 'only tower'}`;
  towers.set(key, (towers.get(key) ?? 0) + 1);
  return answer;
};

const english = readCaptions('captions.tsv');
if (!values['no-captions']) {
  console.log('\n| captions | number | R@1 | R@5 | R@10 |\n|---|---|---|---|---|');
  await measureRecall('en', english);
  for (const stated of values.captions) {
    const [language, file] = stated.split('=');
    await measureRecall(language, readCaptions(file));
  }
}
if (values.queries !== undefined) await measurePrecision(values.queries);
await measureNonsense();
console.log('\n| language → text towers | queries |\n|---|---|');
for (const [key, count] of [...towers].sort()) console.log(`| ${key} | ${count} |`);
await library.close();

function readCaptions(name) {
  return readTable(join(folder, name))
    .slice(1)
    .map(([file, caption]) => ({ file, caption }));
}

async function measureRecall(language, captions) {
  const ranks = [];
  for (const { file, caption } of captions) {
    const { results } = await ask(caption, language, TEN);
    const rank = results.findIndex(({ path }) => basename(path) === file);
    ranks.push(rank < 0 ? Number.POSITIVE_INFINITY : rank);
  }
  const recall = (k) => (ranks.filter((rank) => rank < k).length / ranks.length).toFixed(3);
  console.log(`| ${language} | ${ranks.length} | ${recall(1)} | ${recall(5)} | ${recall(10)} |`);
}

async function measurePrecision(path) {
  const [languages, ...rows] = readTable(path);
  const said = new Map();
  for (const { file, caption } of english)
    said.set(file, [...(said.get(file) ?? []), new Set(caption.toLowerCase().match(/[a-z]+/g))]);
  const isRight = (file, forms) => {
    const counts = forms.map((words) => said.get(file).filter((set) => words.some((word) => set.has(word))).length);
    return Math.min(...counts) >= 2;
  };
  const measure = async (queries, column, isGiven) => {
    const scores = [];
    for (const { row, forms } of queries) {
      const { results } = await ask(row[column], languages[column], TEN, isGiven);
      scores.push(results.filter(({ path: file }) => isRight(basename(file), forms)).length / 10);
    }
    return scores;
  };
  console.log('\n| language | words | stated | phrases | stated |\n|---|---|---|---|---|');
  const halves = [];
  for (const [column, language] of languages.entries()) {
    const cells = [];
    for (const kind of ['words', 'phrases']) {
      const queries = rows.flatMap((row) => {
        const query = QUERIES[kind].find(({ text }) => text === row[languages.indexOf('en')]);
        return query === undefined ? [] : [{ row, forms: query.forms }];
      });
      const [recognised, stated] = [await measure(queries, column, false), await measure(queries, column, true)];
      cells.push(mean(recognised).toFixed(3), mean(stated).toFixed(3));
      recognised.forEach((score, i) => void halves.push({ half: i % 2, lost: stated[i] - score, kind }));
    }
    console.log(`| ${language} | ${cells.join(' | ')} |`);
  }
  for (const kind of ['words', 'phrases']) {
    const lost = [0, 1].map((half) =>
      mean(halves.filter((one) => one.half === half && one.kind === kind).map((one) => one.lost)),
    );
    console.log(
      `${kind}: recognition costs ${lost[0].toFixed(3)} on every second row, ${lost[1].toFixed(3)} on the others`,
    );
  }
}

function mean(numbers) {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

async function measureNonsense() {
  console.log(
    '\n| absent things | said to have no good match | every second row | the other rows |\n|---|---|---|---|',
  );
  const [languages, ...rows] = readTable(ABSENT);
  const shares = [[], []];
  for (const [column, language] of languages.entries()) {
    const answers = await Promise.all(rows.map((row) => ask(row[column], language, { mode: 'vector' })));
    const halves = [0, 1].map((half) => answers.filter((_, i) => i % 2 === half));
    const counts = halves.map((half) => half.filter(({ noGoodMatch }) => noGoodMatch).length);
    if (language !== 'en') counts.forEach((count, half) => void shares[half].push(count / halves[half].length));
    const [first, second] = counts.map((count, half) => `${count} of ${halves[half].length}`);
    console.log(`| ${language} | ${counts[0] + counts[1]} of ${answers.length} | ${first} | ${second} |`);
  }
  const [first, second] = shares.map((list) => (list.reduce((sum, share) => sum + share, 0) / list.length).toFixed(3));
  console.log(`| all but en | | ${first} | ${second} |`);
}
