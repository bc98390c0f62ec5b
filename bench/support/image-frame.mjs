import sharp from 'sharp';

/** Opens an image file or its bytes as detectors see a frame: upright, without transparency. */
export async function openImageFrame(input) {
  const { data, info } = await sharp(input)
    .rotate()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = { data, width: info.width, height: info.height };
  return { width: info.width, height: info.height, read: (edge) => shrink(image, edge) };
}

async function shrink({ data, width, height }, edge) {
  const { data: pixels, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: pixels, width: info.width, height: info.height };
}
