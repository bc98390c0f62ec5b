import type { Operation } from '../app/operation.js';
import * as archives from './archives/operation.js';
import * as documentation from './documentation/operation.js';
import * as duplicates from './duplicates/operation.js';
import * as embed from './embed/operation.js';
import * as facets from './facets/operation.js';
import * as failures from './failures/operation.js';
import * as folders from './folders/operation.js';
import * as items from './items/operation.js';
import * as jobs from './jobs/operation.js';
import * as overview from './overview/operation.js';
import * as people from './people/operation.js';
import * as photos from './photos/operation.js';
import * as roots from './roots/operation.js';
import { findSimilar, search, searchByImage, searchByText } from './search/operation.js';
import * as session from './session/operation.js';
import * as stats from './stats/operation.js';
import * as status from './status/operation.js';
import * as suggest from './suggest/operation.js';
import * as tags from './tags/operation.js';
import * as thumbnails from './thumbnails/operation.js';

/** All operations of the HTTP interface, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  { searchByText, search, searchByImage, findSimilar },
  facets,
  suggest,
  overview,
  photos,
  thumbnails,
  people,
  archives,
  duplicates,
  tags,
  items,
  embed,
  stats,
  roots,
  folders,
  failures,
  jobs,
  session,
  status,
  documentation,
].flatMap((group) => Object.values(group) as unknown as Operation[]);
