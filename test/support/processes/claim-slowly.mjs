// Indexes its part of a shared root with a made-up model that takes its time for each image, and prints the report. Arguments: the library, the address of
// the database, the folder of photos, options as JSON: model, msPerImage, leaseMs.
import { openLibraryWith } from '../../../dist/library/open-library.js';

const [path, address, photos, json] = process.argv.slice(2);
const { model, msPerImage, leaseMs } = JSON.parse(json);
let encoded = 0;
let waiting = Promise.resolve();
const library = await openLibraryWith(
  { path, model: model.name, batchSize: 4, decoders: 1 },
  {
    resolveModel: async () => model,
    chooseDetectors: async () => [],
    createEncoder: () => ({
      model,
      parallelism: 1,
      prepareForImages() {},
      async encodeImages(images) {
        // One batch after the other, as a real one does it. The time passes without work: two processes are as fast on one core as they are on two machines.
        waiting = waiting.then(() => new Promise((resolve) => setTimeout(resolve, msPerImage * images.length)));
        await waiting;
        encoded += images.length;
        console.log(`encoded ${encoded}`);
        return images.map((pixels) => toUnit(Float32Array.from({ length: model.dim }, (_, i) => pixels[i * 7] - 127)));
      },
      encodeTexts: async (texts) =>
        texts.map(() => ({ vector: toUnit(new Float32Array(model.dim).fill(1)), truncated: false })),
      async close() {},
    }),
  },
);
console.log('claiming');
const report = await library.claim(address, {
  root: { id: 'archive', path: photos },
  leaseMs,
  onProgress: (progress) => console.log(JSON.stringify(progress)),
});
console.log(JSON.stringify({ ...report, encoded }));
await library.close();

function toUnit(vector) {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
