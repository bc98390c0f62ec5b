/**
 * Measures the verdict "nothing fits" (`noGoodMatch`) on everyday queries and on nonsense, by searches of a library: `node bench/verdict.mjs --images DIR --captions
 * FILE.tsv [--library DIR]`, captions as `photoseek eval` reads them. A query is called none wrongly when one of the first five photos has a caption with one
 * of its words. The queries were written down before anything was measured with them.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLibrary } from '../dist/index.js';

/** Behind a query the words of captions that say it, where they are others than its own. */
const EVERYDAY =
  `children playing=play;plays;playing|people at a party=party|a birthday=birthday|dogs=dog;dogs|my dog in the garden=dog;dogs|a walk in the woods=woods;forest
swimming=swim;swims;swimming;swimmer|the beach=beach|sunset|snow=snow;snowy|skiing=ski;skis;skier;skiing|mountains=mountain;mountains|hiking=hike;hikes;hiker;hikers;hiking
a bike ride=bike;bikes;bicycle;bicycles;biker|a wedding=wedding;bride|football=football;soccer|kids on a playground=playground;swing;slide|a baby=baby;babies|someone laughing=laugh;laughs;laughing
a family=family|a group photo=pose;poses;posing;picture|people eating=eat;eats;eating|a cup of coffee=coffee|cooking=cook;cooks;cooking|a restaurant=restaurant|shopping=shop;shops;shopping;store
a street at night=night|cars=car;cars|a motorbike=motorcycle;motorbike;motorcycles|a train=train;trains|a boat on a lake=boat;boats;canoe;kayak|fishing=fish;fishing;fisherman|camping=camp;camping;tent;tents
a tent=tent;tents|a campfire=campfire;bonfire;fire|horses=horse;horses|birds=bird;birds;seagull;seagulls|a cat=cat;cats;kitten|flowers=flower;flowers|trees=tree;trees|a bridge=bridge|a church=church;cathedral
a concert=concert;band;stage|a musician with a guitar=guitar;guitars|dancing=dance;dances;dancing;dancer;dancers|a man with a hat=hat;hats;cap|a woman in a red dress=dress|old man=old;elderly;older
a couple holding hands=couple|someone jumping=jump;jumps;jumping|climbing=climb;climbs;climbing;climber|surfing=surf;surfs;surfing;surfer|a skateboard trick=skateboard;skateboarder
a swimming pool=pool|rain=rain;rainy;umbrella|a crowd in the city=crowd|a bus=bus;buses|sitting on a bench=bench|reading a book=book;books;reading|sleeping=sleep;sleeps;asleep;sleeping
a phone call=phone;cellphone|taking a picture=camera;photo;photograph;picture|a red car=car;cars|a white dog running=dog;dogs|two dogs playing=dogs|three people=three`
    .split(/[|\n]/)
    .map((line) => {
      const [text, words = text] = line.split('=');
      return { text, words: words.split(';') };
    });

const { values } = parseArgs({
  options: { images: { type: 'string' }, captions: { type: 'string' }, library: { type: 'string' } },
});
if (values.images === undefined || values.captions === undefined) {
  console.error('usage: node bench/verdict.mjs --images DIR --captions FILE.tsv [--library DIR]');
  process.exit(2);
}
const library = await openLibrary({ path: values.library ?? (await mkdtemp(join(tmpdir(), 'verdict-'))) });
for await (const event of library.index(values.images, { stages: ['objects'] }))
  if (event.type === 'done') console.error(`${event.report.indexed} photos indexed`);

const captions = new Map();
for (const line of readFileSync(values.captions, 'utf8').trim().split('\n')) {
  const [image, caption] = line.split('\t');
  if (caption === undefined) continue;
  captions.set(basename(image), `${captions.get(basename(image)) ?? ''} ${caption.toLowerCase()}`);
}
const says = ({ path }, words) => {
  const own = new Set((captions.get(basename(path)) ?? '').split(/[^a-z]+/));
  return words.some((word) => own.has(word));
};

let [none, wrong] = [0, 0];
for (const { text, words } of EVERYDAY) {
  const { results, noGoodMatch } = await library.search(text, { limit: 5, language: 'en' });
  if (!noGoodMatch) continue;
  none++;
  const fitting = results.slice(0, 5).filter((result) => says(result, words)).length;
  if (fitting > 0) wrong++;
  console.log(`none: ${text} (${fitting} of the first five fit)`);
}
console.log(
  `${EVERYDAY.length} everyday queries: ${none} called none, ${wrong} of them although one of the first five fits`,
);

const { absent } = JSON.parse(readFileSync(new URL('../test/relevance/queries.json', import.meta.url), 'utf8'));
let accepted = 0;
for (const text of absent) {
  const { noGoodMatch } = await library.search(text, { limit: 5, language: 'en' });
  if (noGoodMatch) continue;
  accepted++;
  console.log(`not called none: ${text}`);
}
console.log(`${absent.length} absent things and nonsense: ${absent.length - accepted} called none`);
await library.close();
