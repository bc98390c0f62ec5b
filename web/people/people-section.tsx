import '../styles/people.css';
import { PeoplePage } from './people-page.js';
import { PersonPage } from './person-page.js';

/** All people, or one of them. */
export function PeopleSection({ person }: { person: number | null }) {
  return person === null ? <PeoplePage /> : <PersonPage key={person} id={person} />;
}
