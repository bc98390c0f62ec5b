import { createHash } from 'node:crypto';
import { PhotoseekError } from '../../errors.js';
import { concatenate } from '../../insight/evaluation/concatenate.js';
import { type LabelledQuery, scoreCutoff } from '../../insight/evaluation/cutoff.js';
import {
  describeCosines,
  MIN_QUERIES,
  measureCurve,
  moveQueries,
} from '../../insight/evaluation/measure-calibration.js';
import { NONSENSE } from '../../insight/evaluation/nonsense.js';
import { makeTermQueries } from '../../insight/evaluation/term-queries.js';
import { loadShippedVocabulary } from '../../insight/tags/load-vocabulary.js';
import { BACKGROUND_TEXTS, type Background } from '../../search/calibration/background.js';
import { Calibrator, DEFAULT_THRESHOLD_SHARE, MEASURED, REFERENCE } from '../../search/calibration/calibrator.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import { RowProducts } from '../../vectors/math/row-products.js';
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
  const nonsense = await embedTexts(NONSENSE);
  const everyday = await embedTexts(BACKGROUND_TEXTS);
  const halves = [0, 1].map((half) => {
    const indices = images.flatMap(({ image }, i) => (halfOf(image.name) === half ? [i] : []));
    const rows = indices.map((i) => (images[i] as EmbeddedImage).vector);
    const products = new RowProducts(concatenate(rows), rows[0]?.length ?? 1);
    const queries = terms
      .map(({ text, truth }, i): LabelledQuery => {
        const cosines = products.multiply(vectors[i] as Float32Array).slice();
        return { text, cosines, truth: Int8Array.from(indices, (at) => truth[at] as number) };
      })
      .filter(({ truth }) => truth.includes(1));
    const best = nonsense
      .filter((_, i) => i % 2 === half)
      .map((vector) => [...products.multiply(vector)].sort((a, b) => b - a).slice(0, 5));
    const background = describeCosines(everyday.flatMap((vector) => [...products.multiply(vector)]));
    return { indices, rows, queries, best, background };
  });
  const [chosen, other] = halves as [(typeof halves)[number], (typeof halves)[number]];
  if (chosen.queries.length < MIN_QUERIES) {
    throw new PhotoseekError(
      'bad-argument',
      `At least ${MIN_QUERIES} labelled queries are needed to measure where answers end, got ${chosen.queries.length}.`,
      {
        hint: 'Queries are terms that are said of at least three images and at most half of them, or names of classes.',
      },
    );
  }
  const model = MEASURED[revision] ?? REFERENCE;
  // The constants of a measured model are in its own cosines; those of others are moved to the background.
  const ownBackground = MEASURED[revision] === undefined ? chosen.background : model.text.background;
  const curve = measureCurve(chosen.background, model.text, {
    queries: chosen.queries,
    nonsense: chosen.best,
    searched: chosen.indices.length,
  });
  const calibrator = new Calibrator(curve, chosen.background);
  const refuse = (best: readonly (readonly number[])[]) =>
    best.filter((cosines) => !calibrator.isGood(cosines, other.indices.length)).length / Math.max(1, best.length);
  const imageBackground = describeImages(chosen.rows);
  return {
    queries: terms.length,
    before: scoreCutoff(
      moveQueries(other.queries, model.text, ownBackground),
      model.text.thresholdShare ?? DEFAULT_THRESHOLD_SHARE,
    ),
    after: scoreCutoff(
      moveQueries(other.queries, curve, chosen.background),
      curve.thresholdShare ?? DEFAULT_THRESHOLD_SHARE,
    ),
    refused: {
      nonsense: refuse(other.best),
      queries: refuse(other.queries.map(({ cosines }) => [...cosines].sort((a, b) => b - a).slice(0, 5))),
    },
    calibration: {
      source: 'evaluation',
      measuredAtMs: Date.now(),
      photos: images.length,
      queries: terms.length,
      text: { curve, background: chosen.background },
      image: {
        curve: measureCurve(imageBackground, model.image, {
          queries: captions.length > 0 ? [] : makeImageQueries(members.filter((_, i) => chosen.indices.includes(i))),
          nonsense: [],
          searched: chosen.indices.length,
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
  const products = new RowProducts(concatenate(members.map(({ vector }) => vector)), members[0]?.vector.length ?? 1);
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
  const products = new RowProducts(concatenate(some), some[0]?.length ?? 1);
  return describeCosines(some.flatMap((row, i) => [...products.multiply(row)].slice(i + 1, i + 51)));
}

/** The same image is in the same half whatever else there is. */
function halfOf(name: string): number {
  return (createHash('sha256').update(name).digest()[0] as number) % 2;
}
