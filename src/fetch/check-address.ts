import ipaddr from 'ipaddr.js';

/** Public by their range, but services of the machine itself inside a cloud (Azure's wire server). */
const NEVER = new Set(['168.63.129.16']);

/**
 * Whether an address belongs to the public internet, and neither to this machine, its network, nor a cloud's own services. IPv6 addresses
 * that embed an IPv4 address are checked by that.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An address with a zone is link-local.
  if (address.includes('%')) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !NEVER.has(parsed.toString());
}
