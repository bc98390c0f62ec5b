import { PhotoseekError } from '../../errors.js';
import { createYielder } from '../../runtime/yielder.js';
import { BACKGROUND_TEXTS, type Background, describeCosines } from '../../search/calibration/background.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import type { Space } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { CutoffScores } from './cutoff.js';
import { MIN_QUERIES } from './measure-calibration.js';
import { chooseTextCurve, findConstants, measureHalves } from './measure-halves.js';
import { measureTags, type TagScores } from './measure-tags.js';
import { NONSENSE } from './nonsense.js';
import { productsOf } from './products-of.js';

/** The outcome of a calibration on a library's own photos. */
export interface CalibrationReport {
  /** Photos it was measured with: all, or a sample of larger libraries. */
  photos: number;
  /** Keywords that enough photos have; without them, only what is near by chance can be measured. */
  keywords: number;
  /** Cosines of everyday texts with the photos, and those that the constants of the model were measured with. */
  background: { library: Background; model: Background };
  /** Where answers to keywords end, before and after, on the half that it was not chosen on; `null`: too few keywords. */
  cutoff: { before: CutoffScores; after: CutoffScores } | null;
  /** Share of nonsense that was called no good match before, and is after, on the half that it was not chosen on. */
  refused: { before: number; after: number };
  /** Tags against keywords, before and after, on the same half; `null`: too few keywords are terms of the vocabulary. */
  tags: { before: TagScores; after: TagScores } | null;
  calibration: SpaceCalibration;
}

/** More photos change the figures in the third digit. */
const SAMPLE = 2000;

/** Fewer do not show what is near by chance. */
const MIN_PHOTOS = 50;

/** Photos read at a time. */
const CHUNK = 1000;

/** Photos that were indexed together often show the same: so many stay in one half. */
const BLOCK = 5;

const MIN_ANSWERS = 3;
const MAX_SHARE = 0.5;
const MAX_KEYWORDS = 150;

/** Photos whose cosines with the others are the background of queries by image. */
const IMAGES = 200;

/** A sample of a library: rows of vectors and keywords. */
interface Sample {
  rows: Float32Array[];
  /** Lower case; empty where a photo has none, and nothing is known about it. */
  keywords: ReadonlySet<string>[];
}

/**
 * Calibrates a space on the photos of its own library. What is near by chance is measured with texts that mean nothing and everyday texts; keywords,
 * where photos have them, say what answers a query. Chosen on one half of the photos, reported on the other.
 * @throws PhotoseekError `bad-argument` when there are fewer than fifty photos, `aborted`
 */
export async function calibrateSpace(
  catalogue: Catalogue,
  space: Space,
  signal: AbortSignal | undefined,
): Promise<CalibrationReport> {
  const { revision } = space.row;
  const sample = await readSample(catalogue, space, signal);
  if (sample.rows.length < MIN_PHOTOS) {
    throw new PhotoseekError(
      'bad-argument',
      `A library must have at least ${MIN_PHOTOS} photos to be calibrated on, got ${sample.rows.length}.`,
      { hint: 'Until then, the calibration of the model is used.' },
    );
  }
  const terms = chooseKeywords(sample.keywords);
  const embed = async (texts: readonly string[]) =>
    Promise.all(texts.map(async (text) => (await space.texts.get(text)).vector));
  const texts = { terms: await embed(terms), nonsense: await embed(NONSENSE), everyday: await embed(BACKGROUND_TEXTS) };
  const labelled = terms.map((text, i) => ({
    text,
    vector: texts.terms[i] as Float32Array,
    truth: Int8Array.from(sample.keywords, (keywords) => labelOf(keywords, text)),
  }));
  const halves = await measureHalves(
    sample.rows,
    (index) => Math.floor(index / BLOCK) % 2,
    { ...texts, terms: labelled },
    createYielder(signal),
  );
  const [chosen, other] = halves;
  const { model } = findConstants(revision, chosen.background);
  const { curve, before, after } = chooseTextCurve(revision, halves);
  const tags = await measureTags(catalogue.folder, space, sample, [chosen.at, other.at], texts.nonsense);
  return {
    photos: sample.rows.length,
    keywords: terms.length,
    background: { library: chosen.background, model: model.text.background },
    cutoff: chosen.queries.length < MIN_QUERIES ? null : { before: before.cutoff, after: after.cutoff },
    refused: { before: before.refused.nonsense, after: after.refused.nonsense },
    tags: tags.scores,
    calibration: {
      ...{ source: 'library', measuredAtMs: Date.now(), photos: sample.rows.length, queries: terms.length },
      text: { curve, background: chosen.background },
      image: { curve: model.image, background: describeImages(sample.rows) },
      tags: tags.calibration,
    },
  };
}

/** Photos at equal distances through the whole library, each by its first frame. */
async function readSample(
  catalogue: Catalogue,
  { row, owners }: Space,
  signal: AbortSignal | undefined,
): Promise<Sample> {
  const stride = Math.ceil(owners.countPhotos() / SAMPLE);
  const yieldIfDue = createYielder(signal);
  const sample: Sample = { rows: [], keywords: [] };
  let seen = 0;
  for (let after = 0; ; ) {
    const { photoIds, data, lastVectorId } = catalogue.tags.listVectorsAfter(row.id, row.dim, after, CHUNK);
    if (photoIds.length === 0) return sample;
    after = lastVectorId;
    const wanted = photoIds.flatMap((id, i) => ((seen + i) % stride === 0 ? [{ id, i }] : []));
    seen += photoIds.length;
    const photos = catalogue.files.listPhotos(wanted.map(({ id }) => id));
    for (const { id, i } of wanted) {
      const files = photos.get(id)?.files ?? [];
      sample.rows.push(data.slice(i * row.dim, (i + 1) * row.dim));
      const keywords = files.flatMap(({ metadata }) => readKeywords(metadata));
      sample.keywords.push(new Set(keywords.map((keyword) => keyword.toLowerCase())));
    }
    await yieldIfDue();
  }
}

function readKeywords(metadata: string | null): string[] {
  return metadata === null ? [] : ((JSON.parse(metadata) as { keywords?: string[] }).keywords ?? []);
}

/** The most frequent keywords that tell photos apart. */
function chooseKeywords(keywords: readonly ReadonlySet<string>[]): string[] {
  const counts = new Map<string, number>();
  for (const own of keywords) for (const keyword of own) counts.set(keyword, (counts.get(keyword) ?? 0) + 1);
  const described = keywords.filter(({ size }) => size > 0).length;
  return [...counts]
    .filter(([, count]) => count >= 2 * MIN_ANSWERS && count <= MAX_SHARE * described)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MAX_KEYWORDS)
    .map(([keyword]) => keyword);
}

/** Of a photo without keywords, nothing is known. */
function labelOf(keywords: ReadonlySet<string>, keyword: string): number {
  if (keywords.size === 0) return -1;
  return Number(keywords.has(keyword));
}

function describeImages(rows: readonly Float32Array[]): Background {
  const step = Math.max(1, Math.floor(rows.length / IMAGES));
  const some = rows.filter((_, i) => i % step === 0).slice(0, IMAGES);
  const products = productsOf(some);
  return describeCosines(some.flatMap((row, i) => [...products.multiply(row)].slice(i + 1)));
}
