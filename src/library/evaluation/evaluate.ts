import { join } from 'node:path';
import { EMBEDDED_MODEL } from '../../encoder/models/embedded-model.js';
import { promptsOf } from '../../encoder/models/families.js';
import { PhotoseekError } from '../../errors.js';
import { toRelativeName } from '../../runtime/fs-path.js';
import type { LibraryDependencies } from '../core.js';
import { describeEmbeddingModel, embedInputs } from '../embedding/embed-inputs.js';
import { listBelow } from '../embedding/list-images.js';
import { type OpenParts, openParts } from '../embedding/open-embedder.js';
import type { EmbedInput } from '../embedding/types.js';
import { evaluateCaptions } from './evaluate-captions.js';
import { evaluateClasses } from './evaluate-classes.js';
import { evaluateCutoff } from './evaluate-cutoff.js';
import type { EmbedTexts, TestImage } from './inputs.js';
import { type Caption, readCaptions } from './read-captions.js';
import type { EvaluationOptions, EvaluationReport, ModelEvaluation } from './types.js';

/** Longest side of the small images of a report, in pixels. */
const THUMBNAIL_EDGE = 96;

/**
 * Measures models: retrieval by captions in both directions, for each language; classification by names of classes; where answers end; speed.
 * The models are measured one after the other, on the same images.
 * @throws PhotoseekError `bad-argument`, `path-not-found`, model codes, `encoder-failed`
 */
export async function evaluate(
  options: EvaluationOptions,
  replaced: Partial<LibraryDependencies> = {},
): Promise<EvaluationReport> {
  const { images, captions: files = [], classes, models = [EMBEDDED_MODEL] } = options;
  if ((images === undefined || files.length === 0) && classes === undefined) {
    throw new PhotoseekError('bad-argument', 'There must be images with captions, or a folder of classes.', {
      hint: 'photoseek eval --images DIR --captions FILE, or photoseek eval --classes DIR',
    });
  }
  const captioned = images === undefined ? [] : await listCaptioned(images);
  const labelled = classes === undefined ? [] : await listLabelled(classes);
  const captions = (await Promise.all(files.map(readCaptions))).flat();
  const report: EvaluationReport = { models: [], failed: [], captionsWithoutImage: 0, thumbnails: {} };
  for (const name of models) {
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    const parts = await openParts({ ...options, model: name }, replaced);
    try {
      await warmUp(parts, captioned[0] ?? labelled[0]);
      const loadMs = performance.now() - startedAt;
      const work = { parts, captioned, labelled, captions, options, name };
      const { evaluation, failed, captionsWithoutImage } = await evaluateModel(work);
      evaluation.speed.loadMs = loadMs;
      evaluation.speed.memoryBytes = Math.max(0, process.memoryUsage().rss - before);
      report.models.push(evaluation);
      report.failed = failed;
      report.captionsWithoutImage = captionsWithoutImage;
      if (options.thumbnails && name === models.at(-1))
        report.thumbnails = await makeThumbnails(parts, [...captioned, ...labelled], report);
    } finally {
      await parts.close();
    }
  }
  return report;
}

/** Loads both towers, whose time is no part of the throughput. */
async function warmUp(parts: OpenParts, image: TestImage | undefined): Promise<void> {
  const inputs = [{ text: 'a photo' }, ...(image === undefined ? [] : [{ path: image.path }])];
  for await (const _ of embedInputs(parts, inputs));
}

