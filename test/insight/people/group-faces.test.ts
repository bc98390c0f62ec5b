import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACE_DIMENSIONS } from '#src/detect/faces/types.js';
import { compareGroups, type MaybeSame } from '#src/insight/people/compare-groups.js';
import type { FaceToGroup } from '#src/insight/people/face-clusters.js';
import { type FaceGroup, groupFaces as groupInSteps } from '#src/insight/people/group-faces.js';
import { createRandom } from '../../support/images/random-images.js';

/** A unit vector whose cosine with axis `person` is about `cosine`; the rest points to axes of its own. */
function makeVector(person: number, seed: number, cosine = 0.9): Float32Array {
  const random = createRandom(seed);
  const vector = new Float32Array(FACE_DIMENSIONS);
  for (let i = 64; i < FACE_DIMENSIONS; i++) vector[i] = random() ** 8;
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const rest = Math.sqrt(1 - cosine * cosine) / length;
  for (let i = 64; i < FACE_DIMENSIONS; i++) vector[i] = (vector[i] as number) * rest;
  vector[person] = cosine;
  return vector;
}

let nextId = 1;
const face = (vector: Float32Array, more: Partial<FaceToGroup> = {}): FaceToGroup => ({
  id: nextId++,
  vector,
  quality: 1,
  ...more,
});

interface GroupedFaces {
  groups: FaceGroup[];
  maybe: MaybeSame[];
}

