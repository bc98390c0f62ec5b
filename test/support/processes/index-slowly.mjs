// Indexes with a made-up model, slowly, until it is killed. Arguments: the library, the folder of photos, the model's description as JSON.
import { openLibraryWith } from '../../../dist/library/open-library.js';

const [path, photos, json] = process.argv.slice(2);
const model = JSON.parse(json);
const library = await openLibraryWith(
  { path, model: model.name, batchSize: 2, decoders: 1 },
  {
    resolveModel: async () => model,
    createEncoder: () => ({
      model,
      parallelism: 1,
      prepareForImages() {},
      async encodeImages(images) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return images.map((pixels) => toUnit(Float32Array.from({ length: model.dim }, (_, i) => pixels[i * 7] - 127)));
      },
      encodeTexts: async (texts) =>
        texts.map(() => ({ vector: toUnit(new Float32Array(model.dim).fill(1)), truncated: false })),
      async close() {},
    }),
  },
);
for await (const _ of library.index([photos]));
await library.close();

function toUnit(vector) {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
