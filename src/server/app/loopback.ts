import { isIPv4 } from 'node:net';

/**
 * Whether a host name or address always refers to this machine: `localhost`, `127.0.0.0/8`, `::1` (with or without
 * brackets). Names that merely resolve to such an address today do not count, because an attacker can point them here.
 */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}
