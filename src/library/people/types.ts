import type { Box } from '../../model/evidence.js';

/** A person: faces that look alike, or that a user has said to be of one. */
export interface Person {
  /** Never used again for another one. */
  id: number;
  /** `null`: not named yet. */
  name: string | null;
  isHidden: boolean;
  /** Faces in the photos that this reader sees. */
  faces: number;
  /** The photos that show them. */
  photos: number;
  /** The face that shows most; `null` for a person whose photos are gone, who keeps the name. */
  cover: { faceId: number; photoId: number; contentHash: string; frame: number; box: Box } | null;
}

/** A face in a photo. */
export interface Face {
  /** Another one after the photo was looked at anew. */
  id: number;
  photoId: number;
  /** `Photo.contentHash` of the photo. */
  contentHash: string;
  /** Of a file of the photo that this reader sees. */
  path: string;
  /** Ordinal of the frame. */
  frame: number;
  /** Shares of the upright frame. */
  box: Box;
  /** How sure the detector is that it is a face, 0…1. */
  score: number;
  /** `null`: of none, because a user has said that it is no face, or because no index run has grouped it yet. */
  person: { id: number; name: string | null } | null;
  /** A user has said that it is of this person. */
  isConfirmed: boolean;
}

/** Which people are listed. */
export interface PeopleOptions {
  /** People whom a user has hidden, too. Default `false`. */
  includeHidden?: boolean;
  /** 1…1000, default 100. */
  limit?: number;
  /** How many are passed over; default 0. */
  offset?: number;
  /** Only faces in photos below this folder count. */
  in?: string;
}

/** Which faces of a person are listed. */
export type FacesOptions = Pick<PeopleOptions, 'limit' | 'offset'>;

/** Two people who may be one. */
export interface PeoplePair {
  /** The one with fewer faces. */
  person: Person;
  other: Person;
  /** Mean cosine of their faces, 0.62…0.70. */
  cosine: number;
}

/** What is said about faces: of which person they are, of which they are not, or that they are none. */
export type FaceTarget = { person: number } | { newPerson: string | null } | { notThis: number } | 'no-face';

/** What is changed of a person. */
export interface PersonChange {
  /** `null` takes the name away. */
  name?: string | null;
  isHidden?: boolean;
}

/** Which face of a picture is looked for, and how many answers there are. */
export interface FindFaceOptions {
  /** Its number, from left to right, 1 the first; default: the largest. */
  face?: number;
  /** The part of the picture in which the middle of the face lies, in shares; instead of the number. */
  box?: Box;
  /** Ordinal of the frame, for a photo of the library; default: the first. */
  frame?: number;
  /** Faces in `matches`, 1…1000, default 20. */
  limit?: number;
}

/** A face in a picture that is asked about. */
export interface NumberedFace {
  /** From left to right, 1 the first. */
  number: number;
  /** Shares of the upright picture. */
  box: Box;
  /** How sure the detector is that it is a face, 0…1. */
  score: number;
}

/** The people and faces that are like a face in a picture. */
export interface FaceMatches {
  /** The face that was looked for. */
  face: NumberedFace;
  /** All of the picture. */
  faces: NumberedFace[];
  /**
   * People with a mean cosine of 0.62 or more, the likeliest first. From 0.70 on an index run would join the face to the person; below, it may be
   * somebody else. Hidden people are left out.
   */
  people: { person: Person; cosine: number }[];
  /** Faces with a cosine of 0.62 or more, the nearest first. */
  matches: (Face & { cosine: number })[];
}

/** All people of a library, for other programs. */
export interface ExportedPeople {
  version: 1;
  people: {
    id: number;
    name: string | null;
    isHidden: boolean;
    /** Those that show most first; `path` is that of one file of the photo. */
    faces: Omit<Face, 'person' | 'contentHash'>[];
  }[];
}

/** Which sidecars are written. */
export interface WriteSidecarsOptions {
  /** Only of photos below this folder. */
  in?: string;
  /** Nothing is written: the answer says what would be. */
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** The outcome for sidecars. */
export interface WrittenSidecars {
  /** Paths of `.xmp` files. */
  written: string[];
  /** Those that said all of it already. */
  unchanged: number;
  /** Those that are as they were. */
  failed: { path: string; code: string; message: string }[];
}
