import { basename, dirname } from 'node:path';
import { CELL_BOXES } from '../../detect/cells/cell-grid.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { Evidence, TextEvidence, VectorEvidence } from '../../model/evidence.js';
import type { FrameInfo } from '../../model/frame.js';
import type { PlacedRegion } from '../../model/region.js';
import type { FrameText } from '../../store/queries/frame-texts.js';
import type { Word } from '../../store/queries/text-matches.js';
import { type PhotoRow, type VectorLocation, WHOLE_IMAGE } from '../../store/records.js';
import type { TextField } from '../../store/text-fields.js';
import type { RankedCell, RankedPhoto, TextHit } from '../model.js';
import { textRelevance } from '../rank/text-relevance.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import { cutPassage } from '../text/cut-passage.js';
import { joinRelevance } from '../things/join-relevance.js';
import type { Photo } from '../types/photo.js';
import { type FoundLooks, listLooks } from './list-looks.js';
import { type FoundThings, listCounted, toObjectEvidence } from './list-objects.js';
import { listMatchingLines } from './matching-lines.js';
import { round, toCosine } from './round.js';

/**
 * Where the vectors of photos lie in them, by vector id; vectors of whole images are left out. Asked for a page, not for all results.
 * @param rows an image of one frame is not looked up: its only vector in a space that is searched is that of the whole frame
 */
export function locateVectors(
  catalogue: SearchCatalogue,
  photos: readonly RankedPhoto[],
  rows: ReadonlyMap<number, Pick<PhotoRow, 'frameKind' | 'frames'>>,
): ReadonlyMap<number, VectorLocation> {
  const bySpace = new Map<number, number[]>();
  for (const { id, vectors } of photos) {
    const row = rows.get(id);
    if (row === undefined || (row.frameKind === 'image' && row.frames <= 1)) continue;
    for (const { spaceId, vectorId } of vectors) {
      const ids = bySpace.get(spaceId);
      if (ids === undefined) bySpace.set(spaceId, [vectorId]);
      else ids.push(vectorId);
    }
  }
  const located = [...bySpace].flatMap(([spaceId, ids]) => catalogue.vectors.locateParts(spaceId, ids));
  return new Map(located.map((location) => [location.vectorId, location]));
}

/** Stored values that the evidence of a page of results is made of. */
export interface FoundEvidence extends FoundLooks, FoundThings {
  locations: ReadonlyMap<number, VectorLocation>;
  /** By id. */
  frameTexts: ReadonlyMap<number, FrameText>;
  findFrame(photoId: number, ordinal: number): FrameInfo | undefined;
  /** The lines of text in pictures, by photo. */
  lines: ReadonlyMap<number, readonly PlacedRegion[]>;
  /** The terms that were looked for in texts. */
  words: readonly Word[];
}

/**
 * Why a photo is among the results, best first: its best vector in each space that was searched, and the texts that match.
 * @param fields of the file whose text matches, those in which terms of the query stand
 * @param found of the photos of the page
 */
export function listEvidence(
  { vectors, text, thing, cell }: RankedPhoto,
  photo: Photo,
  fields: readonly TextField[],
  found: FoundEvidence,
): Evidence[] {
  const { locations, frameTexts, asked, counts } = found;
  // One literal: spread parts take several times as long, and a page has an object for each vector.
  const near = vectors.map(({ spaceId, vectorId, cosine, relevance }): VectorEvidence => {
    const { frame, region, box } = locations.get(vectorId) ?? WHOLE_IMAGE;
    return {
      type: 'vector',
      space: spaceId,
      frame: { ...frame },
      region,
      box,
      cosine: toCosine(cosine),
      relevance: round(relevance),
    };
  });
  // Most results: nothing else was looked for, or found.
  if (text === undefined && thing === undefined && cell === undefined && asked.length + counts.length === 0)
    return near.length > 1 ? near.sort((a, b) => b.relevance - a.relevance) : near;
  const texts = text === undefined ? [] : fields.map((field) => toTextEvidence(field, text, photo));
  const frames = (text?.frameTextIds ?? []).flatMap((id) => {
    const one = frameTexts.get(id);
    return one === undefined ? [] : toFrameEvidence(one, found);
  });
  const byVector = Math.max(vectors[0]?.relevance ?? 0, cell?.relevance ?? 0);
  const seen =
    thing === undefined ? [] : toObjectEvidence({ ...thing, relevance: joinRelevance(byVector, thing.score) }, found);
  const parts = cell === undefined ? [] : toCellEvidence(cell, found);
  const evidence: Evidence[] = [...parts, ...near, ...texts, ...frames, ...seen];
  if (evidence.length > 1) evidence.sort((a, b) => b.relevance - a.relevance);
  // Behind the others: looks and numbers say how a photo is lifted, and not where in it something was found.
  return [...evidence, ...listLooks(vectors[0], found), ...listCounted(photo.id, vectors[0], found)];
}

/** The best part; its relevance is that of the whole and the part together. */
function toCellEvidence(
  { photoId, spaceId, frame: ordinal, cell, cosine, relevance }: RankedCell,
  { findFrame }: Pick<FoundEvidence, 'findFrame'>,
): VectorEvidence[] {
  const frame = findFrame(photoId, ordinal);
  const box = CELL_BOXES[cell];
  if (frame === undefined || box === undefined) return [];
  const { kind, atMs, page } = frame;
  return [
    {
      ...{ type: 'vector', space: spaceId, frame: { ordinal, kind, atMs, page }, region: 'cell', box },
      ...{ cosine: toCosine(cosine), relevance: round(relevance) },
    },
  ];
}

/** The relevance is that of any text that holds all terms. */
function toFrameEvidence(
  { photoId, text, isRecognised, frame }: FrameText,
  { words, lines }: Pick<FoundEvidence, 'words' | 'lines'>,
): TextEvidence {
  const relevance = textRelevance({ isExact: false, isByFolder: false });
  const passage = { text: cutPassage(text, words), relevance, frame };
  if (!isRecognised) return { type: 'text', field: frame.kind, ...passage };
  return {
    type: 'text',
    field: 'text',
    ...passage,
    lines: listMatchingLines(
      (lines.get(photoId) ?? []).filter((line) => line.frame.ordinal === frame.ordinal),
      words,
    ),
  };
}

function toTextEvidence(field: TextField, hit: TextHit, photo: Photo): TextEvidence {
  const relevance = hit.isExact && field !== 'name' ? textRelevance({ ...hit, isExact: false }) : textRelevance(hit);
  return { type: 'text', field, text: readText(field, hit.path, photo), relevance };
}

/** The text of a field. Metadata is that of the file in front; another file of the photo may have matched. */
function readText(field: TextField, path: string, { path: front, metadata }: Photo): string | null {
  if (field === 'name') return basename(path);
  if (field === 'folder') return dirname(path);
  if (metadata === null || path !== front) return null;
  // Metadata that an older version stored may lack fields.
  const { title, description, keywords, people }: Partial<FileMetadata> = metadata;
  const stored: Partial<Record<TextField, string | null | undefined>> = {
    ...{ title, description, keywords: keywords?.join(', '), people: people?.join(', ') },
  };
  return stored[field] ?? null;
}
