/** The write side as the library uses it, in one module that is imported on first use. */

export { runIndex } from './run-index.js';
export { runExclusively } from './run-session.js';
export { parseRules } from './scan/rules.js';
export { findScopes, scopeIsThere, toScopes } from './scan/scopes.js';
