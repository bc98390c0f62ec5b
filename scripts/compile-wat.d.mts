/** The text of `src/vectors/math/wasm-binaries.ts`, as the `.wat` files beside it make it. */
export function compileKernels(): Promise<string>;
