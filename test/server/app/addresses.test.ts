import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { listAddresses } from '#src/server/app/addresses.js';

function info(address: string, internal = false): NetworkInterfaceInfo {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return {
    address,
    family,
    internal,
    netmask: '',
    mac: '',
    cidr: null,
    ...(family === 'IPv6' ? { scopeid: 0 } : {}),
  } as NetworkInterfaceInfo;
}

const INTERFACES = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  'br-4f1c': [info('172.18.0.1')],
  wlan0: [info('fe80::1'), info('fd00::7'), info('192.168.1.20')],
  eth1: [info('169.254.3.4')],
};

it('lists the addresses that others reach first, those of containers last, and none that no browser opens', () => {
  expect(listAddresses('0.0.0.0', 7878, INTERFACES)).toEqual([
    'http://192.168.1.20:7878',
    'http://172.17.0.1:7878',
    'http://172.18.0.1:7878',
  ]);
  expect(listAddresses('::', 80, INTERFACES).slice(0, 2)).toEqual(['http://192.168.1.20:80', 'http://[fd00::7]:80']);
});

it('lists the one address that a server listens on, and loopback where there is no network', () => {
  expect(listAddresses('10.0.0.5', 1, INTERFACES)).toEqual(['http://10.0.0.5:1']);
  expect(listAddresses('fd00::7', 1, INTERFACES)).toEqual(['http://[fd00::7]:1']);
  expect(listAddresses('0.0.0.0', 1, { lo: INTERFACES.lo })).toEqual(['http://127.0.0.1:1']);
});
