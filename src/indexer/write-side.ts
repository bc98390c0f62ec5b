/** What the library uses of the write side, in one import that is made when it is needed. */
export { parseRules } from './rules.js';
export { runIndex } from './run-index.js';
export { runExclusively } from './run-session.js';
export { findScopes, scopeIsThere, toScopes } from './scopes.js';
