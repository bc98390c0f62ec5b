import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';
import { isLanguage } from '../../search/query/name-languages.js';
import type { CaptionFile } from './types.js';

/** A caption of an image. */
export interface Caption {
  /** Name of the image as it is written. */
  image: string;
  text: string;
  language: string;
}

const COLUMNS: Readonly<Record<'image' | 'text' | 'language', readonly string[]>> = {
  image: ['file', 'image', 'filename', 'file_name', 'path'],
  text: ['caption', 'text', 'sentence'],
  language: ['language', 'lang'],
};

/** Reads captions. A first line that names the columns is no caption. @throws PhotoseekError `path-not-found`, `bad-argument` that names the line */
export async function readCaptions(file: CaptionFile): Promise<Caption[]> {
  const bytes = await readFile(toFsPath(file.path)).catch((cause: Error) => {
    throw new PhotoseekError('path-not-found', `${file.path} cannot be read: ${cause.message}.`, { cause });
  });
  if (file.language !== undefined) checkLanguage(file.language, `The language of ${file.path}`);
  // The names of images need not be valid UTF-8.
  const captions = parseCaptions(fromNameBytes(bytes), file);
  if (captions.length > 0) return captions;
  throw new PhotoseekError('bad-argument', `${file.path} has no captions.`, {
    hint: 'Each line must be an image, a tab and a caption.',
  });
}

/** See {@link readCaptions}. */
export function parseCaptions(content: string, { path, language }: CaptionFile): Caption[] {
  const rows = content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ fields: line.split('\t'), line: i + 1, isEmpty: line.trim() === '' }))
    .filter(({ isEmpty }) => !isEmpty);
  const header = rows[0]?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const find = (names: readonly string[]) => header.findIndex((name) => names.includes(name));
  const named = { image: find(COLUMNS.image), text: find(COLUMNS.text), language: find(COLUMNS.language) };
  const hasHeader = named.image >= 0 && named.text >= 0;
  const at = hasHeader ? named : { image: 0, text: 1, language: 2 };
  const [, tag = ''] = /\.([a-z]{2,3}(?:-[A-Za-z]+)?)\.(?:tsv|txt)$/.exec(basename(path)) ?? [];
  // captions.old.tsv names no language.
  const fallback = tag !== '' && isLanguage(toPrimary(tag)) ? tag : '';
  return rows.slice(hasHeader ? 1 : 0).map(({ fields, line }) => {
    const image = fields[at.image]?.trim();
    const text = fields[at.text]?.trim();
    if (!image || !text) {
      throw new PhotoseekError('bad-argument', `Line ${line} of ${path} must be an image, a tab and a caption.`);
    }
    const own = fields[at.language]?.trim() ?? '';
    if (own !== '') checkLanguage(own, `The language in line ${line} of ${path}`);
    return { image, text, language: language ?? (own || fallback) };
  });
}

/** `zh` of `zh-Hant`. */
function toPrimary(tag: string): string {
  return tag.split('-')[0] as string;
}

/** Other words than codes, such as `English`, are taken for names of languages. */
function checkLanguage(tag: string, subject: string): void {
  const primary = toPrimary(tag).toLowerCase();
  if (!/^[a-z]{2,3}$/.test(primary) || isLanguage(primary)) return;
  throw new PhotoseekError('bad-argument', `${subject} must be a code such as de or zh, got ${JSON.stringify(tag)}.`);
}
