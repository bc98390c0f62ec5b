import { createHash } from 'node:crypto';
import { PhotoseekError } from '../../errors.js';
import type { LabelledQuery } from '../../insight/evaluation/cutoff.js';
import { MIN_QUERIES, measureCurve } from '../../insight/evaluation/measure-calibration.js';
import { chooseTextCurve, findConstants, measureHalves } from '../../insight/evaluation/measure-halves.js';
import { NONSENSE } from '../../insight/evaluation/nonsense.js';
import { productsOf } from '../../insight/evaluation/products-of.js';
import { makeTermQueries } from '../../insight/evaluation/term-queries.js';
import { loadShippedVocabulary } from '../../insight/tags/load-vocabulary.js';
import { BACKGROUND_TEXTS, type Background, describeCosines } from '../../search/calibration/background.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import { toClassName } from './evaluate-classes.js';
import type { EmbeddedImage, EmbedTexts } from './inputs.js';
import type { Caption } from './read-captions.js';
import type { CutoffReport } from './types.js';

/** Images that each query of an image is compared with: the number of pairs grows with the square. */
const IMAGE_QUERIES = 200;

interface Input {
  candidates: readonly EmbeddedImage[];
  captions: readonly Caption[];
  members: readonly EmbeddedImage[];
  revision: string;
  embedTexts: EmbedTexts;
}

/**
 * Measures where answers end: labelled queries are the terms of captions, or the names of classes. Everything is chosen on one half of the
 * images, with one half of the nonsense, and reported on the other.
 * @throws PhotoseekError `bad-argument` when there are too few labelled queries
 */
export async function evaluateCutoff(input: Input): Promise<CutoffReport> {
  const { candidates, captions, members, embedTexts, revision } = input;
  const images = captions.length > 0 ? candidates : members;
  const terms = captions.length > 0 ? await makeCaptionQueries(candidates, captions) : makeClassQueries(members);
  const vectors = await embedTexts(terms.map(({ text }) => text));
  const halves = await measureHalves(
    images.map(({ vector }) => vector),
    (index) => halfOf((images[index] as EmbeddedImage).image.name),
    {
      terms: terms.map((term, i) => ({ ...term, vector: vectors[i] as Float32Array })),
      nonsense: await embedTexts(NONSENSE),
      everyday: await embedTexts(BACKGROUND_TEXTS),
    },
  );
  const [chosen] = halves;
  if (chosen.queries.length < MIN_QUERIES) {
    throw new PhotoseekError(
      'bad-argument',
      `At least ${MIN_QUERIES} labelled queries are needed to measure where answers end, got ${chosen.queries.length}.`,
      {
        hint: 'Queries are terms that are said of at least three images and at most half of them, or names of classes.',
      },
    );
  }
  const { curve, before, after } = chooseTextCurve(revision, halves);
  const { model } = findConstants(revision, chosen.background);
  const imageBackground = describeImages(chosen.rows);
  return {
    queries: terms.length,
    before: before.cutoff,
    after: after.cutoff,
    refused: after.refused,
    calibration: {
      source: 'evaluation',
      measuredAtMs: Date.now(),
      photos: images.length,
      queries: terms.length,
      text: { curve, background: chosen.background },
      image: {
        curve: measureCurve(imageBackground, model.image, {
          queries: captions.length > 0 ? [] : makeImageQueries(chosen.at.map((i) => members[i] as EmbeddedImage)),
          nonsense: [],
          searched: chosen.at.length,
        }),
        background: imageBackground,
      },
    } satisfies SpaceCalibration,
  };
}

async function makeCaptionQueries(candidates: readonly EmbeddedImage[], captions: readonly Caption[]) {
  // Captions of the language that most are in: mixed ones would say one thing in several words.
  const counts = new Map<string, number>();
  for (const { language } of captions) counts.set(language, (counts.get(language) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number];
  const texts = new Map<string, string[]>();
  for (const { image, text, language } of captions)
    if (language === most) texts.set(image, [...(texts.get(image) ?? []), text]);
  const vocabulary = await loadShippedVocabulary();
  return makeTermQueries(
    candidates.map(({ image }) => texts.get(image.name) ?? []),
    vocabulary.map(({ name }) => name),
  );
}

function makeClassQueries(members: readonly EmbeddedImage[]) {
  const classes = [...new Set(members.map(({ image }) => image.label as string))];
  return classes.map((name) => ({
    text: toClassName(name),
    truth: Int8Array.from(members, ({ image }) => Number(image.label === name)),
  }));
}

function makeImageQueries(members: readonly EmbeddedImage[]): LabelledQuery[] {
  const products = productsOf(members.map(({ vector }) => vector));
  return members
    .slice(0, IMAGE_QUERIES)
    .map(
      ({ image, vector }, at): LabelledQuery => ({
        text: image.name,
        cosines: products.multiply(vector).slice(),
        // The image itself is no answer.
        truth: Int8Array.from(members, (other, i) => (i === at ? -1 : Number(other.image.label === image.label))),
      }),
    )
    .filter(({ truth }) => truth.includes(1));
}

/** Of each image with some others. */
function describeImages(rows: readonly Float32Array[]): Background {
  const some = rows.slice(0, 500);
  const products = productsOf(some);
  return describeCosines(some.flatMap((row, i) => [...products.multiply(row)].slice(i + 1, i + 51)));
}

/** The same image is in the same half whatever else there is. */
function halfOf(name: string): number {
  return (createHash('sha256').update(name).digest()[0] as number) % 2;
}
