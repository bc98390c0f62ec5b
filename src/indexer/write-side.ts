/** What the library uses of the write side, in one import that is made when it is needed. */

export { runIndex } from './run-index.js';
export { runExclusively } from './run-session.js';
export { parseRules } from './scan/rules.js';
export { findScopes, scopeIsThere, toScopes } from './scan/scopes.js';
