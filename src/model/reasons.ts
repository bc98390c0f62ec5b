import type { Box, Evidence } from './evidence.js';
import { COLOURS, hasShare, LEAST_THING_SHARE } from './look.js';

/** A fact of the picture that the query asks for, and that people can see. What vectors say is none: nobody can put it into words. */
export interface Reason {
  /** A colour, `bw`…: of the thing, or of the picture where there is none. */
  look?: string;
  /** The class of the things. */
  thing?: string;
  /** How many of them. */
  count?: number;
  /** Name of a person. */
  person?: string;
  /** A line of text. */
  text?: string;
  /** The frame that `boxes` are in; 0 for facts about the picture as a whole. */
  frame: number;
  /** Where it is, one a thing. Empty: everywhere. */
  boxes: readonly Box[];
}

/**
 * Facts that brought a photo among the results, or lifted it: things and their colours first, then people, then lines of text. A colour counts from the share on that the
 * filters `color:` and `object:"red bus"` ask for: less of it lifts a photo a little, and nobody would name it.
 */
export function findReasons(evidence: readonly Evidence[]): Reason[] {
  const reasons = evidence.flatMap((one): Reason[] => {
    if (one.type === 'object')
      return [{ thing: one.label, count: one.boxes.length, frame: one.frame.ordinal, boxes: one.boxes }];
    if (one.type === 'person') return [{ person: one.person.name, frame: one.frame.ordinal, boxes: one.boxes }];
    if (one.type === 'look') {
      const { look, thing, share } = one;
      if (thing === undefined) return isNoticed(look, share) ? [{ look, frame: 0, boxes: [] }] : [];
      if (share < LEAST_THING_SHARE) return [];
      return [{ look, thing: thing.label, frame: thing.frame.ordinal, boxes: [thing.box] }];
    }
    const { lines = [], frame } = one.type === 'text' ? one : {};
    return lines.map(({ text, box }) => ({ text, frame: frame?.ordinal ?? 0, boxes: [box] }));
  });
  // A red bus is a bus.
  const isSaid = ({ look, thing, count }: Reason) =>
    look === undefined && count === 1 && reasons.some((other) => other.look !== undefined && other.thing === thing);
  return reasons.filter((reason) => !isSaid(reason)).sort((a, b) => rank(a) - rank(b));
}

function isNoticed(look: string, share: number): boolean {
  const colour = COLOURS.find((one) => one === look);
  return colour === undefined ? share > 0 : hasShare(colour, share);
}

function rank({ text, person, thing }: Reason): number {
  if (text !== undefined) return 3;
  if (person !== undefined) return 2;
  return thing === undefined ? 1 : 0;
}
