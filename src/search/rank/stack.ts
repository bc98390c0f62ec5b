import { extname } from 'node:path';
import { IMAGE_EXTENSIONS, listExtensions, RAW_EXTENSIONS } from '../../media/identify/formats.js';
import { toComparisonKey } from '../../model/comparison-key.js';
import type { SearchContext } from '../context.js';
import type { Collapsed } from './collapse.js';

const VIDEO_EXTENSIONS = listExtensions(({ kind }) => kind === 'video');

/** Endings that Google Photos, Lightroom and others add to the name of an edited copy, in the languages of Takeout. */
const EDITED =
  /(-(edited|edit|bearbeitet|modifié|editado|editada|ha editado|modificato|bewerkt|redigerad|redigeret|redigert|muokattu|edytowane|upraveno|düzenlendi|изменено|編集済み|已修改|已編輯|수정됨)|[ _-]?\(edited\)|_edited|~\d{1,2})$/iu;

/** Endings that stand before the last one: `PXL_1.MP.jpg`, `IMG_1.CR2.jpg`. */
const INNER_ENDING = /\.(mp|mv|night|portrait|pano|[a-z0-9]{3})$/i;

/**
 * The part of a path that the files of one shot share: the folder, and the name without ending and without the marks of edited copies. `IMG_1.CR2`, `IMG_1.JPG`,
 * `IMG_1.MOV`, `IMG_1-edited.jpg` and `IMG_E1.JPG` are one.
 * @returns `undefined` for other files than images and videos
 */
export function toStackKey(path: string): string | undefined {
  const ending = extname(path);
  const kind = ending.toLowerCase();
  if (!IMAGE_EXTENSIONS.has(kind) && !VIDEO_EXTENSIONS.has(kind)) return undefined;
  const split = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const name = path.slice(split, path.length - ending.length);
  const inner = INNER_ENDING.exec(name)?.[0] ?? '';
  const isInner =
    inner !== '' && (/^\.(mp|mv|night|portrait|pano)$/i.test(inner) || IMAGE_EXTENSIONS.has(inner.toLowerCase()));
  const stem = name.slice(0, name.length - (isInner ? inner.length : 0)).replace(EDITED, '');
  // Apple numbers edited copies IMG_E1234.
  return `${path.slice(0, split)}${toComparisonKey(stem.replace(/^(IMG_)E(?=\d{4})/i, '$1'))}`;
}

/**
 * Joins the files of one shot: raw file and developed image, photo and film, original and edited copy. The first of them in the order stands for
 * all; where that is a film or a raw file, the first other one does, in its place.
 */
export function stack(
  { catalogue, scope }: Pick<SearchContext, 'catalogue' | 'scope'>,
  order: readonly number[],
): Collapsed {
  const paths = new Map(catalogue.order.listKeys(order, scope).map(({ photoId, path }) => [photoId, path]));
  const members = new Map<string, number[]>();
  for (const id of order) {
    const key = toStackKey(paths.get(id) ?? '') ?? `#${id}`;
    const group = members.get(key);
    if (group === undefined) members.set(key, [id]);
    else group.push(id);
  }
  const groups = new Map<number, number[]>();
  const leading: number[] = [];
  for (const group of members.values()) {
    const leader = group.find((id) => isShown(paths.get(id) ?? '')) ?? (group[0] as number);
    leading.push(leader);
    if (group.length > 1)
      groups.set(
        leader,
        group.filter((id) => id !== leader),
      );
  }
  return { order: leading, groups };
}

function isShown(path: string): boolean {
  const kind = extname(path).toLowerCase();
  return IMAGE_EXTENSIONS.has(kind) && !RAW_EXTENSIONS.has(kind);
}
