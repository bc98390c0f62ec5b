import { createHash } from 'node:crypto';
import { basename, extname, join, relative } from 'node:path';
import { toComparisonKey, toLooseWords } from '../../../model/comparison-key.js';
import { type Fields, listFieldKeys, typeOfField } from '../../../model/fields.js';
import { isBelow } from '../../../model/paths.js';
import { toSortName } from '../../../model/sort-name.js';
import { decodeFloat16 } from '../../../runtime/float16.js';
import { toRelativeName } from '../../../runtime/fs-path.js';
import { splitTerms } from '../../../search/text/terms.js';
import type { PublishedContent, PublishedFile } from '../../../store/queries/publication-queries.js';
import { TEXT_FIELDS } from '../../../store/text-fields.js';
import { parseStored, toStoredTexts } from '../stored-metadata.js';
import { CLASS_OF_FIELD, toFrameWordVector, toWordVector } from '../words.js';

/** A root of the library: servers find its folder by the id, wherever they have it. */
export interface PublishedRoot {
  id: string;
  path: string;
  /** Other libraries have files of it, too: it has the same id in all of them. */
  isShared: boolean;
  /** The folder that its files are published below; of a shared root, that on the machine that has named it first. */
  publishedAs: string;
}

/** Rows depend on this beside the content. */
export interface RowContext {
  libraryId: string;
  roots: readonly PublishedRoot[];
  /** Ids of spaces in the database, and lengths of their vectors, by those of the catalogue. */
  spaces: ReadonlyMap<number, { id: number; dim: number }>;
  isManaged: (path: string) => boolean;
}

/** The id of a root is the same in every run, and another one in every library. */
export function toRootId(libraryId: string, path: string): string {
  return createHash('sha256').update(`${libraryId}\0${path}`).digest('hex').slice(0, 12);
}

/** Changes with anything that is published of a content. @param context what rows depend on, in words */
export function digestContent(content: PublishedContent, context: string): string {
  const { id: _, files, ...rest } = content;
  return digest([context, rest, files]);
}

/** Changes with what was computed from its bytes: libraries that have computed the same have the same. */
export function digestDerived(content: PublishedContent, { spaces }: RowContext): string {
  const { id: _, files: __, ...rest } = content;
  const named = <Row extends { spaceId: number }>(rows: readonly Row[]) =>
    rows.flatMap(({ spaceId, ...row }) => {
      const space = spaces.get(spaceId);
      return space === undefined ? [] : [{ ...row, space: space.id }];
    });
  return digest({ ...rest, vectors: named(rest.vectors), tags: named(rest.tags), kinds: named(rest.kinds) });
}

function digest(value: unknown): string {
  const text = JSON.stringify(value, (_, part) =>
    part?.type === 'Buffer' ? createHash('sha256').update(Buffer.from(part.data)).digest('base64url') : part,
  );
  return createHash('sha256').update(text).digest('base64url');
}

export function toContentRow(content: PublishedContent, derived: string) {
  const [first] = content.frames;
  return {
    sha256: content.sha256.toString('hex'),
    hash: content.sha256.toString('hex').slice(0, 16),
    ...{ format: content.format, media_type: content.mediaType, defect: content.defect, looks: content.looks },
    ...{
      is_undecoded: content.isUndecoded,
      kind: first?.kind ?? 'image',
      width: first?.width ?? 0,
      height: first?.height ?? 0,
    },
    ...{ frames: content.frames.length, derived },
  };
}

