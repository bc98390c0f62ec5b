import { isIP } from 'node:net';
import { PhotoseekError } from '../../errors.js';
import { isPublicAddress } from './check-address.js';

/** Which addresses may be connected to. */
export type AddressRule = (address: string) => boolean;

/**
 * An address as it may be asked: http or https, without a name or password in it, and, where its host is an address, a public one. The
 * URL parser has turned decimal, octal, hexadecimal and short forms into plain ones before they are looked at. Node asks no resolver for
 * a literal address, so this check is not one that connecting would make again.
 * @throws PhotoseekError `url-refused`
 */
export function checkUrl(text: string, isAllowed: AddressRule = isPublicAddress): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refuse('It is not a valid address.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('It is neither http nor https.');
  if (url.username !== '' || url.password !== '') throw refuse('It holds a name or a password.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !isAllowed(host)) {
    throw refuse('It leads to a private network.');
  }
  return url;
}

/** The address itself is not repeated: it may hold what the person who sent it should not learn. */
export function refuse(reason: string): PhotoseekError {
  return new PhotoseekError('url-refused', `The address of the picture may not be asked. ${reason}`);
}
