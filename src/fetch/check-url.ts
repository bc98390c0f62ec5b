import { isIP } from 'node:net';
import { PhotoseekError } from '../errors.js';
import { isPublicAddress } from './check-address.js';

/** Which addresses may be connected to. */
export type AddressRule = (address: string) => boolean;

/**
 * Checks an address: http or https, without credentials and, where its host is an IP address, a public one. The URL parser has normalised
 * decimal, octal, hexadecimal and short forms before. Node calls no resolver for a literal IP address, so connecting does not repeat this
 * check.
 * @throws PhotoseekError `url-refused`
 */
export function checkUrl(text: string, isAllowed: AddressRule = isPublicAddress): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refuse('It is not a valid URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('It must be http or https.');
  if (url.username !== '' || url.password !== '') throw refuse('It must not contain credentials.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !isAllowed(host)) {
    throw refuse('It leads to a private network.');
  }
  return url;
}

/** The message does not repeat the address: after redirects it may contain secrets that are not for the client. */
export function refuse(reason: string): PhotoseekError {
  return new PhotoseekError('url-refused', `The address of the image is not allowed. ${reason}`);
}
