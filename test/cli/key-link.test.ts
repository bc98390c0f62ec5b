import { describe, expect, it } from 'vitest';
import { drawQrCode, makeKeyLink, readPageAddress } from '#src/cli/output/key-link.js';

describe('a link with a key', () => {
  it.each([
    ['http://192.168.1.20:7878', 'http://192.168.1.20:7878/#key=psk_a'],
    ['https://example.org/photos', 'https://example.org/photos/#key=psk_a'],
    ['https://example.org/photos/#old', 'https://example.org/photos/#key=psk_a'],
  ])('has it where browsers send nothing: %s', (address, link) => {
    expect(makeKeyLink(readPageAddress(address), 'psk_a')).toBe(link);
  });

  it('leads to this machine by default', () => {
    expect(readPageAddress(undefined).href).toMatch(/^http:\/\/[\d.]+:7878\/$/);
  });

  it.each(['', 'example.org', 'ftp://example.org'])('refuses the address %j', (address) => {
    expect(() => readPageAddress(address)).toThrow(/--url must be an address/);
  });

  it('is a QR code of 40 columns, with colours of its own on a terminal', async () => {
    const plain = await drawQrCode(`http://192.168.178.123:7878/#key=psk_${'a'.repeat(43)}`, false);
    const lines = plain.trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([41]));
    expect(lines.length).toBeLessThanOrEqual(21);
    expect(await drawQrCode('x', true)).toContain('\u001b[97;40m');
  });
});