async function evaluateModel({
  parts,
  captioned,
  labelled,
  captions,
  options,
  name,
}: {
  parts: OpenParts;
  captioned: TestImage[];
  labelled: TestImage[];
  captions: Caption[];
  options: EvaluationOptions;
  name: string;
}) {
  const failed: EvaluationReport['failed'] = [];
  let [images, imageMs] = [0, 0];
  const embedImages = async (list: readonly TestImage[]) => {
    const startedAt = performance.now();
    const embedded: { image: TestImage; vector: Float32Array }[] = [];
    let done = 0;
    for await (const { vector, error } of embedInputs(parts, list)) {
      const image = list[done++] as TestImage;
      if (vector === null) failed.push({ image: image.name, code: error.code, message: error.message });
      else embedded.push({ image, vector });
      options.onProgress?.({ model: name, stage: 'images', done, total: list.length });
    }
    images += list.length;
    imageMs += performance.now() - startedAt;
    return embedded;
  };
  let [texts, textMs] = [0, 0];
  const embedTexts: EmbedTexts = async (list) => {
    const startedAt = performance.now();
    const vectors: Float32Array[] = [];
    const inputs: EmbedInput[] = list.map((text) => ({ text }));
    for await (const embedding of embedInputs(parts, inputs)) {
      if (embedding.vector === null) throw embedding.error;
      vectors.push(embedding.vector);
      options.onProgress?.({ model: name, stage: 'texts', done: vectors.length, total: list.length });
    }
    texts += list.length;
    textMs += performance.now() - startedAt;
    return vectors;
  };
  const candidates = await embedImages(captioned);
  const known = new Set(candidates.map(({ image }) => image.name));
  const usable = captions.filter(({ image }) => known.has(image));
  if (captions.length > 0 && usable.length === 0) {
    throw new PhotoseekError('bad-argument', 'None of the captions is of an image in the folder.', {
      hint: `The first caption is of ${captions[0]?.image}, in ${options.images}. Images are named relative to it.`,
    });
  }
  const retrieval = await evaluateCaptions(candidates, usable, embedTexts);
  const members = await embedImages(labelled);
  const { prompts = promptsOf(parts.encoder.model).classes } = options;
  const classification = members.length === 0 ? null : await evaluateClasses(members, prompts, embedTexts);
  const model = describeEmbeddingModel(parts.encoder.model);
  const cutoff = options.cutoff
    ? await evaluateCutoff({ candidates, captions: usable, members, revision: model.revision, embedTexts })
    : null;
  const speed = {
    ...{ loadMs: 0, memoryBytes: 0, images, texts },
    imagesPerSecond: (1000 * images) / Math.max(1, imageMs),
    textsPerSecond: (1000 * texts) / Math.max(1, textMs),
  };
  const evaluation: ModelEvaluation = { model, speed, retrieval, classification, cutoff };
  return { evaluation, failed, captionsWithoutImage: captions.length - usable.length };
}

async function listCaptioned(folder: string): Promise<TestImage[]> {
  return (await listBelow(folder)).map((path) => ({ path, name: toRelativeName(folder, path), label: null }));
}

/** The first folder below the given one is the class. Images beside the folders are left out. */
async function listLabelled(folder: string): Promise<TestImage[]> {
  const images = (await listBelow(folder)).flatMap((path) => {
    const name = toRelativeName(folder, path);
    const [label = '', ...rest] = name.split('/');
    return rest.length === 0 ? [] : [{ path, name, label }];
  });
  const classes = new Set(images.map(({ label }) => label));
  if (classes.size >= 2) return images;
  throw new PhotoseekError(
    'bad-argument',
    `${folder} must have a folder of images for each of two or more classes, got ${classes.size}.`,
    {
      hint: `For example ${join(folder, 'cat', '1.jpg')} and ${join(folder, 'dog', '2.jpg')}.`,
    },
  );
}

/** Of the images that misses name. */
async function makeThumbnails(parts: OpenParts, images: readonly TestImage[], { models }: EvaluationReport) {
  const shown = new Set(
    models.flatMap(({ retrieval, classification }) => [
      ...retrieval.flatMap(({ misses }) => misses.flatMap(({ image, found }) => [image, ...found])),
      ...(classification?.misses ?? []).map(({ image }) => image),
    ]),
  );
  const made = await Promise.all(
    images
      .filter(({ name }) => shown.has(name))
      .map(async ({ name, path }) => {
        const bytes = await parts
          .media()
          .thumbnail({ path }, THUMBNAIL_EDGE)
          .catch(() => undefined);
        return bytes === undefined ? [] : [[name, Buffer.from(bytes).toString('base64')] as const];
      }),
  );
  return Object.fromEntries(made.flat());
}
