import { checkOptions, FLAG, integer, type Shape } from '../runtime/check-arguments.js';
import type { FetchOptions } from './fetch-image.js';

/** Gets the bytes of an image on the web; see `OpenOptions.fetchUrl`. */
export type ImageFetcher = (url: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Limits of {@link createImageFetcher}. */
export interface ImageFetcherOptions {
  /** Connect to addresses of this machine and its network, too: where the pictures lie on a server of one's own. Default `false`. */
  allowPrivateAddresses?: boolean;
  /** An image has at most so many bytes. Default 20 MiB. */
  maxBytes?: number;
  /** Milliseconds from the call to the last byte. Default 10,000. */
  timeLimitMs?: number;
}

const SHAPE: Shape<ImageFetcherOptions> = {
  allowPrivateAddresses: FLAG,
  maxBytes: integer(1, 1024 ** 3),
  timeLimitMs: integer(1, 10 * 60_000),
};

/**
 * A function that downloads images, for `OpenOptions.fetchUrl`: by http or https, without credentials, from public addresses unless told otherwise, also
 * after redirects, within limits of size and time. What downloads is loaded with the first image.
 *
 * @example
 * ```ts
 * const library = await openLibrary({ fetchUrl: createImageFetcher() });
 * await library.put('sku-4711', { image: { url: 'https://example.org/shoe.jpg' } });
 * ```
 * @returns the function; it throws PhotoseekError `url-refused`, `url-failed`, `aborted`
 * @throws PhotoseekError `bad-argument`
 */
export function createImageFetcher(options: ImageFetcherOptions = {}): ImageFetcher {
  checkOptions('createImageFetcher()', options, SHAPE);
  const { allowPrivateAddresses = false, ...limits } = options;
  const fetchOptions: FetchOptions = allowPrivateAddresses ? { ...limits, isAllowed: () => true } : limits;
  let fetcher: Promise<ImageFetcher> | undefined;
  return async (url, signal) => {
    fetcher ??= import('./fetch-image.js').then((module) => module.createImageFetcher(fetchOptions));
    return (await fetcher)(url, signal);
  };
}
