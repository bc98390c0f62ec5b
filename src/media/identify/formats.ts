/** The decoder of a format: sharp, ImageMagick, one of both (TIFF), or the JPEG embedded in a camera's raw file. */
export type Decoder = 'sharp' | 'magick' | 'tiff' | 'raw';

interface Format {
  mediaType: string;
  decoder: Decoder | null;
  /** File extensions without the dot, separated by blanks. `.raw` is not among them: it may be any binary dump. */
  extensions: string;
}

const sharp = (mediaType: string, extensions: string): Format => ({ mediaType, extensions, decoder: 'sharp' });
const magick = (mediaType: string, extensions: string): Format => ({ mediaType, extensions, decoder: 'magick' });
const raw = (mediaType: string, extensions: string): Format => ({ mediaType, extensions, decoder: 'raw' });
const unsupported = (mediaType: string): Format => ({ mediaType, extensions: '', decoder: null });

/** The formats that are recognised here; `file-type` names some more, which are not supported. */
export const FORMATS = {
  jpeg: sharp('image/jpeg', 'jpg jpeg jpe jfif jif mpo'),
  png: sharp('image/png', 'png apng'),
  webp: sharp('image/webp', 'webp'),
  gif: sharp('image/gif', 'gif'),
  tiff: { mediaType: 'image/tiff', decoder: 'tiff', extensions: 'tif tiff' },
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

  tga: unsupported('image/x-tga'),
  ico: unsupported('image/x-icon'),
  jpm: unsupported('image/jpm'),
  mj2: unsupported('image/mj2'),
} as const satisfies Record<string, Format>;

/** Short lower-case name of a format that is recognised here. */
export type FormatName = keyof typeof FORMATS;

/** Lower-case extensions, with the dot, of supported formats. The content decides, not the name. */
export const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(
  Object.values(FORMATS)
    .flatMap(({ extensions }) => extensions.split(' '))
    .filter((extension) => extension !== '')
    .map((extension) => `.${extension}`),
);
