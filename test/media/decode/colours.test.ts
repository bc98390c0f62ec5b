import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { JXL, JXL_P3 } from '../../support/images/encoded-images.js';
import { makePsd } from '../../support/images/plain-formats.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import {
  type Colour,
  expectColours,
  expectQuarters,
  HEIGHT,
  makeQuarters,
  measureQuarters,
  paintQuarters,
  WHOLE,
  WIDTH,
} from '../../support/images/quarters.js';
import { IS_LONG } from '../../support/runner/form.js';
import { HAS_SHARED, SHARED } from '../../support/shared.js';

let media: MediaPool;
beforeAll(() => {
  media = new MediaPool({ processes: 1 });
});
afterAll(() => media.close());

const prepare = async (bytes: Uint8Array) => (await prepareImage(media, { bytes }, WHOLE)).decoded;

/** The numbers of {@link QUARTERS} meant as Display P3, in sRGB; by LittleCMS. Values outside sRGB are clipped. */
const P3_IN_SRGB: readonly Colour[] = [
  [240, 0, 0],
  [0, 183, 0],
  [34, 61, 208],
  [250, 250, 250],
];

describe('a profile', () => {
  it('of a JPEG XL is applied', async () => {
    expectQuarters(await prepare(JXL), { tolerance: 1 });
    expectQuarters(await prepare(JXL_P3), { colours: P3_IN_SRGB, tolerance: 2 });
  });

  it.each([
    ['8', 'srgb'],
    ['16', 'rgb16'],
  ] as const)('is applied at %s bits a channel: sRGB colours survive the round trip', async (_bits, space) => {
    for (const profile of ['p3', 'srgb'] as const) {
      const bytes = await makeQuarters().toColourspace(space).withIccProfile(profile).png().toBuffer();
      // Out and back, each rounded to 8 bits, costs up to three levels.
      expectQuarters(await prepare(bytes), { tolerance: 3, what: profile });
    }
  });

  it('of a PSD is applied', async () => {
    const { icc } = await sharp(await makeQuarters().withIccProfile('p3').png().toBuffer()).metadata();
    const rgb = paintQuarters();
    const planes = [0, 1, 2].map((channel) => Buffer.from(rgb.filter((_, i) => i % 3 === channel)));
    expectQuarters(await prepare(makePsd({ mode: 'rgb', planes, ...(icc ? { profile: icc } : {}) })), {
      colours: P3_IN_SRGB,
      tolerance: 3,
    });
  });

  it('that is damaged is ignored', async () => {
    const profile = Buffer.from('This is no profile at all, though it is long enough to be one. '.repeat(4));
    const rgb = paintQuarters();
    const planes = [0, 1, 2].map((channel) => Buffer.from(rgb.filter((_, i) => i % 3 === channel)));
    expectQuarters(await prepare(makePsd({ mode: 'rgb', planes, profile })));
  });
});

describe('CMYK', () => {
  it('of a PSD without a profile is converted with a press profile', async () => {
    // No ink, and each of the four alone. Photoshop writes 255 for no ink.
    const inks = [
      [255, 255, 255, 255],
      [0, 255, 255, 255],
      [255, 0, 255, 255],
      [255, 255, 255, 0],
    ];
    const planes = [0, 1, 2, 3].map((channel) =>
      Buffer.from(
        Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
          const quarter = (i < (WIDTH * HEIGHT) / 2 ? 0 : 2) + (i % WIDTH < WIDTH / 2 ? 0 : 1);
          return inks[quarter]?.[channel] as number;
        }),
      ),
    );
    // White, cyan, magenta, black as inks on paper are seen, not as screens show them; profiles of presses differ by some 30 levels.
    expectQuarters(await prepare(makePsd({ mode: 'cmyk', planes })), {
      colours: [
        [255, 255, 255],
        [0, 160, 230],
        [230, 0, 130],
        [35, 31, 32],
      ],
      tolerance: 32,
    });
  });
});

/**
 * The mean colours of the four quarters of the square that an encoder sees. From Pillow 13 with LittleCMS (perceptual intent) and libtiff,
 * libheif, OpenJPEG: upright, on white, in sRGB. Nothing else was at hand for the picture in CIELAB: its numbers come from the formulas, for
 * the white of D50, adapted by Bradford.
 */
