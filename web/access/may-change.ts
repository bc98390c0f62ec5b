import type { KeyScope } from '../../src/library/types/key-ring.js';
import type { Session } from '../api/types.js';

/** Whether the library is changed where this server runs: not where it answers from what others have published. */
export function isOwner({ features }: Session): boolean {
  return features?.changes ?? true;
}

/** Whether the person who uses the page may do what takes a scope and changes the library. */
export function mayChange(session: Session, scope: KeyScope): boolean {
  return isOwner(session) && session.scopes.includes(scope);
}
