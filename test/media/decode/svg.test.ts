import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_SVG_BYTES } from '#src/media/decode/svg.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { makeQuarters, WHOLE } from '../../support/images/quarters.js';
import { measureDecodersCpuMs } from '../../support/processes/child-processes.js';
import { IS_LONG } from '../../support/runner/form.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** Decoders have the lowest priority: beside other programs, seconds of work take minutes. */
const PATIENCE_MS = 180_000;

const folder = makeTemporaryFolder();
const asked: (string | undefined)[] = [];
let server: Server;
let address: string;
let media: MediaPool;

beforeAll(async () => {
  media = new MediaPool({ processes: 1, timeLimitMs: PATIENCE_MS });
  const png = await makeQuarters().png().toBuffer();
  await writeFile(join(folder, 'private.png'), png);
  await writeFile(
    join(folder, 'private.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg"><rect id="a" width="64" height="64"/></svg>',
  );
  await writeFile(join(folder, 'private.css'), 'rect { fill: red }');
  await writeFile(join(folder, 'private.txt'), 'secret');
  server = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('content-type', 'image/png').end(png);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  media.close();
  server.close();
});

/** Drawn or refused as damaged. */
const prepareDamaged = (svg: string) =>
  prepare(svg).catch((error) => expect(error).toMatchObject({ code: 'damaged-image' }));
const prepare = async (svg: string) => (await prepareImage(media, { bytes: Buffer.from(svg) }, WHOLE)).decoded;
const file = (name: string) => pathToFileURL(join(folder, name)).href;

const wrap = (content: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">${content}</svg>`;

describe('an SVG', () => {
  const BOX = 'width="64" height="64"';
  it.each<[string, () => string]>([
    ['a picture on this disk', () => wrap(`<image href="${file('private.png')}" ${BOX}/>`)],
    ['a picture on this disk, in the old way', () => wrap(`<image xlink:href="${file('private.png')}" ${BOX}/>`)],
    ['a picture on this disk, by a bare path', () => wrap(`<image href="${join(folder, 'private.png')}" ${BOX}/>`)],
    ['a picture beside it', () => wrap(`<image href="private.png" ${BOX}/>`)],
    ['a picture on the network', () => wrap(`<image href="${address}/image" ${BOX}/>`)],
    ['a part of another file', () => wrap(`<use href="${file('private.svg')}#a"/>`)],
    ['a part of a file on the network', () => wrap(`<use href="${address}/use.svg#a"/>`)],
    [
      'a text on this disk, as an entity',
      () =>
        wrap(
          '<text y="60" font-size="64">&secret;</text>',
          `<!DOCTYPE svg [<!ENTITY secret SYSTEM "${file('private.txt')}">]>`,
        ),
    ],
    [
      'a text on the network, as an entity',
      () => wrap('<text y="60">&x;</text>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "${address}/entity">]>`),
    ],
    [
      'a text on this disk, by inclusion',
      () =>
        wrap(
          `<text y="60" font-size="64"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="${file('private.txt')}"/></text>`,
        ),
    ],
    [
      'a picture on the network, in a filter',
      () =>
        wrap(`<filter id="f"><feImage href="${address}/filter"/></filter><rect ${BOX} fill="#fff" filter="url(#f)"/>`),
    ],
    ['a page of another kind', () => wrap('<foreignObject width="64" height="64"><p>text</p></foreignObject>')],
    [
      'a script',
      () =>
        wrap(
          `<script>document.documentElement.appendChild(document.createElement('rect')); fetch('${address}/script')</script>`,
        ),
    ],
  ])('does not render %s', async (_what, make) => {
    // An element that cannot be rendered is left out, or the whole image is reported as damaged.
    const decoded = await prepare(make()).catch((error) => {
      expect(error).toMatchObject({ code: 'damaged-image' });
      return undefined;
    });
    if (decoded) expect(decoded.pixels.every((value) => value === 255)).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each<[string, () => string]>([
    ['on this disk', () => file('private.css')],
    ['on the network', () => `${address}/style.css`],
  ])('is not styled by a file %s', async (_where, url) => {
    const styled = wrap(
      `<style>@import url("${url()}");</style><rect ${BOX}/>`,
      `<?xml-stylesheet type="text/css" href="${url()}"?>`,
    );
    expect((await prepare(styled))?.pixels.every((value) => value === 0)).toBe(true);
    expect(asked).toEqual([]);
  });

  it('renders an embedded image', async () => {
    const inside = (await makeQuarters().png().toBuffer()).toString('base64');
    const decoded = await prepare(wrap(`<image href="data:image/png;base64,${inside}" ${BOX}/>`));
    expect(decoded?.pixels.some((value) => value !== 255)).toBe(true);
  });

  const sized = (size: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}><circle cx="50%" cy="50%" r="30%"/></svg>`;

  it.each([
    ['width="24" height="12"', 1024, 512],
    ['width="1500" height="1000"', 1500, 1000],
    ['width="4096" height="1024"', 2048, 512],
    ['width="100000" height="100000"', 2048, 2048],
    ['width="10in" height="5in"', 1024, 512],
    ['width="21cm" height="29.7cm"', 724, 1024],
    ['viewBox="0 0 300 100"', 1024, 341],
  ])('of %s is rendered at %i × %i pixels', async (size, width, height) => {
    expect((await prepare(sized(size)))?.header).toMatchObject({ width, height });
  });

  it.each(['width="1000000000" height="1000000000"', 'width="0" height="0"', 'width="1" height="1000000"'])(
    'of %s does no harm',
    async (size) => {
      const cpuMs = await measureDecodersCpuMs(() =>
        prepare(sized(size)).catch((error) => expect(error).toMatchObject({ kind: 'media' })),
      );
      expect(cpuMs).toBeLessThan(5000);
    },
  );

  it('of too many bytes is rejected', async () => {
    await expect(prepare(wrap(`<!--${' '.repeat(MAX_SVG_BYTES)}-->`))).rejects.toMatchObject({
      code: 'image-too-large',
    });
  });

  it(
    'of entities within entities is given up soon',
    async () => {
      const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
      const svg = wrap('<text y="20">&l12;</text>', `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs.join('')}]>`);
      expect(await measureDecodersCpuMs(() => prepareDamaged(svg))).toBeLessThan(5000);
    },
    PATIENCE_MS,
  );

  // The renderer gives up after half a million parts, which takes it ten seconds.
  it.runIf(IS_LONG)(
    'of parts that use parts is given up soon',
    async () => {
      const groups = Array.from({ length: 12 }, (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`);
      const svg = wrap(`<defs><rect id="g0" ${BOX}/>${groups.join('')}</defs><use href="#g12"/>`);
      expect(await measureDecodersCpuMs(() => prepareDamaged(svg))).toBeLessThan(10_000);
    },
    PATIENCE_MS,
  );
});
