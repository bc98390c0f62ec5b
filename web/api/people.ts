import { ask, toParameters } from './client.js';
import type { AssignTarget, Faces, LinkedFace, LinkedPerson, People, PeoplePair } from './types.js';

/** People, those with a name first. */
export function getPeople(
  asked: { hidden?: boolean; limit: number; offset?: number },
  signal: AbortSignal,
): Promise<People> {
  return ask(`people?${toParameters(asked)}`, { signal });
}

export const getPerson = (id: number, signal: AbortSignal): Promise<LinkedPerson> => ask(`people/${id}`, { signal });

export function getFacesOf(id: number, asked: { limit: number; offset: number }, signal: AbortSignal): Promise<Faces> {
  return ask(`people/${id}/faces?${toParameters(asked)}`, { signal });
}

/** The faces in a photo, from left to right. */
export async function getFacesIn(id: number, signal: AbortSignal): Promise<{ id: number; faces: LinkedFace[] }> {
  const { faces } = await ask<Faces>(`photos/${id}/faces`, { signal });
  return { id, faces };
}

/** Pairs of people who may be one. */
export async function getPeopleSuggestions(signal: AbortSignal): Promise<readonly PeoplePair[]> {
  const { suggestions } = await ask<{ suggestions: PeoplePair[] }>('people/suggestions?limit=50', { signal });
  return suggestions;
}

export const changePerson = (id: number, change: { name?: string | null; isHidden?: boolean }): Promise<LinkedPerson> =>
  ask(`people/${id}`, { method: 'PATCH', json: change });

/** Makes several people one. */
export const mergePeople = (into: number, from: readonly number[]): Promise<LinkedPerson> =>
  ask(`people/${into}/merge`, { method: 'POST', json: { from } });

/** Two people are two. */
export const keepPeopleApart = (one: number, other: number): Promise<void> =>
  ask('people/apart', { method: 'POST', json: { people: [one, other] } });

/** Says of whom faces are. */
export const assignFaces = (faces: readonly number[], target: AssignTarget): Promise<{ person: number | null }> =>
  ask('faces/assign', { method: 'POST', json: { faces, target } });