export function toFileRow(found: PublishedFile, content: PublishedContent, { roots, isManaged }: RowContext) {
  const root = roots.find(({ path }) => path === found.path || isBelow(found.path, path));
  const file = root === undefined ? found : toPublishedPlace(found, root);
  const managed = file.externalId !== null && isManaged(found.path);
  const stored = parseStored(file.metadata);
  const people = stored.people ?? [];
  const { texts, fileName } = toStoredTexts({ ...file, isManaged: managed }, stored);
  const { words, tokens } = toWordVector(
    TEXT_FIELDS.map((field) => ({ text: texts[field], label: CLASS_OF_FIELD[field] })),
  );
  const name = basename(file.path);
  const keywords = JSON.parse(file.keywords) as string[];
  return {
    ...{ local_id: file.id, local_content_id: content.id, sha256: content.sha256.toString('hex') },
    root_id: root?.id ?? null,
    relative_path: root === undefined ? null : toRelativeName(root.path, found.path),
    ...{ path: file.path, folder: file.folder, folder_key: toComparisonKey(file.folder), is_managed: managed },
    ...{
      size_bytes: file.sizeBytes,
      mtime_ms: file.mtimeMs,
      external_id: file.externalId,
      fields: file.fields,
      metadata: file.metadata,
    },
    ...{ taken_at_ms: file.takenAtMs, taken_local: file.takenLocal, taken_source: file.takenSource },
    ...{ latitude: file.latitude, longitude: file.longitude, country: file.country },
    ...{ city: file.city, city_key: toKey(file.city), camera: file.camera, camera_key: toKey(file.camera) },
    ...{ lens: file.lens, lens_key: toKey(file.lens), rating: file.rating, is_favorite: file.isFavorite === 1 },
    ...{ duration_ms: file.durationMs, traits: file.traits, ext: file.ext.toLowerCase() },
    ...{ keywords, keyword_keys: keywords.map(toComparisonKey) },
    people,
    people_words: people.map(toLooseWords),
    ...{ name_terms: splitTerms(name).join(' '), stem_terms: splitTerms(basename(name, extname(name))).join(' ') },
    name_key: file.metadata === null ? '' : fileName.toLowerCase(),
    words: file.metadata === null ? '' : words,
    tokens: file.metadata === null ? 0 : tokens,
    sort_name: toSortName(name),
  };
}

/** A file of a shared root has the same path, whichever machine has indexed it. */
function toPublishedPlace(file: PublishedFile, { path, publishedAs }: PublishedRoot): PublishedFile {
  if (path === publishedAs) return file;
  const move = (place: string) => join(publishedAs, relative(path, place));
  return { ...file, path: move(file.path), folder: move(file.folder) };
}

/** A path of the library, as files below it are published. */
export function toPublishedPath(place: string, roots: readonly PublishedRoot[]): string {
  const root = roots.find(({ path }) => path === place || isBelow(place, path));
  return root === undefined || root.path === root.publishedAs
    ? place
    : join(root.publishedAs, relative(root.path, place));
}

export function toFieldRows(file: PublishedFile) {
  const fields = file.fields === null ? {} : (JSON.parse(file.fields) as Fields);
  return Object.entries(fields).flatMap(([name, value]) => {
    const type = typeOfField(value);
    if (type === undefined) return [];
    const base = { local_id: file.id, name, name_key: name.toLowerCase(), type };
    return listFieldKeys(value).map((key) => ({
      ...base,
      number: typeof key === 'number' ? key : null,
      string: typeof key === 'string' ? key : null,
    }));
  });
}

/** Rows of what was computed from the bytes of a content, by table. */
export function toDerivedRows(content: PublishedContent, { spaces }: RowContext) {
  const sha256 = content.sha256.toString('hex');
  const inSpace = <Row extends { spaceId: number }>(rows: readonly Row[]) =>
    rows.flatMap(({ spaceId, ...row }) => {
      const space = spaces.get(spaceId);
      return space === undefined ? [] : [{ ...row, sha256, space_id: space.id }];
    });
  return {
    frame: content.frames.map(({ atMs, phash, look, ...frame }) => ({
      ...{ sha256, ...frame, at_ms: atMs, phash: phash?.toString('hex') ?? null, look: look?.toString('hex') ?? null },
    })),
    region: content.regions.map(({ isFace, colours, ...region }) => ({
      ...{ sha256, ...region, is_face: isFace === 1, colours: colours?.toString('hex') ?? null },
    })),
    face: content.faces.map(({ personId, isHidden, isConfirmed = false, ...face }) => ({
      ...{ sha256, ...face, person_id: personId, name_words: toLooseWords(face.name), is_hidden: isHidden === 1 },
      is_confirmed: isConfirmed,
    })),
    frame_text: content.texts.map(({ isSensitive, ...text }) => ({
      ...{ sha256, ...text, is_sensitive: isSensitive === 1, ...toFrameWordVector(text.text) },
    })),
    tag: inSpace(content.tags).map((tag) => ({ ...tag, key: toComparisonKey(tag.name) })),
    picture_kind: inSpace(content.kinds),
  };
}

/** Vectors of a content, by the id of their space in the database, as pgvector reads them. */
export function toVectorRows(content: PublishedContent, { spaces }: RowContext) {
  return content.vectors.flatMap(({ spaceId, ordinal, data }) => {
    const space = spaces.get(spaceId);
    if (space === undefined || data.length !== 2 * space.dim) return [];
    const vector = new Float32Array(space.dim);
    decodeFloat16(data, vector);
    return [{ spaceId: space.id, sha256: content.sha256.toString('hex'), ordinal, v: `[${vector.join(',')}]` }];
  });
}

function toKey(text: string | null): string | null {
  return text === null ? null : toComparisonKey(text);
}
