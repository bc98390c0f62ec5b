/** A rectangle of a frame, upright: shares of its width and height, 0…1; `x`, `y` is the upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Regions of frames that vectors are made of. `whole` is the whole frame, `cell` a part of a fixed grid over it. */
export type RegionKind = 'whole' | 'object' | 'face' | 'text' | 'cell';

/** Images inside a content. A photo has one, of kind `image`. */
export type FrameKind = 'image' | 'video' | 'page' | 'view';

/** Where in a photo's file something was found. */
export interface FrameLocation {
  /** 0-based within the content: key frame, page, view. */
  ordinal: number;
  kind: FrameKind;
  /** Milliseconds from the start; `null` unless `kind` is `video`. */
  atMs: number | null;
  /** 1-based; `null` unless `kind` is `page`. */
  page: number | null;
  /** Name of the page or view, such as `front`. Absent: it has none. */
  label?: string | undefined;
}

/** A vector of the photo that is near the query's vector. */
export interface VectorEvidence {
  type: 'vector';
  /** Id of the embedding space; see `Library.spaces`. */
  space: number;
  frame: FrameLocation;
  region: RegionKind;
  /** `null`: the whole frame. */
  box: Box | null;
  /** Cosine of the query's vector and this one, −1…1. */
  cosine: number;
  /** 0…1, calibrated for the space. */
  relevance: number;
}

/** A line of text in a picture. */
export interface TextLine {
  text: string;
  box: Box;
}

/** Text of the photo that matches the query. */
export interface TextEvidence {
  type: 'text';
  /** Where the text stands: `name`, `folder`, `title`, `description`, `keywords`, `people`, `place`, `page`, `text` (read in the picture)… An open list. */
  field: string;
  /** The text that matches, as far as it is stored, of a page the passage; `null` when only its terms are indexed. */
  text: string | null;
  /** Where in the file it stands: the page of a document. Absent: it is said of the file as a whole. */
  frame?: FrameLocation | undefined;
  /** The lines in which terms of the query stand, where the text was read in the picture; in reading order. */
  lines?: TextLine[] | undefined;
  /** 0…1 */
  relevance: number;
}

/** The pixels of the photo are as the query says. It decides the order among photos that are relevant otherwise. */
export interface LookEvidence {
  type: 'look';
  /** A colour (`red`), `bw`… An open list. */
  look: string;
  /** The share of the picture that has the colour, 0…1; 1 for what is said of the whole picture; of a thing, that of the middle of its box. */
  share: number;
  /** The thing whose colour it is, where the query says so and one was found: the one that has most of it. Absent: that of the picture. */
  thing?: { label: string; frame: FrameLocation; box: Box } | undefined;
  /** 0…1, by the best vector of the photo and its look; 0 where the look changes nothing. */
  relevance: number;
}

/** Things in the photo that the query names: alone, with a number, or in a filter. */
export interface ObjectEvidence {
  type: 'object';
  /** Their class, as the detector names it: `dog`. */
  label: string;
  frame: FrameLocation;
  /** One a thing, the surest first. */
  boxes: Box[];
  /** How sure the detector is of the first, 0…1. */
  score: number;
  /** 0…1, by the things and by the best vector of the photo; 0 where a filter asks for them, which decides no order. */
  relevance: number;
}

/** A person whom the query asks for by name, and where the photo shows the face. Names that metadata states have no faces. */
export interface PersonEvidence {
  type: 'person';
  person: { id: number; name: string };
  frame: FrameLocation;
  /** One a face in this frame, the one that shows most first. */
  boxes: Box[];
  /** 0: who is shown decides which photos are found, and not their order. */
  relevance: number;
}

/** Why a photo is among the results. */
export type Evidence = VectorEvidence | TextEvidence | ObjectEvidence | LookEvidence | PersonEvidence;
