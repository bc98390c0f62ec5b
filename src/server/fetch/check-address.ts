import ipaddr from 'ipaddr.js';

/** Public by the tables, but inside a cloud they answer for the machine itself (Azure's wire server). */
const NEVER = new Set(['168.63.129.16']);

/**
 * Whether an address belongs to the public internet: nothing that leads to this machine, its network, or a cloud's own services. IPv6
 * addresses that hold an IPv4 address are judged by that.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An address with a zone belongs to one link.
  if (address.includes('%')) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !NEVER.has(parsed.toString());
}
