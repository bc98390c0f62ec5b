/** Who turns a format into pixels: the picture library, ImageMagick, or the search for the JPEG that a camera put into its raw file. */
export type Decoder = 'sharp' | 'magick' | 'raw';

interface Format {
  mediaType: string;
  decoder: Decoder | null;
}

const sharp = (mediaType: string): Format => ({ mediaType, decoder: 'sharp' });
const magick = (mediaType: string): Format => ({ mediaType, decoder: 'magick' });
const raw = (mediaType: string): Format => ({ mediaType, decoder: 'raw' });
const nobody = (mediaType: string): Format => ({ mediaType, decoder: null });

/** The formats that are told apart here; `file-type` names some more that nobody decodes. */
export const FORMATS = {
  jpeg: sharp('image/jpeg'),
  png: sharp('image/png'),
  webp: sharp('image/webp'),
  gif: sharp('image/gif'),
  tiff: sharp('image/tiff'),
  avif: sharp('image/avif'),
  svg: sharp('image/svg+xml'),

  heic: magick('image/heic'),
  heif: magick('image/heif'),
  bmp: magick('image/bmp'),
  pbm: magick('image/x-portable-bitmap'),
  pgm: magick('image/x-portable-graymap'),
  ppm: magick('image/x-portable-pixmap'),
  pam: magick('image/x-portable-arbitrarymap'),
  jp2: magick('image/jp2'),
  j2k: magick('image/j2c'),
  jxl: magick('image/jxl'),
  psd: magick('image/vnd.adobe.photoshop'),

  dng: raw('image/x-adobe-dng'),
  cr2: raw('image/x-canon-cr2'),
  cr3: raw('image/x-canon-cr3'),
  crw: raw('image/x-canon-crw'),
  nef: raw('image/x-nikon-nef'),
  nrw: raw('image/x-nikon-nrw'),
  arw: raw('image/x-sony-arw'),
  srw: raw('image/x-samsung-srw'),
  raf: raw('image/x-fuji-raf'),
  orf: raw('image/x-olympus-orf'),
  rw2: raw('image/x-panasonic-rw2'),
  pef: raw('image/x-pentax-pef'),
  '3fr': raw('image/x-hasselblad-3fr'),
  iiq: raw('image/x-phaseone-iiq'),
  erf: raw('image/x-epson-erf'),
  dcr: raw('image/x-kodak-dcr'),
  raw: raw('image/x-raw'),

  tga: nobody('image/x-tga'),
  ico: nobody('image/x-icon'),
  jpm: nobody('image/jpm'),
  mj2: nobody('image/mj2'),
} as const satisfies Record<string, Format>;

/** Short lower-case name of a format that is told apart here. */
export type FormatName = keyof typeof FORMATS;
