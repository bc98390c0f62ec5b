import type { Pixels } from '../../index.js';
import { encodePng } from './png.js';

/** How a terminal is told to show a picture. */
export type PreviewProtocol = 'kitty' | 'iterm2' | 'sixel';

export const PREVIEW_PROTOCOLS: readonly PreviewProtocol[] = ['kitty', 'iterm2', 'sixel'];

/** kitty takes a picture in pieces of at most so many characters. */
const KITTY_PIECE = 4096;

/** What to write so that the terminal shows a picture where the cursor is. */
export async function encodePreview(pixels: Pixels, protocol: PreviewProtocol): Promise<string> {
  switch (protocol) {
    case 'kitty':
      return encodeKitty(encodePng(pixels));
    case 'iterm2':
      return encodeIterm2(encodePng(pixels));
    case 'sixel':
      return encodeSixel(pixels);
  }
}

/** A PNG (f=100), shown at once (a=T), answered with nothing (q=2); `m` says whether more follows. */
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
  // Loaded on use: it brings a decoder of its own.
  const { image2sixel } = (await import('sixel')).default;
  return image2sixel(data, width, height, 256, 1);
}
