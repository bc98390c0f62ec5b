import { PhotoseekError } from '../../../errors.js';
import type { DecodedPixels } from '../../decode/from-pixels.js';
import { MAX_PAGE_TEXT } from './page-text.js';
import { type Pdfium, type Pointer, startPdfium } from './pdfium.js';

/** Entries of a PDF's information dictionary; absent where it has none. */
export interface PdfInfo {
  title?: string;
  author?: string;
  /** As it stands there: `D:20190704180322+02'00'`. */
  createdAt?: string;
}

/** A page as it was read. */
export interface PageContent {
  /** Upright, on white. */
  image: DecodedPixels;
  /** As PDFium has it; `''`: none, or not wanted. */
  text: string;
  /** On paper, upright, in points of 1/72 inch. */
  width: number;
  height: number;
}

/** Larger files are refused, in bytes. */
const MAX_PDF_BYTES = 512 * 1024 ** 2;

/**
 * Drawing a page ends after so many milliseconds, and the page is shown as far as it was drawn: most pages take a hundredth. What cannot be
 * interrupted, such as reading the page, is limited by the time limit of the process.
 */
const DRAWING_LIMIT_MS = 5_000;

/** Values of `FPDF_GetLastError`. */
const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;

/** `FPDFBitmap_BGR`, and flags of drawing: annotations, red first. Without an alpha channel, drawing and scaling take half of the time. */
const THREE_BYTES = 2;
const CHANNELS = 3;
const DRAWING_FLAGS = 0x01 | 0x10;
const WHITE = 0xffffffff;

/** `FPDF_RENDER_FAILED`. */
const DRAWING_FAILED = 3;

/** Longer texts of the document's information and of labels are cut, in bytes. */
const MAX_INFO_BYTES = 8_192;

/** Bytes of a character of UTF-16, and of the zero at the end. */
const CHARACTER = 2;

/** A PDF that is open. Only in a decoding process: PDFium reads hostile bytes, and a page may take long. */
export class PdfFile {
  /** As the file states; pages may be missing. */
  readonly pageCount: number;
  readonly #engine: Pdfium;
  readonly #file: ReturnType<Pdfium['openFile']>;
  readonly #document: Pointer;

  private constructor(engine: Pdfium, file: ReturnType<Pdfium['openFile']>, document: Pointer) {
    this.#engine = engine;
    this.#file = file;
    this.#document = document;
    this.pageCount = engine.library.FPDF_GetPageCount(document);
  }

  /**
   * Opens a PDF; damaged ones as far as they can be repaired. One that only restricts printing or copying needs no password.
   * @param bytes the whole file; they must not change before it is closed
   * @throws PhotoseekError `encrypted`, `damaged-image`, `image-too-large`
   */
  static async open(bytes: Uint8Array): Promise<PdfFile> {
    if (bytes.length > MAX_PDF_BYTES) throw refuseSize(bytes.length);
    const engine = await startPdfium();
    return engine.guard(() => {
      const file = engine.openFile(bytes);
      const document = engine.library.FPDF_LoadCustomDocument(file.access, '');
      if (document !== 0) return new PdfFile(engine, file, document);
      const code = engine.library.FPDF_GetLastError();
      file.close();
      throw explainClosed(code);
    });
  }

