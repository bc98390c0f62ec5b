import type { SearchParts } from './search-parts.js';
import { answerQuery } from './run-search.js';
import { readOptions } from './read-options.js';
import { filesWithin, toPhoto } from './present.js';
import type { QueryPicture } from './embed/query-picture.js';
import { understandPicture } from './embed/query-picture.js';
import type { SearchOptions, SearchResponse, SearchResult, SimilarTarget } from './types.js';
