import type { LookEvidence } from '../../model/evidence.js';
import type { FrameLook } from '../../model/look.js';
import type { SeenThing } from '../../model/region.js';
import { type VectorLocation, WHOLE_IMAGE } from '../../store/records.js';
import type { ColouredThing } from '../look/bind-colours.js';
import type { AskedLook } from '../look/read-looks.js';
import { findColoured, hasLook, shareOf } from '../look/weigh-looks.js';
import type { RankedPhoto } from '../model.js';
import { round } from './round.js';

/** Stored values that the evidence of looks is made of. */
export interface FoundLooks {
  locations: ReadonlyMap<number, VectorLocation>;
  /** The looks that the query names. */
  asked: readonly AskedLook[];
  /** Those of their colours that are said of things. */
  coloured: readonly ColouredThing[];
  /** See `Ranking.lifted`. */
  lifted: ReadonlyMap<number, number>;
  /** Of frames, by vector id. */
  looks: ReadonlyMap<number, FrameLook>;
  /** Things of the classes that are to have a colour, by vector id. */
  things: ReadonlyMap<number, readonly SeenThing[]>;
}

/** The looks that are asked for and that the nearest frame has, or a thing in it. */
export function listLooks(best: RankedPhoto['vectors'][number] | undefined, found: FoundLooks): LookEvidence[] {
  const look = found.looks.get(best?.vectorId ?? 0);
  if (best === undefined || look === undefined) return [];
  const relevance = round(found.lifted.get(best.vectorId) ?? 0);
  return found.asked.flatMap((one) => {
    const ofThing = toThingLook(best.vectorId, one, found);
    const share = ofThing?.share ?? shareOf(look, one);
    const isThere = ofThing === undefined && hasLook(look, one);
    if (!isThere && !(share > 0 && relevance > 0)) return [];
    return { ...{ type: 'look', look: one, share: round(share), relevance }, ...ofThing?.of };
  });
}

/** The thing that has most of a colour. */
function toThingLook(
  vectorId: number,
  colour: AskedLook,
  { locations, coloured, things }: Pick<FoundLooks, 'locations' | 'coloured' | 'things'>,
): { share: number; of: Pick<LookEvidence, 'thing'> } | undefined {
  if (colour === 'bw') return undefined;
  const labels = new Set(coloured.flatMap((one) => (one.colour === colour ? one.label : [])));
  const found = (things.get(vectorId) ?? []).filter(({ label }) => labels.has(label));
  const most = findColoured(found, colour);
  if (most === undefined) return undefined;
  const { label, box } = most.thing;
  const { frame } = locations.get(vectorId) ?? WHOLE_IMAGE;
  return { share: most.share, of: { thing: { label, frame: { ...frame }, box } } };
}
