import { TRAITS } from '../../../../model/traits.js';
import { IS_BY_COLUMNS } from '../../../../store/queries/compile-filters.js';
import { areMuchText, isSureLine, LEAST_LINES, PHONES } from '../../../../store/queries/compile-picture-kinds.js';
import { has, IS_SENSITIVE } from './compile-scope.js';

const lines = (having: string) => has('region', `${isSureLine('part')} GROUP BY part.ordinal HAVING ${having}`);

const IS_SCREENSHOT = `photo.kind = 'image' AND photo.camera IS NULL AND ${lines(`count(*) >= ${LEAST_LINES}`)}
  AND (photo.format IN ('png', 'bmp') OR (least(photo.width, photo.height), greatest(photo.width, photo.height)) IN (VALUES ${PHONES}))`;

const IS_PAPER = `photo.kind = 'image' AND ${lines(areMuchText('part'))}
  AND (${IS_SCREENSHOT}) IS NOT TRUE`;

export const hasLook = (bit: number) => `photo.looks & ${bit} <> 0`;
const hasTrait = (bit: number) => `photo.traits & ${bit} <> 0`;

/** What `is:` names, but for what takes a model to judge. */
export const IS_CLAUSES = {
  ...IS_BY_COLUMNS,
  favorite: 'photo.is_favorite',
  undated: "photo.taken_local IS NULL OR photo.taken_source = 'mtime'",
  screenshot: IS_SCREENSHOT,
  paper: IS_PAPER,
  sensitive: IS_SENSITIVE,
} as const;

/** What `has:` names. */
export const HAS_CLAUSES = {
  text: has('frame_text', 'TRUE'),
  face: has('region', 'part.is_face'),
  audio: hasTrait(TRAITS.audio),
  depth: hasTrait(TRAITS.depth),
} as const;

/** The hour of the local time that a file states; the empty text where it states none. */
export const HOUR = `(CASE WHEN photo.taken_source = 'mtime' THEN '' ELSE coalesce(substr(photo.taken_local, 12, 2), '') END)`;
