/** The write side as the library uses it, in one module that is imported on first use. */

export { activateWhenComplete } from './activate-space.js';
export { embedKnown } from './embed-known.js';
export { putFiles } from './put-files.js';
export { indexVectors, runIndex } from './run-index.js';
export { acquireSoon, runBriefly, runExclusively } from './run-session.js';
export { parseRules } from './scan/rules.js';
export { findScopes, isThere, readRules, scopeIsThere, toScopes } from './scan/scopes.js';
export { forgetSharedRoot, listSharedRoots, putSharedRoot } from './scan/shared-roots.js';
export { Walk } from './scan/walk.js';
