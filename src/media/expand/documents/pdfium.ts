import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { PhotoseekError } from '../../../errors.js';
import { MAX_MEMORY_BYTES } from '../../decode/limits.js';
import { markBroken } from '../../worker/recycle.js';

/** An address in the memory of PDFium; 0: none. */
export type Pointer = number;

/** The C interface of PDFium (`public/fpdfview.h`, `fpdf_text.h`, `fpdf_doc.h`) and its memory. */
export type PdfiumLibrary = WrappedPdfiumModule & { pdfium: { readonly HEAPU8: Uint8Array } };

/**
 * Pages of text and photos take some 20 MB, beside the file, which lies outside. Without a limit, the memory of a WebAssembly module grows to
 * 2 GB.
 */
const MAX_HEAP_BYTES = Math.min(512 * 1024 ** 2, MAX_MEMORY_BYTES);
const MAX_HEAP_MB = Math.round(MAX_HEAP_BYTES / 1024 ** 2);

/** Signatures of functions that PDFium calls: the type of the result, then those of the arguments. */
const READ_SIGNATURE = 'iiiii';
const PAUSE_SIGNATURE = 'ii';

/** The part of the standard interface that is used: Node's types do not declare it. */
interface WebAssemblyApi {
  compile(binary: Uint8Array): Promise<object>;
  instantiate(module: object, imports: Imports): Promise<object>;
}
type Imports = Record<string, Record<string, unknown>>;
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** PDFium as it runs in this process: a WebAssembly module with a memory of its own. */
export class Pdfium {
  readonly library: PdfiumLibrary;
  /** An `IFSDK_PAUSE` that stops drawing at {@link deadlineMs}. */
  readonly pause: Pointer;
  /** When drawing stops, by `performance.now()`. */
  deadlineMs = Number.POSITIVE_INFINITY;
  #isSpoilt = false;
  readonly #memory: MemoryLimit;
  /** Files that are open, by the number that their `FPDF_FILEACCESS` has. */
  readonly #files = new Map<number, Uint8Array>();
  readonly #readBlock: Pointer;
  #lastFile = 0;

  /**
   * @param library started
   * @param memory of the library
   */
  constructor(library: PdfiumLibrary, memory: MemoryLimit) {
    this.library = library;
    this.#memory = memory;
    const { pdfium } = library;
    this.#readBlock = pdfium.addFunction(
      (file: number, at: number, to: Pointer, size: number) => this.#copyBlock(file, at >>> 0, to >>> 0, size >>> 0),
      READ_SIGNATURE,
    );
    const mustPause = pdfium.addFunction(() => Number(performance.now() > this.deadlineMs), PAUSE_SIGNATURE);
    this.pause = this.#allocateNumbers(1, mustPause, 0);
  }

  /** Its own code failed, and its memory may be in any state: nothing of it is to be called any more. */
  get isSpoilt(): boolean {
    return this.#isSpoilt;
  }

  /**
   * Calls PDFium. A file that makes it fail has a {@link PhotoseekError} as its outcome, and the next document gets another instance.
   * @throws PhotoseekError `image-too-large` when more memory was asked for than there is, `damaged-image`
   */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof PhotoseekError) throw cause;
      this.#isSpoilt = true;
      started = undefined;
      markBroken();
      throw this.#memory.wasRefused
        ? new PhotoseekError('image-too-large', `The document needs more than ${MAX_HEAP_MB} MB of memory.`, { cause })
        : new PhotoseekError('damaged-image', 'The document is damaged: its decoder failed.', { cause });
    }
  }

  /** The memory of PDFium. It is another array after each call that may take memory. */
  get heap(): Buffer {
    const { buffer, byteOffset, byteLength } = this.library.pdfium.HEAPU8;
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** @throws what ends the document, where there is no more memory */
  allocate(bytes: number): Pointer {
    const at: Pointer = this.library.pdfium.wasmExports.malloc(bytes) >>> 0;
    if (at === 0) throw new Error('out of memory');
    return at;
  }

  free(at: Pointer): void {
    this.library.pdfium.wasmExports.free(at);
  }

  /** Runs `use` with as many bytes of memory. */
  withMemory<T>(bytes: number, use: (at: Pointer) => T): T {
    const at = this.allocate(bytes);
    try {
      return use(at);
    } finally {
      this.free(at);
    }
  }

  /**
   * An `FPDF_FILEACCESS`: PDFium copies the parts that it needs, when it needs them.
   * @returns `close` is to be called after the document was closed
   */
  openFile(bytes: Uint8Array): { access: Pointer; close(): void } {
    const file = ++this.#lastFile;
    this.#files.set(file, bytes);
    const access = this.#allocateNumbers(bytes.length, this.#readBlock, file);
    return {
      access,
      close: () => {
        this.#files.delete(file);
        this.free(access);
      },
    };
  }

  #copyBlock(file: number, at: number, to: Pointer, size: number): 0 | 1 {
    const bytes = this.#files.get(file);
    if (bytes === undefined || at + size > bytes.length) return 0;
    this.library.pdfium.HEAPU8.set(bytes.subarray(at, at + size), to);
    return 1;
  }

  #allocateNumbers(...numbers: number[]): Pointer {
    const at = this.allocate(4 * numbers.length);
    for (const [i, number] of numbers.entries()) this.heap.writeInt32LE(number | 0, at + 4 * i);
    return at;
  }
}

let started: Promise<Pdfium> | undefined;
let compiled: Promise<object> | undefined;

/**
 * PDFium, loaded with the first document: 5 MB and some 50 ms.
 * @throws PhotoseekError `decoder-crashed` when it cannot be started
 */
export function startPdfium(): Promise<Pdfium> {
  started ??= start().catch((cause) => {
    started = undefined;
    throw new PhotoseekError('decoder-crashed', `PDFium could not be started (${(cause as Error).message}).`, {
      cause,
    });
  });
  return started;
}

async function start(): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  compiled ??= compile();
  const module = await compiled;
  const memory = new MemoryLimit();
  const library = await new Promise<WrappedPdfiumModule>((resolve, reject) => {
    init({
      // It reports through its results what it prints.
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports: Imports, take: (instance: object) => void) => {
        WebAssembly.instantiate(module, memory.applyTo(imports)).then(take, reject);
        return {};
      },
    }).then(resolve, reject);
  });
  library.PDFiumExt_Init();
  return new Pdfium(library as PdfiumLibrary, memory);
}

async function compile(): Promise<object> {
  // The file in the package: by default it would be downloaded.
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  return WebAssembly.compile(await readFile(file));
}

/** Lets the memory of a WebAssembly module grow to {@link MAX_HEAP_BYTES}. */
class MemoryLimit {
  /** The module asked for more. */
  wasRefused = false;

  /** @returns the same imports, with the limit */
  applyTo(imports: Imports): Imports {
    const { env } = imports;
    const grow = env?.['emscripten_resize_heap'];
    if (typeof grow !== 'function')
      throw new PhotoseekError('internal', 'PDFium does not import how its memory grows.');
    const limited = (bytes: number) => {
      if (bytes >>> 0 <= MAX_HEAP_BYTES) return grow(bytes);
      this.wasRefused = true;
      return 0;
    };
    return { ...imports, env: { ...env, emscripten_resize_heap: limited } };
  }
}
