import type { ExpandOptions } from './expand/options.js';

/** How contents are expanded without other options. A module of its own: a search loads no part that expands them. */
export const DEFAULT_EXPAND_OPTIONS: ExpandOptions = {
  framesPerMinute: 60,
  maxFrames: 240,
  maxPages: 50,
  tools: null,
};
