/** The pages of a TIFF: its directories, but those of previews, smaller copies and masks (TIFF 6.0, sections 2 and 8). */

/** Bytes of a file from an offset on; fewer where the file ends. */
export type ReadBytes = (at: number, length: number) => Uint8Array;

const TAG = { newSubfileType: 0x00fe, subfileType: 0x00ff, width: 0x0100, height: 0x0101 } as const;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** Bits of `NewSubfileType`: a smaller copy, a mask of transparency. */
const NO_PAGE = 0b101;
/** `SubfileType` of a smaller copy. */
const SMALLER_COPY = 2;

/** Directories beyond this are not looked at. */
const MAX_DIRECTORIES = 1000;

/** An image as large as this share of the first one, or smaller, both ways, is a preview that is not marked as one. */
const PREVIEW = 1 / 4;

/** The fields of a directory that are looked at, and where it is. */
interface Directory {
  offset: number;
  width: number;
  height: number;
  /** It is marked as something else than a page. */
  isMarked: boolean;
}

/**
 * Where the directories of the pages are, in their order.
 * @param read reads the file. A BigTIFF is not looked into
 * @returns at most one where the file is a single image: with its previews, or with the levels of a pyramid
 */
export function listTiffPages(read: ReadBytes): number[] {
  const pages: Directory[] = [];
  let before: Directory | undefined;
  for (const directory of readDirectories(read)) {
    const isPage = !directory.isMarked && !isHalf(directory, before) && !isPreview(directory, pages[0]);
    if (isPage) pages.push(directory);
    before = directory;
  }
  return pages.map(({ offset }) => offset);
}

/**
 * The same file with another page in front, which is the one that decoders read.
 * @param copy of a file whose pages were listed; it is changed and returned
 * @param offset of the page's directory
 */
export function putPageFirst(copy: Buffer, offset: number): Buffer {
  if (copy[0] === 0x49) copy.writeUInt32LE(offset, 4);
  else copy.writeUInt32BE(offset, 4);
  return copy;
}

/** All directories, each once: a chain may lead back. */
function* readDirectories(read: ReadBytes): Generator<Directory> {
  const header = toView(read(0, 8));
  if (header.byteLength < 8) return;
  const isLittleEndian = header.getUint16(0) === 0x4949;
  if (!isLittleEndian && header.getUint16(0) !== 0x4d4d) return;
  if (header.getUint16(2, isLittleEndian) !== 42) return;
  const seen = new Set<number>();
  let offset = header.getUint32(4, isLittleEndian);
  while (offset >= 8 && !seen.has(offset) && seen.size < MAX_DIRECTORIES) {
    seen.add(offset);
    const head = toView(read(offset, 2));
    if (head.byteLength < 2) return;
    const bytes = ENTRY_BYTES * head.getUint16(0, isLittleEndian);
    const entries = toView(read(offset + 2, bytes + 4));
    yield readDirectory(entries, isLittleEndian, offset);
    offset = entries.byteLength < bytes + 4 ? 0 : entries.getUint32(bytes, isLittleEndian);
  }
}

function readDirectory(entries: DataView, isLittleEndian: boolean, offset: number): Directory {
  const values = new Map<number, number>();
  for (let at = 0; at + ENTRY_BYTES <= entries.byteLength; at += ENTRY_BYTES) {
    const isShort = entries.getUint16(at + 2, isLittleEndian) === SHORT;
    const value = isShort ? entries.getUint16(at + 8, isLittleEndian) : entries.getUint32(at + 8, isLittleEndian);
    values.set(entries.getUint16(at, isLittleEndian), value);
  }
  const isMarked =
    ((values.get(TAG.newSubfileType) ?? 0) & NO_PAGE) !== 0 || values.get(TAG.subfileType) === SMALLER_COPY;
  return { offset, width: values.get(TAG.width) ?? 0, height: values.get(TAG.height) ?? 0, isMarked };
}

/** The next level of a pyramid. */
function isHalf({ width, height }: Directory, before: Directory | undefined): boolean {
  const isHalfOf = (side: number, whole: number) => Math.abs(side - whole / 2) < 1;
  return before !== undefined && isHalfOf(width, before.width) && isHalfOf(height, before.height);
}

function isPreview({ width, height }: Directory, first: Directory | undefined): boolean {
  return first !== undefined && width <= first.width * PREVIEW && height <= first.height * PREVIEW;
}

function toView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
