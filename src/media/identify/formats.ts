/** Who turns a format into pixels: the picture library, ImageMagick, or the search for the JPEG that a camera put into its raw file. */
export type Decoder = 'sharp' | 'magick' | 'raw';

interface Format {
  mediaType: string;
  decoder: Decoder | null;
  /** How names of such files end, without the dot. `.raw` is not among them: it may be the dump of anything. */
  endings: string;
}

const sharp = (mediaType: string, endings: string): Format => ({ mediaType, endings, decoder: 'sharp' });
const magick = (mediaType: string, endings: string): Format => ({ mediaType, endings, decoder: 'magick' });
const raw = (mediaType: string, endings: string): Format => ({ mediaType, endings, decoder: 'raw' });
const nobody = (mediaType: string): Format => ({ mediaType, endings: '', decoder: null });

/** The formats that are told apart here; `file-type` names some more that nobody decodes. */
export const FORMATS = {
  jpeg: sharp('image/jpeg', 'jpg jpeg jpe jfif jif mpo'),
  png: sharp('image/png', 'png apng'),
  webp: sharp('image/webp', 'webp'),
  gif: sharp('image/gif', 'gif'),
  tiff: sharp('image/tiff', 'tif tiff'),
  avif: sharp('image/avif', 'avif avifs'),
  svg: sharp('image/svg+xml', 'svg'),

  heic: magick('image/heic', 'heic heics hif'),
  heif: magick('image/heif', 'heif heifs'),
  bmp: magick('image/bmp', 'bmp dib'),
  pbm: magick('image/x-portable-bitmap', 'pbm'),
  pgm: magick('image/x-portable-graymap', 'pgm'),
  ppm: magick('image/x-portable-pixmap', 'ppm pnm'),
  pam: magick('image/x-portable-arbitrarymap', 'pam'),
  jp2: magick('image/jp2', 'jp2 jpx jpf'),
  j2k: magick('image/j2c', 'j2k j2c jpc'),
  jxl: magick('image/jxl', 'jxl'),
  psd: magick('image/vnd.adobe.photoshop', 'psd psb'),

  dng: raw('image/x-adobe-dng', 'dng'),
  cr2: raw('image/x-canon-cr2', 'cr2'),
  cr3: raw('image/x-canon-cr3', 'cr3'),
  crw: raw('image/x-canon-crw', 'crw'),
  nef: raw('image/x-nikon-nef', 'nef'),
  nrw: raw('image/x-nikon-nrw', 'nrw'),
  arw: raw('image/x-sony-arw', 'arw sr2 srf'),
  srw: raw('image/x-samsung-srw', 'srw'),
  raf: raw('image/x-fuji-raf', 'raf'),
  orf: raw('image/x-olympus-orf', 'orf ori'),
  rw2: raw('image/x-panasonic-rw2', 'rw2'),
  pef: raw('image/x-pentax-pef', 'pef'),
  '3fr': raw('image/x-hasselblad-3fr', '3fr fff'),
  iiq: raw('image/x-phaseone-iiq', 'iiq'),
  erf: raw('image/x-epson-erf', 'erf'),
  dcr: raw('image/x-kodak-dcr', 'dcr kdc'),
  raw: raw('image/x-raw', 'rwl mrw x3f mos mef'),

  tga: nobody('image/x-tga'),
  ico: nobody('image/x-icon'),
  jpm: nobody('image/jpm'),
  mj2: nobody('image/mj2'),
} as const satisfies Record<string, Format>;

/** Short lower-case name of a format that is told apart here. */
export type FormatName = keyof typeof FORMATS;

/** Lower-case endings, with the dot, of the names of files that can be decoded. Names are no proof: what counts is the content. */
export const PICTURE_ENDINGS: ReadonlySet<string> = new Set(
  Object.values(FORMATS)
    .flatMap(({ endings }) => endings.split(' '))
    .filter((ending) => ending !== '')
    .map((ending) => `.${ending}`),
);
