/** Where kernels are, below `src`. */
export const KERNEL_FOLDERS: readonly string[];

/** The text of `wasm-binaries.ts` of a folder, as the `.wat` files beside it make it. */
export function compileKernels(folder: string): Promise<string>;
