/** Kernels of WebAssembly vector instructions. Their sources are `.wat` files beside the modules that use them; see `scripts/compile-wat.mjs`. */

const PAGE_BYTES = 65_536;

/** The part of the standard interface that is used: Node's types do not declare it. */
interface WebAssemblyApi {
  Module: new (binary: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}
const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** A memory that grows, for a kernel to work on. */
export class KernelMemory {
  readonly native = new Memory({ initial: 1 });
  /** Asking the memory for it takes longer than the product of two vectors. */
  #buffer = this.native.buffer;

  /** The memory, with at least this many bytes. Growing detaches buffers that were returned before. */
  reserve(byteCount: number): ArrayBuffer {
    const missing = byteCount - this.#buffer.byteLength;
    if (missing > 0) {
      this.native.grow(Math.ceil(missing / PAGE_BYTES));
      this.#buffer = this.native.buffer;
    }
    return this.#buffer;
  }
}

/**
 * The functions that a module of kernels exports.
 * @param binary base64, of a module that works on a memory named `env.memory`
 */
export function loadKernels<Kernels>(binary: string, memory: KernelMemory): Kernels {
  const module = new Module(Buffer.from(binary, 'base64'));
  return new Instance(module, { env: { memory: memory.native } }).exports as Kernels;
}
