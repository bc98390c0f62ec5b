import { fromPixels } from '../../decode/from-pixels.js';
import { MAX_MEMORY_BYTES } from '../../decode/limits.js';
import { openImage } from '../../decode/open-image.js';
import { workInSpiteOfDamage } from '../../decode/salvage.js';
import type { OpenImage } from '../../decode/types.js';
import type { ExpandedFrame, ExpandRequest, ExpandSource } from '../expander.js';
import { listTiffPages, putPageFirst } from './list-tiff-pages.js';

/** Pages behind the first are decoded before they are handed on, at most as large as this: a damaged one is left out. */
const MAX_SIDE = 2048;

/**
 * Whether a TIFF has several pages: a scanned document, a fax. Where there is no memory for the copy that they take, it counts as one image, which
 * is its first page.
 */
export function hasPages({ bytes, identity }: Pick<ExpandSource, 'bytes' | 'identity'>): boolean {
  return identity.format === 'tiff' && 2 * bytes.length <= MAX_MEMORY_BYTES && listPages(bytes).length > 1;
}

/** The pages of a TIFF for which {@link hasPages} is true. The first one must be readable, as that of any other TIFF. */
export async function* expandTiffPages(
  { bytes, identity, options }: ExpandSource,
  { after, leftOut = [], onPage }: ExpandRequest,
): AsyncGenerator<ExpandedFrame> {
  const copy = Buffer.from(bytes);
  for (const [index, offset] of listPages(bytes).slice(0, options.maxPages).entries()) {
    if (index < (after?.page ?? 0) || leftOut.includes(index + 1)) continue;
    // Without its first page, a TIFF is damaged.
    if (index > 0) onPage?.(index + 1);
    const open = () => openImage(putPageFirst(copy, offset), identity);
    const decoded = index === 0 ? { image: await open() } : await decodePage(open).catch(() => undefined);
    if (decoded !== undefined) yield { kind: 'page', atMs: null, page: index + 1, label: null, ...decoded };
  }
  onPage?.(null);
}

/** One page, counted from 1. */
export function openTiffPage({ bytes, identity }: ExpandSource, page: number): Promise<OpenImage> {
  const offset = listPages(bytes)[page - 1];
  return openImage(offset === undefined ? bytes : putPageFirst(Buffer.from(bytes), offset), identity);
}

function listPages(bytes: Uint8Array): number[] {
  return listTiffPages((at, length) => bytes.subarray(at, at + length));
}

async function decodePage(open: () => Promise<OpenImage>): Promise<Pick<ExpandedFrame, 'image' | 'size'>> {
  const image = await open();
  const { result, defect } = await workInSpiteOfDamage(image, async (whole) =>
    whole
      .decode()
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height } = result.info;
  const pixels = fromPixels({ width, height, channels: 3, data: result.data }, image.identity);
  return {
    image: { ...pixels, ...(defect !== null && { defect }) },
    size: { width: image.width, height: image.height },
  };
}
