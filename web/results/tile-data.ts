import type { ContentKind } from '../../src/model/content-kind.js';
import type { FrameLocation } from '../../src/model/evidence.js';
import { listPlaces } from '../../src/model/list-places.js';
import { findReasons, type Reason } from '../../src/model/reasons.js';
import type { LinkedResult } from '../api/types.js';

/** The part of a result that the grid stores: 50,000 of them must fit into a browser's memory. */
export interface TileData {
  id: number;
  name: string;
  path: string;
  /** Width over height, within limits; extreme panoramas are cropped in the grid, otherwise one would be a stripe across it. */
  shape: number;
  width: number;
  height: number;
  /** Of the best place that was found in it. */
  thumbnail: string;
  kind: ContentKind;
  /** How many images it is made of. */
  frames: number;
  /** It is a photo with a film. */
  isLive: boolean;
  /** Of a film; `null`: unknown. */
  durationMs: number | null;
  /** The places in it that answer the query, best first. */
  places: readonly FrameLocation[];
  /** What of the picture the query asks for; absent without any. */
  reasons?: readonly Reason[];
  /** Shown relevance, 0…1; `null` where it would not explain the place: see `listShownRelevances`. */
  relevance: number | null;
  identical: boolean;
  /** Files with the same bytes, itself counted. */
  copies: number;
  /** Near-identical shots that it stands for. */
  collapsed: number;
}

const NARROWEST = 0.56;
const WIDEST = 2.4;

/** @param relevance the one that is shown beside it */
export function toTileData(result: LinkedResult, relevance: number | null): TileData {
  const { id, path, width, height, links, identical, otherPaths, kind, frames, motion, metadata } = result;
  const reasons = findReasons(result.evidence);
  return {
    id,
    name: getFileName(path),
    path,
    shape: Math.min(WIDEST, Math.max(NARROWEST, width / height || 1)),
    width,
    height,
    thumbnail: links.thumbnail,
    kind,
    frames,
    isLive: motion !== undefined,
    durationMs: metadata?.media?.durationMs ?? null,
    places: kind === 'image' ? [] : listPlaces(result),
    ...(reasons.length > 0 && { reasons }),
    relevance,
    identical,
    copies: otherPaths.length + 1,
    collapsed: result.collapsed?.length ?? 0,
  };
}

/** The last part of a path of any platform. */
export function getFileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