function finish<Result>(work: Generator<void, Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** The groups, and the pairs of them that may be one. */
function groupFaces(faces: readonly FaceToGroup[]): GroupedFaces {
  const groups = finish(groupInSteps(faces));
  const byId = new Map(faces.map((one) => [one.id, one]));
  const known = groups.map((group) =>
    group.faces.map((id) => {
      const { before: _, ...one } = byId.get(id) as FaceToGroup;
      return one;
    }),
  );
  return { groups, maybe: finish(compareGroups(known)) };
}

/** The groups as sets of ids, in an order of their own. */
const partition = ({ groups }: GroupedFaces) =>
  groups.map(({ faces }) => faces.toSorted((a, b) => a - b).join()).sort();

/** Stores what was found, as a library does: every group gets a person, new ones get new ids. */
function remember(faces: readonly FaceToGroup[], { groups }: GroupedFaces, allocate: () => number): FaceToGroup[] {
  const persons = new Map<number, number>();
  for (const group of groups) {
    const person = group.person ?? allocate();
    for (const id of group.faces) persons.set(id, person);
  }
  return faces.map((one) => ({ ...one, before: persons.get(one.id) }));
}

/** Faces around a few persons, some clear, some doubtful, some of equal quality, some with decisions. */
const facesOf = fc
  .array(
    fc.record({
      person: fc.nat(4),
      seed: fc.nat(1000),
      cosine: fc.double({ min: 0.6, max: 0.95, noNaN: true }),
      quality: fc.nat(3),
      confirmed: fc.option(fc.nat(2), { nil: undefined, freq: 6 }),
      excluded: fc.array(fc.nat(2), { maxLength: 1 }),
      picture: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((list) => list.map(({ person, seed, cosine, ...more }) => face(makeVector(person, seed, cosine), more)));

describe('the groups', () => {
  it('are one for each person', () => {
    const faces = [0, 0, 0, 1, 1, 2].map((person, i) => face(makeVector(person, i)));
    const ids = faces.map(({ id }) => id);
    expect(partition(groupFaces(faces))).toEqual(
      [ids.slice(0, 3), ids.slice(3, 5), ids.slice(5)].map((group) => group.join()).sort(),
    );
    expect(groupFaces([])).toEqual({ groups: [], maybe: [] });
  });

  it('are the same in whatever order the faces come', () => {
    fc.assert(
      fc.property(
        facesOf.chain((faces) => fc.tuple(fc.constant(faces), fc.shuffledSubarray(faces, { minLength: faces.length }))),
        ([faces, shuffled]) => {
          const expected = groupFaces(faces);
          expect(groupFaces(shuffled)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are the same whether the faces come at once or one after the other', () => {
    fc.assert(
      fc.property(facesOf, (faces) => {
        let next = 100;
        let stored: FaceToGroup[] = [];
        for (const one of faces) {
          stored.push(one);
          stored = remember(stored, groupFaces(stored), () => next++);
        }
        expect(partition(groupFaces(stored))).toEqual(partition(groupFaces(faces)));
      }),
      { numRuns: 30 },
    );
  });

  it('never hold confirmed faces of two persons, or a face that is not of the person', () => {
    fc.assert(
      fc.property(facesOf, (faces) => {
        const byId = new Map(faces.map((one) => [one.id, one]));
        const { groups } = groupFaces(faces);
        expect(groups.flatMap((group) => group.faces).sort()).toEqual([...byId.keys()].sort());
        for (const group of groups) {
          const confirmed = new Set(group.faces.flatMap((id) => byId.get(id)?.confirmed ?? []));
          expect(confirmed.size).toBeLessThanOrEqual(1);
          expect(group.isConfirmed).toBe(confirmed.size === 1);
          if (!group.isConfirmed) continue;
          expect(confirmed).toContain(group.person);
          for (const id of group.faces)
            if (byId.get(id)?.confirmed === undefined) expect(byId.get(id)?.excluded).not.toContain(group.person);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have one face of a picture each, but where a user says that both are one person', () => {
    fc.assert(
      fc.property(facesOf, (faces) => {
        const byId = new Map(faces.map((one) => [one.id, one]));
        for (const group of groupFaces(faces).groups) {
          const free = group.faces
            .map((id) => byId.get(id) as FaceToGroup)
            .filter(({ confirmed }) => confirmed === undefined);
          const pictures = free.flatMap(({ picture }) => picture ?? []);
          expect(new Set(pictures).size).toBe(pictures.length);
        }
      }),
      { numRuns: 40 },
    );
    const [one, other] = [1, 2].map((seed) => face(makeVector(0, seed), { picture: 'a' }));
    const elsewhere = face(makeVector(0, 3), { picture: 'b' });
    const together = [one, other, elsewhere] as FaceToGroup[];
    expect(groupFaces(together).groups.map(({ faces }) => faces.length)).toEqual([2, 1]);
    const said = together.map((each) => ({ ...each, confirmed: 7 }));
    expect(groupFaces(said).groups.map(({ faces }) => faces.length)).toEqual([3]);
    // Which a mirror would be: somebody is asked.
    expect(groupFaces(together).maybe).toHaveLength(1);
  });

  it('go by the mean: one face between two persons does not join them', () => {
    const [a, b] = [makeVector(0, 1, 1), makeVector(1, 2, 1)];
    const between = new Float32Array(FACE_DIMENSIONS);
    between[0] = between[1] = Math.SQRT1_2;
    const faces = [a, a, a, b, b, b, between].map((vector) => face(vector));
    expect(
      groupFaces(faces)
        .groups.map((group) => group.faces.length)
        .sort(),
    ).toEqual([3, 4]);
  });

  it('name the best face first', () => {
    const faces = [1, 3, 2].map((quality) => face(makeVector(0, quality), { quality }));
    expect(groupFaces(faces).groups[0]?.faces).toEqual([faces[1]?.id, faces[2]?.id, faces[0]?.id]);
  });
});

describe('persons', () => {
  it('keep their number when faces are added', () => {
    let next = 10;
    const first = [0, 0, 1].map((person, i) => face(makeVector(person, i)));
    const stored = remember(first, groupFaces(first), () => next++);
    const added = [0, 1, 2].map((person, i) => face(makeVector(person, 50 + i), { quality: 5 }));
    const { groups } = groupFaces([...added, ...stored]);
    for (const group of groups) {
      const before = stored.filter(({ id }) => group.faces.includes(id)).map((one) => one.before);
      expect(new Set([...before, group.person]).size).toBe(1);
    }
    expect(groups.filter(({ person }) => person === undefined)).toHaveLength(1);
  });

  it('stay with the larger part where a group falls apart, and two groups never share one', () => {
    const faces = [0, 0, 0, 1, 1].map((person, i) => face(makeVector(person, i), { before: 7 }));
    const { groups } = groupFaces(faces);
    expect(groups.map(({ faces: { length }, person }) => [length, person])).toEqual(
      expect.arrayContaining([
        [3, 7],
        [2, undefined],
      ]),
    );
  });

  it('with a name stay apart though they look alike', () => {
    const vector = makeVector(0, 1);
    const [anna, twin, other] = [
      face(vector, { confirmed: 1 }),
      face(vector, { confirmed: 2 }),
      face(makeVector(0, 2)),
    ] as const;
    const { groups, maybe } = groupFaces([twin, other, anna]);
    expect(groups.map(({ person }) => person).sort()).toEqual([1, 2]);
    expect(maybe).toEqual([]);
  });

  it('with a name may have several looks', () => {
    const faces = [face(makeVector(0, 1), { confirmed: 1 }), face(makeVector(1, 2), { confirmed: 1 })];
    const added = [face(makeVector(0, 3)), face(makeVector(1, 4))];
    const { groups } = groupFaces([...faces, ...added]);
    expect(groups.map(({ person, faces: { length } }) => [person, length])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('do not get a face back that is not theirs', () => {
    const anna = face(makeVector(0, 1), { confirmed: 1 });
    const wrong = face(makeVector(0, 2), { excluded: [1], before: 1 });
    const { groups } = groupFaces([anna, wrong]);
    expect(groups.map(({ person, faces }) => [person, faces])).toEqual([
      [1, [anna.id]],
      [undefined, [wrong.id]],
    ]);
  });
});

describe('doubtful pairs', () => {
  const faces = [0.66, 1, 1].map((cosine, i) => face(makeVector(0, i, cosine), { quality: i }));

  it('are offered, with their cosine', () => {
    const { groups, maybe } = groupFaces(faces);
    expect(groups.map((group) => group.faces.length)).toEqual([2, 1]);
    expect(maybe).toEqual([{ groups: [1, 0], cosine: expect.closeTo(0.66, 5) }]);
  });

  it('are not offered between single faces, nor below the bound', () => {
    expect(groupFaces(faces.slice(0, 2)).maybe).toEqual([]);
    const far = face(makeVector(0, 9, 0.6));
    expect(groupFaces([...faces.slice(1), far]).maybe).toEqual([]);
  });

  it('are offered for a person of one confirmed face', () => {
    const confirmed = { ...(faces[1] as FaceToGroup), confirmed: 4 };
    expect(groupFaces([faces[0] as FaceToGroup, confirmed]).maybe).toHaveLength(1);
  });
});

it('other work may go on after each face, and after each group that is compared', () => {
  const faces = [0, 0, 0, 1, 1, 2].map((person, i) => face(makeVector(person, i)));
  const count = (work: Generator<void, unknown>) => [...work].length;
  expect(count(groupInSteps(faces))).toBeGreaterThanOrEqual(faces.length);
  expect(count(compareGroups([faces.slice(0, 3), faces.slice(3, 5), faces.slice(5)]))).toBe(3);
});
