/** ImageMagick as WebAssembly: loaded when first needed, and fenced in. */
import { readFile } from 'node:fs/promises';
import type * as Magick from '@imagemagick/magick-wasm';

/** The library, once it is loaded. */
export type MagickLibrary = typeof Magick;

/** What may be read, by ImageMagick's own names. PNG and JPEG occur inside BMP. */
const CODERS = 'BMP,PNG,JPEG,HEIC,JP2,J2K,JXL,PSD,PBM,PGM,PPM,PAM,DNG';

/**
 * Nothing else can be read, whatever a file or its name says: above all none of the coders that run scripts, draw by instructions, or open
 * other files and addresses.
 */
const POLICY = `<policymap>
  <policy domain="coder" rights="none" pattern="*"/>
  <policy domain="coder" rights="read" pattern="{${CODERS}}"/>
  <policy domain="delegate" rights="none" pattern="*"/>
  <policy domain="filter" rights="none" pattern="*"/>
  <policy domain="path" rights="none" pattern="@*"/>
  <policy domain="path" rights="none" pattern="|*"/>
</policymap>`;

let library: Promise<MagickLibrary> | undefined;

/** Loads the library: some 120 ms and 50 MB, once a process. */
export function loadMagick(): Promise<MagickLibrary> {
  library ??= load();
  return library;
}

async function load(): Promise<MagickLibrary> {
  const magick = await import('@imagemagick/magick-wasm');
  const wasm = await readFile(new URL(import.meta.resolve('@imagemagick/magick-wasm/magick.wasm')));
  const files = magick.ConfigurationFiles.default;
  files.policy.data = POLICY;
  await magick.initializeImageMagick(wasm, files);
  const { ResourceLimits } = magick;
  // Pictures are checked by their header before; these limits hold what a header does not say.
  ResourceLimits.memory = 1024n ** 3n;
  ResourceLimits.maxMemoryRequest = 1024n ** 3n;
  ResourceLimits.area = 256n * 1000n ** 2n;
  ResourceLimits.disk = 0n;
  ResourceLimits.width = 100_000n;
  ResourceLimits.height = 100_000n;
  // Layers of a PSD and components of a JPEG 2000 count, too.
  ResourceLimits.listLength = 10_000n;
  return magick;
}
