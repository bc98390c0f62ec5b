import { LOOKS } from '../../model/look.js';
import type { PictureKind } from '../../model/picture-kind.js';
import { SURE_TEXT_SCORE } from '../../model/region.js';
import type { Compiled } from './compiled.js';

/**
 * A region is a line of text that was read surely: shorter ones are read in leaves and wheels, too.
 * @param region its table, or the name that the statement gives it
 */
export function isSureLine(region: string): string {
  return `${region}.kind = 'text' AND ${region}.score >= ${SURE_TEXT_SCORE} AND length(trim(${region}.label)) >= 2`;
}

/**
 * Screens of phones in pixels, the shorter side first. Sizes that photos are often scaled to, such as 1080 × 1920, are not among them: screenshots of
 * these have to be PNG.
 */
export const PHONES = `(640, 1136), (750, 1334), (828, 1792), (1080, 2160), (1080, 2220), (1080, 2280), (1080, 2340), (1080, 2400), (1080, 2408),
  (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622), (1242, 2208), (1242, 2688), (1284, 2778), (1290, 2796), (1320, 2868), (720, 1520),
  (720, 1560), (720, 1600), (1440, 2960), (1440, 3040), (1440, 3088), (1440, 3120), (1440, 3200)`;

// Chosen on one half of the pictures that docs/relevance.md names, and reported there on the other.
export const LEAST_LINES = 3;
const LEAST_PAPER_SIGNS = 40;
const LEAST_PAPER_SHARE = 0.05;

/** Photos one of whose frames has so many sure lines. */
const SOME_LINES = `photo.content_id IN (SELECT region.content_id FROM region WHERE ${isSureLine('region')}
  GROUP BY region.content_id, region.frame_id HAVING count(*) >= ${LEAST_LINES})`;

/**
 * A picture of a screen, by evidence: lines of text were read in it, no camera is known, and its format or size is that of screenshots. Needs the
 * stage `text`.
 */
export const IS_SCREENSHOT = `photo.kind = 'image' AND photo.camera IS NULL AND ${SOME_LINES}
  AND (EXISTS (SELECT 1 FROM content WHERE content.id = photo.content_id AND content.format IN ('png', 'bmp'))
    OR (min(photo.width, photo.height), max(photo.width, photo.height)) IN (VALUES ${PHONES}))`;

/** Of the sure lines of a frame: they take a noticeable part of it, as on a page. */
export function areMuchText(region: string): string {
  return `sum(length(${region}.label)) >= ${LEAST_PAPER_SIGNS} AND sum(${region}.w * ${region}.h) >= ${LEAST_PAPER_SHARE}`;
}

/** A photographed or scanned page, by evidence: text takes a noticeable part of it, and it is no screenshot. Needs the stage `text`. */
export const IS_PAPER = `photo.kind = 'image' AND photo.content_id IN (SELECT region.content_id FROM region WHERE ${isSureLine('region')}
  GROUP BY region.content_id, region.frame_id
  HAVING ${areMuchText('region')})
  AND NOT (${IS_SCREENSHOT})`;

// Chosen as the thresholds above were.
export const LEAST_DRAWING = 0.5;
export const LEAST_NIGHT = 0.15;
export const LEAST_DUSK = 0.05;

/** Drawn by hand or by a program, as its vector and its look say together; what a camera took is a photo of a drawing at most. */
export function compileDrawing(spaceId: number): Compiled {
  return {
    sql: `photo.kind = 'image' AND photo.camera IS NULL AND ${isOfKind('drawing')} score >= ${LEAST_DRAWING})`,
    parameters: [spaceId],
  };
}

/**
 * Night, as its vector and its look say together and not taken by day, or somewhat like it and taken at night. Photos that were not judged go by their
 * look alone. The hours are looked up of these pictures only.
 */
export function compileNight(spaceId: number): Compiled {
  const isUnjudged = `NOT ${isOfKind('night')} TRUE)`;
  return {
    sql: `((photo.looks & ${LOOKS.night} <> 0 AND ${isUnjudged} OR ${isOfKind('night')} score >= ${LEAST_NIGHT}))
        AND ${HOUR} NOT BETWEEN '08' AND '15')
      OR ((photo.looks & ${LOOKS.dark} <> 0 AND ${isUnjudged} OR ${isOfKind('night')} score >= ${LEAST_DUSK}))
        AND (${HOUR} >= '21' OR ${HOUR} BETWEEN '00' AND '04'))`,
    parameters: [spaceId, spaceId, spaceId, spaceId],
  };
}

/** The photo has a row of a kind in a space, which is bound, that fulfils what follows, up to a closing bracket. */
function isOfKind(kind: PictureKind): string {
  return `photo.content_id IN (SELECT content_id FROM picture_kind WHERE space_id = ? AND kind = '${kind}' AND`;
}

/** The hour of the local time that a file states; the empty text where it states none. The time of its last change says nothing of the picture. */
const HOUR = `CASE WHEN EXISTS (SELECT 1 FROM metadata WHERE metadata.file_id = photo.file_id AND taken_source = 'mtime') THEN ''
  ELSE coalesce(substr(photo.taken_local, 12, 2), '') END`;
