/** Criteria for keeping one file rather than another. */
export interface Candidate {
  path: string;
  width: number;
  height: number;
  sizeBytes: number;
  hasMetadata: boolean;
  takenAtMs: number | null;
  /** Only where files of the same bytes are compared. */
  modifiedAtMs?: number;
}

/** One thing that speaks for a file: less is better, and how it is said. */
interface Criterion {
  rank(candidate: Candidate): number;
  say(candidate: Candidate): string;
}

/** Names that programs give to copies: `photo (1).jpg`, `photo - Copy.jpg`, `photo copy 2.jpg`, `Kopie von photo.jpg`. */
const COPY_NAME = /(\(\d+\)|[ _-]cop(y|ie)( ?\d+)?|[ _-]kopie( ?\d+)?|~\d+)\.[^.]*$|[/\\](copy of|kopie von) [^/\\]*$/i;

/** In the order in which they decide. */
const CRITERIA: readonly Criterion[] = [
  {
    rank: ({ width, height }) => -width * height,
    say: ({ width, height }) => `largest picture (${width} × ${height})`,
  },
  { rank: ({ sizeBytes }) => -sizeBytes, say: ({ sizeBytes }) => `least compressed (${formatSize(sizeBytes)})` },
  { rank: ({ hasMetadata }) => (hasMetadata ? 0 : 1), say: () => 'has metadata' },
  {
    rank: ({ takenAtMs }) => takenAtMs ?? Number.MAX_VALUE,
    say: ({ takenAtMs }) => `taken first (${new Date(takenAtMs ?? 0).toISOString().slice(0, 10)})`,
  },
  { rank: ({ path }) => (COPY_NAME.test(path) ? 1 : 0), say: () => 'not named as a copy' },
  { rank: ({ modifiedAtMs }) => modifiedAtMs ?? 0, say: () => 'oldest file' },
  { rank: ({ path }) => path.length, say: () => 'shortest path' },
];

/** Orders candidates for keeping, the best first. */
export function compareForKeeping(a: Candidate, b: Candidate): number {
  for (const { rank } of CRITERIA) {
    const difference = rank(a) - rank(b);
    if (difference !== 0) return difference;
  }
  return a.path < b.path ? -1 : 1;
}

/** Why the first of some candidates is the one to keep: what set it apart from others, until it was apart from all. */
export function explainKeeper(candidates: readonly Candidate[]): string {
  const [keeper] = candidates as [Candidate];
  const reasons: string[] = [];
  let rest = candidates.slice(1);
  for (const { rank, say } of CRITERIA) {
    const equal = rest.filter((other) => rank(other) === rank(keeper));
    if (equal.length < rest.length) reasons.push(say(keeper));
    rest = equal;
  }
  if (rest.length > 0) reasons.push('first by name');
  return reasons.join(', then ');
}

function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
