export interface PlannedScene {
  photo: string;
  seconds: number;
  motion: 'still' | 'pan' | 'zoom';
  hasFades?: boolean;
  blackSeconds?: number;
}

export interface FilmScene {
  photo: string;
  fromMs: number;
  toMs: number;
}

export type Codec = 'h264' | 'h264-phone' | 'hevc' | 'vp9' | 'av1' | 'mpeg4' | 'mpeg2';

export const CODECS: Record<Codec, { encoder: string; options: string[]; extension: string }>;

export function listEncodableCodecs(): Codec[];

export function listSamples(): string[];

export function planScenes(
  style: 'mixed' | 'fast' | 'long' | 'fades',
  count: number,
  seed: number,
  photos?: readonly string[],
): PlannedScene[];

export function makeFilm(
  path: string,
  scenes: readonly PlannedScene[],
  options?: { codec?: Codec; width?: number; height?: number; extra?: readonly string[] },
): Promise<FilmScene[]>;
