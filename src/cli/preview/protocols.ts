import type { Library, Pixels } from '../../index.js';

/** A protocol by which terminals show images. */
export type PreviewProtocol = 'kitty' | 'iterm2' | 'sixel';

export const PREVIEW_PROTOCOLS: readonly PreviewProtocol[] = ['kitty', 'iterm2', 'sixel'];

/** The most characters that the kitty protocol allows in one piece. */
const KITTY_PIECE = 4096;

/**
 * The characters that make a terminal show a photo, or a frame of it, at the cursor.
 * @param edge longest side in pixels
 */
export async function encodePreview(
  library: Pick<Library, 'preview'>,
  { id, frame }: { id: number; frame?: number | undefined },
  edge: number,
  protocol: PreviewProtocol,
): Promise<string> {
  if (protocol === 'sixel') return encodeSixel(await library.preview(id, edge, undefined, frame));
  const png = Buffer.from((await library.preview(id, edge, 'png', frame)).bytes);
  return protocol === 'kitty' ? encodeKitty(png) : encodeIterm2(png);
}

/** The characters that make a terminal show pixels at the cursor. */
export async function encodePixels(pixels: Pixels, protocol: PreviewProtocol): Promise<string> {
  if (protocol === 'sixel') return encodeSixel(pixels);
  // Loaded on use: every command reads the names of the protocols.
  const { encodePng } = await import('./encode-png.js');
  return (protocol === 'kitty' ? encodeKitty : encodeIterm2)(encodePng(pixels));
}

/** A PNG (f=100), shown at once (a=T), without a reply (q=2); `m=1`: more pieces follow. */
function encodeKitty(png: Buffer): string {
  const text = png.toString('base64');
  let written = '';
  for (let at = 0; at < text.length; at += KITTY_PIECE) {
    const isLast = at + KITTY_PIECE >= text.length;
    const head = at === 0 ? 'a=T,f=100,q=2,' : '';
    written += `\x1b_G${head}m=${isLast ? 0 : 1};${text.slice(at, at + KITTY_PIECE)}\x1b\\`;
  }
  return written;
}

function encodeIterm2(png: Buffer): string {
  return `\x1b]1337;File=inline=1;size=${png.length};preserveAspectRatio=1:${png.toString('base64')}\x07`;
}

async function encodeSixel({ width, height, data }: Pixels): Promise<string> {
  // Loaded on use: it contains a decoder of its own.
  const { image2sixel } = (await import('sixel')).default;
  return image2sixel(data, width, height, 256, 1);
}
