import { computeOverlap } from '../../detect/boxes.js';
import type { FaceDecision, FacePlace } from '../../store/tables/face-table.js';

/** Two boxes of the same frame that share so much of their union show one face: detectors of two versions differ by less. */
const SAME_FACE = 0.5;

/** What is decided about a face. */
export interface Decided {
  confirmed?: number | undefined;
  excluded: number[];
  isNoFace: boolean;
  /** Ids of the decisions. */
  ids: number[];
}

/** Finds the faces that decisions are about, by the bytes of the file, the frame and the box. The later decision of a face wins. */
export function matchDecisions<Face extends FacePlace>(
  faces: readonly Face[],
  decisions: readonly FaceDecision[],
): Map<Face, Decided> {
  const byFrame = new Map<string, Face[]>();
  for (const face of faces) {
    const key = `${face.sha256} ${face.frame}`;
    byFrame.set(key, [...(byFrame.get(key) ?? []), face]);
  }
  const decided = new Map<Face, Decided>();
  for (const decision of decisions) {
    const face = findNearest(decision, byFrame.get(`${decision.sha256} ${decision.frame}`) ?? []);
    if (face === undefined) continue;
    const entry: Decided = decided.get(face) ?? { excluded: [], isNoFace: false, ids: [] };
    decided.set(face, entry);
    entry.ids.push(decision.id);
    apply(entry, decision);
  }
  return decided;
}

function apply(entry: Decided, { verdict, person }: FaceDecision): void {
  entry.isNoFace = verdict === 'no-face';
  if (person === null) return;
  entry.excluded = entry.excluded.filter((other) => other !== person);
  if (verdict === 'is') entry.confirmed = person;
  else entry.excluded.push(person);
  if (verdict === 'is-not' && entry.confirmed === person) entry.confirmed = undefined;
}

function findNearest<Face extends FacePlace>({ box }: FacePlace, faces: readonly Face[]): Face | undefined {
  const near = faces.map((face) => ({ face, overlap: computeOverlap(face.box, box) }));
  return near.filter(({ overlap }) => overlap >= SAME_FACE).sort((a, b) => b.overlap - a.overlap)[0]?.face;
}
