import { PhotoseekError } from '../../../errors.js';
import { makeDescription } from '../../../metadata/build-metadata.js';
import { cleanLine } from '../../../metadata/clean-text.js';
import type { MediaMetadata } from '../../../metadata/media-metadata.js';
import { fromPixels } from '../../decode/from-pixels.js';
import type { OpenImage } from '../../decode/types.js';
import type { ContentDescription, ExpandedFrame, Expander, ExpandRequest, ExpandSource } from '../expander.js';
import { cleanPageText } from './page-text.js';
import { parsePdfDate } from './pdf-date.js';
import { type PageContent, PdfFile } from './pdf-file.js';

/** Pixels a point, of which a page of A4 has 595 × 842: what a page is said to measure. It is drawn at any size. */
const PIXELS_A_POINT = 2;
/** Longest side that a page is said to have, and that one is drawn at for an encoder. */
const MAX_SIDE = 4096;
const MAX_DRAWN_SIDE = 2048;

/** Perceptual hashes need no encoder. */
const MIN_SIDE = 64;

/** Pages are drawn twice as large as an encoder needs them, so that scaling down smooths their letters. */
const OVERSAMPLING = 2;

/**
 * All pages of a document may take so many milliseconds; those that are left over then are left out. With a limit for each page alone, a hostile
 * document could take an hour.
 */
const DOCUMENT_LIMIT_MS = 60_000;

/** Of a document: what only videos have. */
const NO_STREAMS: Omit<MediaMetadata, 'pages'> = {
  durationMs: null,
  codec: null,
  frameRate: null,
  rotation: 0,
  hasAudio: false,
};

/** The files that are open: one for `describe` and `expand` together. */
const openFiles = new WeakMap<ExpandSource, PdfFile>();

/** PDFs: a frame for each page, with its text. */
export const documentExpander: Expander = {
  formats: new Set(['pdf']),
  expand,
  async openFrame({ bytes, identity }, { page }, edge): Promise<OpenImage> {
    const file = await PdfFile.open(bytes);
    try {
      const read = file.readPage((page ?? 1) - 1, (width, height) => edge / Math.max(width, height));
      if (read === undefined) throw new PhotoseekError('damaged-image', `Page ${page ?? 1} is damaged or missing.`);
      return fromPixels(read.image, identity);
    } finally {
      file.close();
    }
  },
  async describe(source): Promise<ContentDescription> {
    const file = await openFile(source);
    const { title, author, createdAt } = file.readInfo();
    const found = {
      title: makeDescription(title),
      creator: cleanLine(author ?? ''),
      takenAt: parsePdfDate(createdAt ?? ''),
    };
    return { found, media: { ...NO_STREAMS, pages: file.pageCount } };
  },
  close(source) {
    openFiles.get(source)?.close();
    openFiles.delete(source);
  },
};

async function openFile(source: ExpandSource): Promise<PdfFile> {
  const known = openFiles.get(source);
  if (known?.isUsable) return known;
  const file = await PdfFile.open(source.bytes);
  openFiles.set(source, file);
  return file;
}

async function* expand(
  source: ExpandSource,
  { side, after, leftOut = [], onPage }: ExpandRequest,
): AsyncGenerator<ExpandedFrame> {
  const file = await openFile(source);
  let isEmpty = after === null;
  let takenMs = 0;
  const end = Math.min(file.pageCount, source.options.maxPages);
  for (let index = after?.page ?? 0; index < end && takenMs < DOCUMENT_LIMIT_MS; index++) {
    if (leftOut.includes(index + 1)) continue;
    onPage?.(index + 1);
    const startedAt = performance.now();
    const page = file.readPage(index, (width, height) => chooseScale(width, height, side), true);
    takenMs += performance.now() - startedAt;
    // A page that is missing has no frame.
    if (page === undefined) continue;
    isEmpty = false;
    yield toFrame(page, index, file.readLabel(index), source.identity);
  }
  onPage?.(null);
  if (isEmpty) throw new PhotoseekError('damaged-image', 'The document is damaged: it has no readable pages.');
}

/** Pixels a point, for a short side that an encoder needs. */
function chooseScale(width: number, height: number, side: number): number {
  return Math.min(
    (OVERSAMPLING * Math.max(side, MIN_SIDE)) / Math.min(width, height),
    MAX_DRAWN_SIDE / Math.max(width, height),
  );
}

function toFrame(
  { image, text, width, height }: PageContent,
  index: number,
  label: string | undefined,
  identity: ExpandSource['identity'],
): ExpandedFrame {
  const scale = Math.min(PIXELS_A_POINT, MAX_SIDE / Math.max(width, height));
  const clean = cleanPageText(text);
  return {
    ...{ kind: 'page', atMs: null, page: index + 1, label: cleanLine(label ?? '') ?? null },
    image: fromPixels(image, identity),
    size: { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) },
    ...(clean !== undefined && { text: clean }),
  };
}
