/** ImageMagick as WebAssembly: loaded on first use, restricted by a policy and limits. */
import { readFile } from 'node:fs/promises';
import type * as Magick from '@imagemagick/magick-wasm';

/** The library, once it is loaded. */
export type MagickLibrary = typeof Magick;

/** Allowed formats, by ImageMagick's names. PNG and JPEG occur inside BMP, JPEG inside TIFF. */
const CODERS = 'BMP,PNG,JPEG,HEIC,JP2,J2K,JXL,PSD,PBM,PGM,PPM,PAM,DNG,TIFF';

/**
 * Denies all other coders, whatever a file or its name claims: above all those that run scripts, interpret drawing commands, or open other
 * files and URLs.
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

/** Loads the library once a process: some 120 ms and 50 MB. */
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
  // Headers are checked before; these limits catch files whose header is wrong.
  ResourceLimits.memory = 1024n ** 3n;
  ResourceLimits.maxMemoryRequest = 1024n ** 3n;
  ResourceLimits.area = 256n * 1000n ** 2n;
  ResourceLimits.disk = 0n;
  ResourceLimits.width = 100_000n;
  ResourceLimits.height = 100_000n;
  // Layers of a PSD and components of a JPEG 2000 count as well.
  ResourceLimits.listLength = 10_000n;
  return magick;
}
