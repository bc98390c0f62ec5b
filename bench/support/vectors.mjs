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

/** 400 queries: all combinations of things and places. */
export const PHRASES = THINGS.flatMap((thing) => PLACES.map((place) => `a ${thing} ${place}`));

/** Normally distributed random numbers from uniform ones (Box–Muller transform). */
function makeNormal(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function toUnit(vector) {
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}

/**
 * Unit vectors distributed like those of photos: each has a cosine of about 0.5 with the text vector of one phrase, like the best match of
 * a caption among real photos. Text queries therefore meet clusters, as in a real library. The same seed makes the same photos for every model.
 */
export async function makePhotoLikeVectors(count, seed, model = EMBEDDED_MODEL) {
  const encoder = createEncoder(await resolveModel(model, { cache: '', hub: '' }));
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
