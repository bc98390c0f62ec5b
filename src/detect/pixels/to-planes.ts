import type { RgbImage } from '../../model/rgb-image.js';
import type { Tensor } from '../../onnx/open-session.js';

/**
 * An image as a tensor of one image, `[1, 3, height, width]`, with values 0…255.
 * @param order of the colour planes
 * @param multiple width and height are padded with black on the right and below to a multiple of this
 */
export function toPlanes(image: RgbImage, order: 'rgb' | 'bgr', multiple = 1): Tensor {
  const width = Math.ceil(image.width / multiple) * multiple;
  const height = Math.ceil(image.height / multiple) * multiple;
  const plane = width * height;
  const data = new Float32Array(plane * 3);
  const red = order === 'rgb' ? 0 : 2 * plane;
  const blue = 2 * plane - red;
  let from = 0;
  for (let y = 0; y < image.height; y++) {
    let to = y * width;
    for (let x = 0; x < image.width; x++, to++, from += 3) {
      data[red + to] = image.data[from] as number;
      data[plane + to] = image.data[from + 1] as number;
      data[blue + to] = image.data[from + 2] as number;
    }
  }
  return { data, dims: [1, 3, height, width] };
}