const REFERENCE: Record<string, { quarters: number[][]; tolerance?: number }> = {
  'sharp-fixtures/p3.png': {
    quarters: [
      [255, 0, 0],
      [255, 0, 0],
      [255, 0, 0],
      [255, 0, 0],
    ],
  },
  'sharp-fixtures/prophoto.png': {
    quarters: [
      [117, 160, 210],
      [117, 160, 210],
      [117, 160, 210],
      [117, 160, 210],
    ],
  },
  'sharp-fixtures/tifftag-photoshop.tiff': {
    quarters: [
      [16, 27, 9],
      [15, 24, 6],
      [71, 57, 11],
      [14, 26, 9],
    ],
  },
  'sharp-fixtures/cielab-dagams.tiff': {
    quarters: [
      [111, 135, 86],
      [123, 155, 94],
      [58, 91, 36],
      [85, 109, 63],
    ],
  },
  'sharp-fixtures/fogra-0-100-100-0.tif': {
    quarters: [
      [227, 6, 20],
      [227, 6, 20],
      [227, 6, 20],
      [227, 6, 20],
    ],
  },
  'sharp-fixtures/Channel_digital_image_CMYK_color.jpg': {
    quarters: [
      [113, 114, 109],
      [91, 92, 89],
      [108, 124, 94],
      [124, 124, 122],
    ],
  },
  'sharp-fixtures/16-bit-grey-alpha.png': {
    quarters: [
      [248, 248, 248],
      [248, 248, 248],
      [247, 247, 247],
      [247, 247, 247],
    ],
  },
  'sharp-fixtures/Flag_of_the_Netherlands-16bit.png': {
    quarters: [
      [196, 89, 98],
      [196, 89, 98],
      [95, 122, 171],
      [95, 122, 171],
    ],
  },
  'sharp-fixtures/grey-8bit-alpha.png': {
    quarters: [
      [247, 247, 247],
      [236, 236, 236],
      [243, 243, 243],
      [243, 243, 243],
    ],
  },
  'sharp-fixtures/bggn4a16.png': {
    quarters: [
      [196, 196, 196],
      [196, 196, 196],
      [196, 196, 196],
      [196, 196, 196],
    ],
  },
  'sharp-fixtures/bgbn4a08.png': {
    quarters: [
      [240, 240, 240],
      [208, 208, 208],
      [208, 208, 208],
      [108, 108, 108],
    ],
  },
  'sharp-fixtures/tbgn2c16.png': {
    quarters: [
      [157, 157, 137],
      [149, 125, 139],
      [146, 201, 146],
      [154, 154, 194],
    ],
  },
  'sharp-fixtures/sdr_cosmos12920_cicp1-13-6_yuv444_full_qp10.avif': {
    quarters: [
      [114, 23, 47],
      [110, 16, 41],
      [62, 48, 103],
      [111, 72, 167],
    ],
  },
  'sharp-fixtures/gain-map.jpg': {
    quarters: [
      [86, 84, 92],
      [92, 82, 86],
      [198, 189, 180],
      [192, 177, 164],
    ],
  },
  'sharp-fixtures/grey-plus-alpha.gif': {
    quarters: [
      [134, 134, 134],
      [222, 222, 222],
      [134, 134, 134],
      [222, 222, 222],
    ],
  },
  'sharp-fixtures/relax.jp2': {
    quarters: [
      [49, 69, 67],
      [30, 41, 36],
      [124, 139, 147],
      [56, 97, 65],
    ],
  },
  'sharp-fixtures/relax_tileparts.jp2': {
    quarters: [
      [49, 69, 67],
      [30, 41, 36],
      [124, 139, 146],
      [56, 97, 65],
    ],
  },
  'pillow/16bit.cropped.jp2': {
    quarters: [
      [1, 1, 1],
      [1, 1, 1],
      [2, 2, 2],
      [1, 1, 1],
    ],
  },
  'pillow/tiff_16bit_RGBa.tiff': {
    quarters: [
      [232, 229, 224],
      [189, 187, 187],
      [220, 207, 199],
      [210, 195, 183],
    ],
  },
  'pillow/tiff_tiled_ycbcr_jpeg_1x1_sampling.tif': {
    quarters: [
      [139, 92, 100],
      [137, 86, 109],
      [128, 86, 85],
      [90, 60, 57],
    ],
  },
  'pillow/hopper_gray_4bpp.tif': {
    quarters: [
      [71, 71, 71],
      [118, 118, 118],
      [54, 54, 54],
      [57, 57, 57],
    ],
  },
  'pillow/g4_orientation_5.tif': {
    quarters: [
      [201, 201, 201],
      [216, 216, 216],
      [215, 215, 215],
      [218, 218, 218],
    ],
  },
  'pillow/g4_orientation_7.tif': {
    quarters: [
      [201, 201, 201],
      [216, 216, 216],
      [216, 216, 216],
      [218, 218, 218],
    ],
  },
  'pillow/total-pages-zero.tif': {
    quarters: [
      [247, 247, 247],
      [251, 251, 251],
      [245, 245, 245],
      [254, 254, 254],
    ],
  },
  'pillow/multipage_out_of_order.tiff': {
    quarters: [
      [0, 128, 0],
      [0, 128, 0],
      [0, 128, 0],
      [0, 128, 0],
    ],
  },
  'pillow/hopper.psd': {
    quarters: [
      [83, 63, 71],
      [102, 115, 153],
      [68, 47, 45],
      [54, 55, 73],
    ],
  },
  'pillow/hopper_rle8.bmp': {
    quarters: [
      [83, 63, 71],
      [102, 115, 153],
      [68, 47, 45],
      [54, 55, 73],
    ],
  },
  'pillow/pal1bg.bmp': {
    quarters: [
      [64, 152, 165],
      [64, 120, 196],
      [64, 93, 223],
      [64, 111, 205],
    ],
  },
  'pillow/pal4rle.bmp': {
    quarters: [
      [73, 166, 73],
      [72, 101, 137],
      [70, 40, 70],
      [71, 103, 24],
    ],
  },
  'pillow/rgb16.bmp': {
    quarters: [
      [115, 175, 115],
      [112, 112, 174],
      [111, 58, 111],
      [115, 115, 57],
    ],
  },
  'pillow/rgb24lprof.bmp': {
    quarters: [
      [115, 174, 115],
      [112, 112, 174],
      [112, 60, 112],
      [115, 115, 58],
    ],
  },
  'pillow/hopper_8bit.pgm': {
    quarters: [
      [69, 69, 69],
      [115, 115, 115],
      [52, 52, 52],
      [56, 56, 56],
    ],
  },
  'pillow/mode_palette.png': {
    quarters: [
      [255, 0, 0],
      [255, 0, 0],
      [255, 0, 0],
      [255, 0, 0],
    ],
  },
  'pillow/pal8rletrns.png': {
    quarters: [
      [102, 152, 112],
      [99, 89, 174],
      [99, 37, 109],
      [106, 101, 54],
    ],
  },
  'pillow/transparent.webp': {
    quarters: [
      [100, 83, 178],
      [107, 152, 93],
      [238, 223, 216],
      [238, 223, 213],
    ],
  },
  'heic/IMG_5195.HEIC': {
    quarters: [
      [125, 127, 113],
      [105, 130, 96],
      [140, 109, 168],
      [116, 100, 109],
    ],
  },
  'heic/iphone_13_pro_max.HEIC': {
    quarters: [
      [87, 65, 46],
      [121, 115, 108],
      [113, 66, 17],
      [133, 92, 45],
    ],
  },
  'heic/HMD_Nokia_8.3_5G_hdr.heif': {
    quarters: [
      [175, 180, 180],
      [135, 142, 145],
      [73, 59, 62],
      [72, 51, 51],
    ],
  },
  'heic/samplefilehub.heif': {
    quarters: [
      [60, 62, 61],
      [45, 55, 58],
      [82, 42, 21],
      [96, 50, 26],
    ],
  },
};

/** Of 12 megapixels and more, each of which takes seconds; `npm test` has a small one of the same format. */
const LARGE = ['heic/IMG_5195.HEIC', 'heic/iphone_13_pro_max.HEIC', 'heic/HMD_Nokia_8.3_5G_hdr.heif'];

describe.skipIf(!HAS_SHARED)('colours of unusual files', () => {
  const files = Object.entries(REFERENCE).filter(([file]) => IS_LONG || !LARGE.includes(file));
  it.each(files)('%s', async (file, { quarters, tolerance = 2 }) => {
    const path = join(SHARED, 'hostile', file);
    const { decoded } = await prepareImage(media, { path }, { size: 260, fit: 'crop', kernel: 'cubic' });
    const found = measureQuarters(decoded?.pixels as Uint8Array, 260);
    expectColours(found, quarters as unknown as Colour[], tolerance, file);
  });
});

describe('grey', () => {
  it('stays grey', async () => {
    const bytes = await makeQuarters().greyscale().toColourspace('b-w').webp({ lossless: true }).toBuffer();
    for (const [r, g, b] of measureQuarters((await prepare(bytes))?.pixels as Uint8Array, WHOLE.size)) {
      expectColours([[r, g, b]], [[r, r, r]], 0);
    }
  });
});
