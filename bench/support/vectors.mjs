import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { makeRandom } from './corpus.mjs';

const THINGS =
  'dog,cat,horse,boy,girl,woman,man,crowd,bicycle,car,boat,train,tree,flower,cake,house,bridge,bird,ball,guitar'.split(
    ',',
  );
const PLACES =
  'on a beach,in the snow,at night,in a park,in a kitchen,on a mountain,in the rain,by a lake,in a city,on a stage,in a field,on a roof,at a wedding,in a pool,under water,in a forest,at sunset,on a road,in a window,from above'.split(
    ',',
  );

/** 400 queries: every thing in every place. */
export const PHRASES = THINGS.flatMap((thing) => PLACES.map((place) => `a ${thing} ${place}`));

/** Normally distributed numbers from evenly distributed ones (Box–Muller). */
function makeNormal(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function toUnit(vector) {
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}

/**
 * Unit vectors as photos have them: each lies around what a description of it encodes to, at a cosine of about 0.5, as the best match of a
 * caption does on real photos. So text queries meet clusters, as they do in a library.
 */
export async function makePhotoLikeVectors(count, seed) {
  const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' }));
  const centres = (await encoder.encodeTexts(PHRASES)).map(({ vector }) => vector);
  await encoder.close();
  const random = makeRandom(seed);
  const normal = makeNormal(random);
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * centres.length)];
    const noise = toUnit(Float32Array.from({ length: centre.length }, normal));
    return toUnit(centre.map((x, i) => 0.58 * x + noise[i]));
  });
}
