/** The pages of a TIFF: its directories, but those of previews, smaller copies and masks (TIFF 6.0, sections 2 and 8). */
import { openTiff, type Tiff, TiffDirectory } from '../../../metadata/readers/tiff.js';

const TAG = { newSubfileType: 0x00fe, subfileType: 0x00ff, width: 0x0100, height: 0x0101 } as const;

/** Bits of `NewSubfileType`: a smaller copy, a mask of transparency. */
const NO_PAGE = 0b101;
/** `SubfileType` of a smaller copy. */
const SMALLER_COPY = 2;

/** Directories beyond this are not looked at. */
const MAX_DIRECTORIES = 1000;

/** A page as large as this share of the first one, or smaller, both ways, is a preview that is not marked as one. */
const PREVIEW = 1 / 4;

interface Page {
  /** Offset of its directory. */
  offset: number;
  width: number;
  height: number;
}

/**
 * Where the directories of the pages are, in their order.
 * @param bytes the whole file. A BigTIFF is not looked into
 * @returns at most one where the file is a single image: with its previews, or with the levels of a pyramid
 */
export function listTiffPages(bytes: Uint8Array): number[] {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return [];
  const pages: Page[] = [];
  let before: Page | undefined;
  for (const offset of listDirectories(tiff)) {
    const directory = new TiffDirectory(tiff, offset);
    const page = { offset, width: directory.number(TAG.width) ?? 0, height: directory.number(TAG.height) ?? 0 };
    const isMarked =
      ((directory.number(TAG.newSubfileType) ?? 0) & NO_PAGE) !== 0 ||
      directory.number(TAG.subfileType) === SMALLER_COPY;
    if (!isMarked && !isHalf(page, before) && !isPreview(page, pages[0])) pages.push(page);
    before = page;
  }
  return pages.map(({ offset }) => offset);
}

/**
 * The same file with another page in front, which is the one that decoders read.
 * @param copy of a file that {@link listTiffPages} has read; it is changed and returned
 * @param offset of the page's directory
 */
export function putPageFirst(copy: Buffer, offset: number): Buffer {
  if (copy[0] === 0x49) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
}

/** Offsets of all directories, each once: a chain may lead back. */
function listDirectories({ view, isLittleEndian, firstDirectory }: Tiff): Set<number> {
  const offsets = new Set<number>();
  let offset = firstDirectory;
  while (offset >= 8 && offset + 2 <= view.byteLength && !offsets.has(offset) && offsets.size < MAX_DIRECTORIES) {
    offsets.add(offset);
    const end = offset + 2 + 12 * view.getUint16(offset, isLittleEndian);
    offset = end + 4 <= view.byteLength ? view.getUint32(end, isLittleEndian) : 0;
  }
  return offsets;
}

/** The next level of a pyramid. */
function isHalf(page: Page, before: Page | undefined): boolean {
  const isHalfOf = (side: number, whole = 0) => Math.abs(side - whole / 2) < 1;
  return isHalfOf(page.width, before?.width) && isHalfOf(page.height, before?.height);
}

function isPreview(page: Page, first: Page | undefined): boolean {
  if (first === undefined) return false;
  return page.width <= first.width * PREVIEW && page.height <= first.height * PREVIEW;
}
