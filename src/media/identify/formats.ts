import type { ContentKind } from '../../model/content-kind.js';

/** The decoder of a format: sharp, ImageMagick, one of both (TIFF), or the JPEG embedded in a camera's raw file. */
export type Decoder = 'sharp' | 'magick' | 'tiff' | 'raw';

interface Format {
  kind: ContentKind;
  mediaType: string;
  /** `null`: it is not supported, or it is no image and is expanded into images by its kind. */
  decoder: Decoder | null;
  /** File extensions without the dot, separated by blanks. `.raw` is not among them: it may be any binary dump. */
  extensions: string;
}

const image = (decoder: Decoder | null) => (mediaType: string, extensions: string) =>
  ({ kind: 'image', mediaType, extensions, decoder }) satisfies Format;
const sharp = image('sharp');
const magick = image('magick');
const raw = image('raw');
const unsupported = (mediaType: string) => image(null)(mediaType, '');
const video = (mediaType: string, extensions: string) =>
  ({ kind: 'video', mediaType, extensions, decoder: null }) satisfies Format;
const model = (mediaType: string, extensions: string) =>
  ({ kind: 'model', mediaType, extensions, decoder: null }) satisfies Format;

/** The formats that are recognised here; `file-type` names some more, which are not supported. */
export const FORMATS = {
  jpeg: sharp('image/jpeg', 'jpg jpeg jpe jfif jif mpo'),
  png: sharp('image/png', 'png apng'),
  webp: sharp('image/webp', 'webp'),
  gif: sharp('image/gif', 'gif'),
  tiff: image('tiff')('image/tiff', 'tif tiff'),
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

  pdf: { kind: 'document', mediaType: 'application/pdf', extensions: 'pdf', decoder: null },

  mp4: video('video/mp4', 'mp4 m4v f4v'),
  mov: video('video/quicktime', 'mov qt'),
  '3gp': video('video/3gpp', '3gp 3g2'),
  mkv: video('video/x-matroska', 'mkv'),
  webm: video('video/webm', 'webm'),
  avi: video('video/x-msvideo', 'avi'),
  mpg: video('video/mpeg', 'mpg mpeg vob'),
  // Not `.ts`, which is more often TypeScript: a transport stream of that name is recognised by its content.
  mpegts: video('video/mp2t', 'mts m2ts'),
  wmv: video('video/x-ms-wmv', 'wmv asf'),
  flv: video('video/x-flv', 'flv'),
  ogv: video('video/ogg', 'ogv ogm'),

  glb: model('model/gltf-binary', 'glb'),
  gltf: model('model/gltf+json', 'gltf'),
  // Not `.obj`, which compilers write, too: a model of that name is recognised by its content.
  obj: model('model/obj', ''),
  stl: model('model/stl', 'stl'),
  ply: model('model/x-ply', 'ply'),
} as const satisfies Record<string, Format>;

/** Short lower-case name of a format that is recognised here. */
export type FormatName = keyof typeof FORMATS;

/** Lower-case extensions, with the dot, of some of the formats. The content decides, not the name. */
export function listExtensions(isWanted: (format: Format, name: FormatName) => boolean): ReadonlySet<string> {
  const formats = Object.entries(FORMATS) as [FormatName, Format][];
  const extensions = formats
    .filter(([name, format]) => isWanted(format, name))
    .flatMap(([, format]) => format.extensions.split(' '));
  return new Set(extensions.filter((extension) => extension !== '').map((extension) => `.${extension}`));
}

/** Those of images. */
export const IMAGE_EXTENSIONS: ReadonlySet<string> = listExtensions(({ kind }) => kind === 'image');

/** Those of raw files of cameras. */
export const RAW_EXTENSIONS: ReadonlySet<string> = listExtensions(({ decoder }) => decoder === 'raw');
