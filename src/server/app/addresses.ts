import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** Networks inside this machine, of containers and virtual machines: nobody else is there. */
const INNER = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|podman|lxc|lxd|cali|kube|vEthernet)/i;

/** Interfaces by name, as Node lists them. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * Addresses under which a server can be opened in a browser.
 * @param host that it listens on; `0.0.0.0` and `::` are all addresses of this machine
 * @returns those that other devices most likely reach first; never empty
 */
export function listAddresses(host: string, port: number, interfaces: Interfaces = networkInterfaces()): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [makeAddress(host, port)];
  const known = Object.entries(interfaces)
    .flatMap(([name, infos = []]) => infos.map((info) => ({ name, ...info })))
    .filter((info) => !info.internal && !isLinkLocal(info.address) && (host === '::' || info.family === 'IPv4'));
  const rank = ({ name, family }: { name: string; family: string }) =>
    (INNER.test(name) ? 2 : 0) + (family === 'IPv4' ? 0 : 1);
  const addresses = known
    .sort((one, other) => rank(one) - rank(other))
    .map(({ address }) => makeAddress(address, port));
  return addresses.length > 0 ? addresses : [makeAddress(host === '::' ? '::1' : '127.0.0.1', port)];
}

function makeAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Browsers cannot open link-local IPv6 addresses, and those of IPv4 are what is left where a network gives none. */
function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}
