import { listShownRelevances } from '../../src/search/query/shown-relevances.js';
import { ApiError, describeFailure } from '../api/client.js';
import { type SearchAsk, search } from '../api/search.js';
import type { Answer, BlockingFilter, Notice } from '../api/types.js';
import { whenBack } from '../state/connection.js';
import { type Refusal, toRefusal } from './refusal.js';
import { type TileData, toTileData } from './tile-data.js';

/** How a list stands. */
export interface ListState {
  tiles: readonly TileData[];
  /** Of all pages. */
  total: number;
  /** Photos of all pages: those that a tile stands for are counted. */
  totalPhotos: number;
  hasMore: boolean;
  isLoading: boolean;
  /** The first page is there. */
  isAnswered: boolean;
  noGoodMatch: boolean;
  isLibraryEmpty: boolean;
  /** Filters because of which nothing is found. */
  blocking: readonly BlockingFilter[];
  /** How the query was read, with another way to read it. */
  reading: Notice | undefined;
  /** Notices of the server. */
  notices: readonly string[];
  tookMs: number;
  /** ISO 639-1 codes of the query's languages; `und`: not recognised. */
  languages: readonly string[];
  error: string;
  /** The server will not answer this query: it has to be another. */
  refusal: Refusal | null;
}

/** The first page is small, so that it is there at once; who scrolls far gets ever larger ones. */
const PAGE_SIZES = [60, 120, 250, 500, 1000];

const UNANSWERED: ListState = {
  tiles: [],
  total: 0,
  totalPhotos: 0,
  hasMore: false,
  isLoading: false,
  isAnswered: false,
  noGoodMatch: false,
  isLibraryEmpty: false,
  blocking: [],
  reading: undefined,
  notices: [],
  tookMs: 0,
  languages: [],
  error: '',
  refusal: null,
};

/** The results of one query, page after page. */
export class ResultList {
  state: ListState = UNANSWERED;
  readonly #asked: Omit<SearchAsk, 'limit' | 'cursor'>;
  readonly #listeners = new Set<() => void>();
  #cursor: string | null = null;
  #pages = 0;
  /** The smallest relevance shown so far. */
  #least = 1;
  #running = new AbortController();
  /** The server is gone; the page is asked for when it is back. */
  #isWaiting = false;

  constructor(asked: Omit<SearchAsk, 'limit' | 'cursor'>) {
    this.#asked = asked;
  }

  /** @returns what ends it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Fetches the next page, unless one is on its way or there is none. After a failure it tries the same page again. */
  async loadMore(): Promise<void> {
    const { isLoading, isAnswered, hasMore } = this.state;
    if (isLoading || (isAnswered && !hasMore)) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#isWaiting = false;
    this.#set({ isLoading: true, error: '' });
    const limit = PAGE_SIZES[Math.min(this.#pages, PAGE_SIZES.length - 1)] as number;
    try {
      const answer = await search({ ...this.#asked, limit, cursor: this.#cursor }, signal);
      if (!signal.aborted) this.#take(answer);
    } catch (failure) {
      if (signal.aborted) return;
      const refusal = toRefusal(failure, this.#asked.query) ?? null;
      this.#set({ isLoading: false, refusal, error: refusal === null ? describeFailure(failure) : '' });
      this.#isWaiting = failure instanceof ApiError && failure.isUnanswered;
      if (this.#isWaiting) whenBack(() => void this.loadMore(), signal);
    }
  }

  /** Fetches pages until there are no more, or as many photos as are wanted. */
  async loadAll(most: number): Promise<void> {
    while (this.state.hasMore && !this.#hasFailed && this.state.tiles.length < most) {
      if (this.state.isLoading) await new Promise((resolve) => setTimeout(resolve, 50));
      else await this.loadMore();
    }
  }

  get #hasFailed(): boolean {
    return this.state.error !== '' || this.state.refusal !== null;
  }

  /** Drops the request that runs; results already received stay. */
  stop(): void {
    this.#running.abort();
    if (this.#isWaiting) this.#set({ error: '' });
    if (this.state.isLoading) this.#set({ isLoading: false });
  }

  #take(answer: Answer): void {
    this.#pages += 1;
    this.#cursor = answer.nextCursor ?? null;
    const isByRelevance = (this.#asked.sort ?? 'relevance') === 'relevance' && !this.#asked.reverse;
    const { shown, least } = listShownRelevances(answer.results, isByRelevance, this.#least);
    this.#least = least;
    const tiles = this.state.tiles.concat(answer.results.map((result, i) => toTileData(result, shown[i] ?? null)));
    const isFirst = !this.state.isAnswered;
    this.#set({
      tiles,
      total: Math.max(answer.total ?? 0, tiles.length),
      totalPhotos: Math.max(answer.totalPhotos, tiles.length),
      hasMore: this.#cursor !== null,
      isLoading: false,
      isAnswered: true,
      ...(isFirst ? describeFirst(answer) : {}),
    });
  }

  #set(change: Partial<ListState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Notices that the page words itself, in the reader's language. */
const SHOWN_OTHERWISE = new Set(['library-empty', 'no-good-match', 'filters-empty', 'query-read']);

function describeFirst({ noGoodMatch, notices, tookMs, language }: Answer): Partial<ListState> {
  const others = notices.filter(({ code }) => !SHOWN_OTHERWISE.has(code));
  const blocking = notices.find(({ code }) => code === 'filters-empty')?.filters ?? [];
  return {
    // Where filters leave nothing, no word is to blame.
    noGoodMatch: noGoodMatch === true && blocking.length === 0,
    blocking,
    reading: notices.find(({ code }) => code === 'query-read'),
    isLibraryEmpty: notices.some(({ code }) => code === 'library-empty'),
    notices: others.map(({ message }) => message),
    tookMs,
    languages: language?.codes ?? [],
  };
}
