import type { Catalogue } from '../store/catalogue.js';
import type { PhotoPages } from './rank/photo-pages.js';

/**
 * What the read side asks of a catalogue. The catalogue of a library fulfils it, and so does anything else that knows photos; the arguments and answers are
 * those of the methods of the same names there.
 */
export interface SearchCatalogue extends Pick<Catalogue, 'changeStamp' | 'isReadOnly' | 'getSetting' | 'setSetting'> {
  readonly files: Part<'files', 'getPhoto' | 'getPhotoFiles' | 'findContent' | 'findPhotoByPath' | 'listPhotos'>;
  readonly counts: Part<'counts', 'photos' | 'undecoded'>;
  readonly fields: Part<'fields', 'find' | 'findItem' | 'listNames'>;
  readonly folders: Part<'folders', 'holdsPhotos' | 'list'>;
  readonly filters: Part<'filters', 'countMatching' | 'listMatching' | 'listMatchingFiles' | 'listTagScores'>;
  readonly order: Part<'order', 'lastPhotoId' | 'listKeys'>;
  readonly texts: Part<'texts', 'listWithAll' | 'listNamed' | 'listNameHolding' | 'isAnyHeldBy' | 'findColumns'>;
  readonly frameTexts: Part<'frameTexts', 'listWithAll' | 'read'>;
  readonly frames: Part<'frames', 'find'>;
  readonly regions: Part<
    'regions',
    'hasNoObjects' | 'listPhotosOf' | 'countOfVectors' | 'listOfVectors' | 'listOfPhotos' | 'list'
  >;
  readonly looks: Part<'looks', 'ofVectors'>;
  readonly cells: Part<'cells', 'hasNone'>;
  readonly people: Part<'people', 'hasNoNames' | 'listNames' | 'listFacesOf'>;
  readonly tags: Part<'tags', 'listVectorsAfter' | 'listSurest'>;
  readonly vectors: Part<'vectors', 'ofPhoto' | 'ofPhotos' | 'ofFrames' | 'locateParts'>;
  readonly facets: Part<'facets', 'read'>;
  readonly completions: Part<'completions', 'listPaths' | 'listPeople'>;
  readonly recent: Part<'recent', 'list'>;
  /** Absent: all that fulfils filters is read, and put in order here. */
  readonly pages?: PhotoPages | undefined;
}

type Part<Name extends keyof Catalogue, Methods extends keyof Catalogue[Name]> = Pick<Catalogue[Name], Methods>;