  /** Title, author and date of creation. */
  readInfo(): PdfInfo {
    const read = (tag: string) =>
      this.#readText((buffer, bytes) => this.#engine.library.FPDF_GetMetaText(this.#document, tag, buffer, bytes));
    return this.#engine.guard(() => {
      const [title, author, createdAt] = [read('Title'), read('Author'), read('CreationDate')];
      return { ...(title && { title }), ...(author && { author }), ...(createdAt && { createdAt }) };
    });
  }

  /**
   * What is printed on a page in place of its number, where the document says so: `iv`, `A-3`.
   * @param index 0-based
   */
  readLabel(index: number): string | undefined {
    const { library } = this.#engine;
    const read = (buffer: Pointer, bytes: number) => library.FPDF_GetPageLabel(this.#document, index, buffer, bytes);
    return this.#engine.guard(() => this.#readText(read));
  }

  /**
   * Reads a page: draws it and, where it is wanted, takes its text.
   * @param index 0-based
   * @param chooseScale gives the pixels a point for a page of this size
   * @returns `undefined` for a page that is missing or damaged
   * @throws PhotoseekError `image-too-large`, `damaged-image`: then the file is not to be used any more
   */
  readPage(
    index: number,
    chooseScale: (width: number, height: number) => number,
    withText = false,
  ): PageContent | undefined {
    const { library } = this.#engine;
    return this.#engine.guard(() => {
      const page = library.FPDF_LoadPage(this.#document, index);
      if (page === 0) return undefined;
      const [width, height] = [library.FPDF_GetPageWidthF(page), library.FPDF_GetPageHeightF(page)];
      const image =
        width > 0 && height > 0 ? this.#draw(page, { width, height }, chooseScale(width, height)) : undefined;
      const text = withText && image !== undefined ? this.#takeText(page) : '';
      library.FPDF_ClosePage(page);
      return image && { image, text, width, height };
    });
  }

  /** Whether PDFium did not fail at it, or at another file. */
  get isUsable(): boolean {
    return !this.#engine.isSpoilt;
  }

  /** Nothing is to be called afterwards. Also after an error. */
  close(): void {
    if (this.#engine.isSpoilt) return;
    this.#engine.guard(() => {
      this.#engine.library.FPDF_CloseDocument(this.#document);
      this.#file.close();
    });
  }

  #draw(page: Pointer, size: { width: number; height: number }, scale: number): DecodedPixels | undefined {
    const { library } = this.#engine;
    const width = Math.max(1, Math.round(size.width * scale));
    const height = Math.max(1, Math.round(size.height * scale));
    const bitmap = library.FPDFBitmap_CreateEx(width, height, THREE_BYTES, 0, 0);
    if (bitmap === 0) throw new Error('out of memory');
    library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    this.#engine.deadlineMs = performance.now() + DRAWING_LIMIT_MS;
    const area = [0, 0, width, height, 0] as const;
    const state = library.FPDF_RenderPageBitmap_Start(bitmap, page, ...area, DRAWING_FLAGS, this.#engine.pause);
    library.FPDF_RenderPage_Close(page);
    const data = state === DRAWING_FAILED ? undefined : this.#copyPixels(bitmap, width, height);
    library.FPDFBitmap_Destroy(bitmap);
    return data && { width, height, channels: CHANNELS, data };
  }

  /** Without the bytes that fill a row up. Copied: the memory is used again. */
  #copyPixels(bitmap: Pointer, width: number, height: number): Buffer {
    const { library, heap } = this.#engine;
    const [at, stride] = [library.FPDFBitmap_GetBuffer(bitmap) >>> 0, library.FPDFBitmap_GetStride(bitmap)];
    const row = CHANNELS * width;
    const pixels = Buffer.allocUnsafe(row * height);
    for (let y = 0; y < height; y++) heap.copy(pixels, y * row, at + y * stride, at + y * stride + row);
    return pixels;
  }

  #takeText(page: Pointer): string {
    const { library } = this.#engine;
    const text = library.FPDFText_LoadPage(page);
    if (text === 0) return '';
    const count = Math.min(library.FPDFText_CountChars(text), MAX_PAGE_TEXT);
    const taken =
      count <= 0
        ? ''
        : this.#engine.withMemory(CHARACTER * (count + 1), (buffer) =>
            this.#decode(buffer, CHARACTER * library.FPDFText_GetText(text, 0, count, buffer)),
          );
    library.FPDFText_ClosePage(text);
    return taken;
  }

  /** A text that is written to a buffer. @param write returns its bytes, with the end, and writes them where there is room */
  #readText(write: (buffer: Pointer, bytes: number) => number): string | undefined {
    const bytes = write(0, 0);
    if (bytes <= CHARACTER || bytes > MAX_INFO_BYTES) return undefined;
    return this.#engine.withMemory(bytes, (buffer) => this.#decode(buffer, write(buffer, bytes)));
  }

  /** @param bytes with the zero at the end */
  #decode(at: Pointer, bytes: number): string {
    return this.#engine.heap.toString('utf16le', at, at + Math.max(0, bytes - CHARACTER));
  }
}

function refuseSize(bytes: number): PhotoseekError {
  const [limit, got] = [MAX_PDF_BYTES, bytes].map((size) => Math.round(size / 1024 ** 2));
  return new PhotoseekError('image-too-large', `A PDF must have at most ${limit} MB, got ${got} MB.`);
}

function explainClosed(code: number): PhotoseekError {
  if (code === ERROR_PASSWORD || code === ERROR_SECURITY)
    return new PhotoseekError('encrypted', 'The document is encrypted: it opens with a password only.', {
      hint: 'Save a copy without the password, and index that.',
    });
  return new PhotoseekError('damaged-image', 'The document is damaged: it has no readable pages.');
}
