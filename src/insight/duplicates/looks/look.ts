/**
 * The looks of a photo: its small image at a few sizes, each stretched to a square, so that two photos are compared place by place however large
 * they are.
 */
export interface Look {
  /** Luma 0…255 by side of the square, 16, 32, 64 and 128; the largest ones are missing where the image has fewer pixels. */
  grey: ReadonlyMap<number, Float32Array>;
  /** The longest side that there is. */
  finest: number;
  /** Red, green and blue 0…255, each of {@link COLOUR_SIDE}² values. */
  colour: readonly [red: Float32Array, green: Float32Array, blue: Float32Array];
}

/** Pixels of an upright image, rows from the top, four bytes each: red, green, blue, alpha. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Sides of the squares, each twice the one before. */
const SIDES = [16, 32, 64, 128] as const;
export const COLOUR_SIDE = 64;
const FINEST = SIDES[SIDES.length - 1] as number;

/** An image with fewer than this share of a square's pixels along a side has no details for it. */
const MIN_SHARE = 0.9;

/** Makes the looks of an image; transparency on white. */
export function makeLook({ width, height, data }: Pixels): Look {
  const shorter = Math.min(width, height);
  const finest = SIDES.findLast((side) => shorter >= MIN_SHARE * side) ?? SIDES[0];
  const channels = shrink(data, width, height);
  const [red, green, blue] = channels;
  // Luma with the weights of ITU-R BT.601.
  let square: Float32Array = red.map((r, i) => 0.299 * r + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number));
  const grey = new Map<number, Float32Array>();
  for (let side = FINEST; side >= SIDES[0]; side /= 2) {
    if (side <= finest) grey.set(side, square);
    square = halve(square, side);
  }
  const [r, g, b] = channels.map((channel) => {
    let small = channel;
    for (let side = FINEST; side > COLOUR_SIDE; side /= 2) small = halve(small, side);
    return small;
  });
  return { grey, finest, colour: [r, g, b] as unknown as Look['colour'] };
}

/** Red, green and blue, on white, each averaged over the parts of the finest square. */
function shrink(data: Uint8Array, width: number, height: number): [Float32Array, Float32Array, Float32Array] {
  const columns = listShares(width);
  const rows = listShares(height);
  const makeSquare = () => new Float32Array(FINEST * FINEST);
  const squares: [Float32Array, Float32Array, Float32Array] = [makeSquare(), makeSquare(), makeSquare()];
  const line = new Float32Array(3 * width);
  for (let y = 0; y < FINEST; y++) {
    line.fill(0);
    for (const { at, share } of rows[y] as Share[]) addRow(line, data, at * width * 4, width, share);
    for (let x = 0; x < FINEST; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (const { at, share } of columns[x] as Share[]) {
        red += share * (line[3 * at] as number);
        green += share * (line[3 * at + 1] as number);
        blue += share * (line[3 * at + 2] as number);
      }
      squares[0][y * FINEST + x] = red;
      squares[1][y * FINEST + x] = green;
      squares[2][y * FINEST + x] = blue;
    }
  }
  return squares;
}

/** Adds a share of a row of pixels, on white, to a line of three values a pixel. */
function addRow(line: Float32Array, data: Uint8Array, from: number, width: number, share: number): void {
  for (let x = 0, pixel = from, to = 0; x < width; x++, pixel += 4, to += 3) {
    const opacity = data[pixel + 3] as number;
    // Nearly all pixels are opaque.
    const alpha = opacity === 255 ? 1 : opacity / 255;
    const white = 255 * (1 - alpha);
    line[to] = (line[to] as number) + share * ((data[pixel] as number) * alpha + white);
    line[to + 1] = (line[to + 1] as number) + share * ((data[pixel + 1] as number) * alpha + white);
    line[to + 2] = (line[to + 2] as number) + share * ((data[pixel + 2] as number) * alpha + white);
  }
}

interface Share {
  at: number;
  share: number;
}

/** Of each part of a side: the pixels that it covers, and their shares of it. */
function listShares(length: number): Share[][] {
  const size = length / FINEST;
  return Array.from({ length: FINEST }, (_, part) => {
    const from = part * size;
    const to = from + size;
    const shares: Share[] = [];
    for (let at = Math.floor(from); at < Math.min(length, Math.ceil(to)); at++)
      shares.push({ at, share: (Math.min(to, at + 1) - Math.max(from, at)) / size });
    return shares;
  });
}

function halve(square: Float32Array, side: number): Float32Array {
  const half = side / 2;
  const smaller = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * side + 2 * x;
      smaller[y * half + x] =
        ((square[at] as number) +
          (square[at + 1] as number) +
          (square[at + side] as number) +
          (square[at + side + 1] as number)) /
        4;
    }
  }
  return smaller;
}
