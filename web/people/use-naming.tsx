import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { changePerson, mergePeople } from '../api/people.js';
import type { LinkedPerson } from '../api/types.js';
import { isSameName } from './describe-person.js';
import { SamePerson } from './same-person.js';
import { tryChange } from './use-editing.js';

/** Of a name that is given. */
interface Naming {
  name: (person: LinkedPerson, name: string) => Promise<boolean>;
  /** The question whether two people of one name are one, while it is asked. */
  question: ComponentChildren;
}

/**
 * Gives people names. Where somebody has the name already, it asks whether both are one.
 * @param people who may have the name already
 * @param onChange the person as it is now, and the one that was joined with it and is no more
 */
export function useNaming(
  people: readonly LinkedPerson[],
  onChange: (person: LinkedPerson, gone: number | null) => void,
): Naming {
  const [asked, setAsked] = useState<{
    person: LinkedPerson;
    other: LinkedPerson & { name: string };
    name: string;
    end: (isDone: boolean) => void;
  } | null>(null);
  const give = async (person: LinkedPerson, name: string) => {
    const done = await tryChange(changePerson(person.id, { name: name === '' ? null : name }));
    if (done !== undefined) onChange(done.answer, null);
    return done !== undefined;
  };
  const join = async (person: LinkedPerson, other: LinkedPerson) => {
    const done = await tryChange(mergePeople(other.id, [person.id]));
    if (done !== undefined) onChange(done.answer, person.id);
    return done !== undefined;
  };
  const name = (person: LinkedPerson, next: string) => {
    const other = people.find((one) => one.id !== person.id && one.name !== null && isSameName(one.name, next));
    if (other === undefined || next === '') return give(person, next);
    return new Promise<boolean>((end) => {
      setAsked({ person, other: other as LinkedPerson & { name: string }, name: next, end });
    });
  };
  const close = (result: Promise<boolean> | false) => {
    setAsked(null);
    void Promise.resolve(result).then(asked?.end);
  };
  const question = asked && (
    <SamePerson
      person={asked.person}
      other={asked.other}
      onYes={() => close(join(asked.person, asked.other))}
      onNo={() => close(give(asked.person, asked.name))}
      onClose={() => close(false)}
    />
  );
  return { name, question };
}
