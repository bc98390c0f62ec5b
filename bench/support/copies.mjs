/**
 * Copies of a photo as they come about: sent through a messenger, scaled for the web, straightened a little, turned. Each recipe is a name,
 * the class the copy belongs to, and how it is made.
 */
import sharp from 'sharp';

/** `near`: the same picture. `turned`: mirrored or rotated, in no class by its hash. */
export const COPIES = [
  ...[90, 70, 50, 40].map((quality) => ({
    name: `jpeg-q${quality}`,
    kind: 'near',
    make: (picture) => picture.jpeg({ quality }),
  })),
  { name: 'webp', kind: 'near', make: (picture) => picture.webp({ quality: 80 }), ending: 'webp' },
  { name: 'png', kind: 'near', make: (picture) => picture.png(), ending: 'png' },
  ...[0.25, 0.5, 2].map((factor) => ({
    name: `resize-${factor}`,
    kind: 'near',
    make: (picture, { width, height }) =>
      picture.resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill' }).jpeg({ quality: 85 }),
  })),
  // Five percent of the width and of the height: all of it at one side, or half at each.
  { name: 'crop-corner', kind: 'near', make: (picture, size) => crop(picture, size, 0.95, 0, 0) },
  { name: 'crop-centre', kind: 'near', make: (picture, size) => crop(picture, size, 0.95, 0.5, 0.5) },
  { name: 'brighter', kind: 'near', make: (picture) => picture.linear(1.2, 0).jpeg({ quality: 85 }) },
  { name: 'darker', kind: 'near', make: (picture) => picture.linear(0.8, 0).jpeg({ quality: 85 }) },
  { name: 'mirrored', kind: 'turned', make: (picture) => picture.flop().jpeg({ quality: 85 }) },
  { name: 'rotated-90', kind: 'turned', make: (picture) => picture.rotate(90).jpeg({ quality: 85 }) },
];

/** Makes a copy of an encoded picture. */
export async function makeCopy(bytes, { make }) {
  // Upright first: what follows is about pixels.
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: 'white' })
    .toBuffer({ resolveWithObject: true });
  return make(sharp(data), info).toBuffer();
}

/**
 * Two photos of one scene, taken from a big one as by a camera that was moved: each shows three quarters of it, some of which only it
 * shows, with another exposure and a slight tilt.
 */
export async function makeScene(bytes) {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: 'white' })
    .toBuffer({ resolveWithObject: true });
  const tilted = await sharp(data).rotate(3, { background: 'grey' }).toBuffer({ resolveWithObject: true });
  return [
    await crop(sharp(data), info, 0.75, 0, 0).toBuffer(),
    await crop(sharp(tilted.data).linear(1.08, 4), tilted.info, 0.7, 0.8, 0.7).toBuffer(),
  ];
}

function crop(picture, size, share, x, y) {
  const width = Math.round(size.width * share);
  const height = Math.round(size.height * share);
  const left = Math.round((size.width - width) * x);
  const top = Math.round((size.height - height) * y);
  return picture.extract({ left, top, width, height }).jpeg({ quality: 85 });
}
