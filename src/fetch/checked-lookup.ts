import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './check-address.js';
import { type AddressRule, refuse } from './check-url.js';

/** Resolves a name to all of its addresses. */
export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const resolveBySystem: Resolve = (host, done) => systemLookup(host, { all: true }, done);

/**
 * A resolver for `connect` that returns public addresses only. The connection uses its result without another lookup, so DNS rebinding
 * between check and connection has no effect. One private address among several rejects them all.
 */
export function makeCheckedLookup(
  isAllowed: AddressRule = isPublicAddress,
  resolve: Resolve = resolveBySystem,
): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
        return done(refuse('It leads to a private network.'), '', 0);
      }
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
