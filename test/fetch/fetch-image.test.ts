// Queries by URL: what may be asked, and that what was checked is what is connected to. This machine stands for the internet: here
// 127.0.0.2 counts as public, and 127.0.0.1, where the secret is, does not.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isPublicAddress } from '#src/fetch/check-address.js';
import { checkUrl } from '#src/fetch/check-url.js';
import { createImageFetcher } from '#src/fetch/fetch-image.js';

const PUBLIC = '127.0.0.2';
const PICTURE = Buffer.from('the bytes of a picture');
const refused = { code: 'url-refused' };

let open: Server;
let secret: Server;
let port: number;
let answer: RequestListener;
const askedForSecret = vi.fn();

async function listen(server: Server, host: string, at = 0): Promise<number> {
  server.listen(at, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  open = createServer((request, response) => answer(request, response));
  port = await listen(open, PUBLIC);
  secret = createServer((_request, response) => {
    askedForSecret();
    response.end('SECRET');
  });
  await listen(secret, '127.0.0.1', port);
});

afterAll(() => {
  for (const server of [open, secret]) {
    server.closeAllConnections();
    server.close();
  }
});

type Answers = string[][];

/** A fetcher whose resolver gives the next of some answers each time it is asked. */
function makeFetcher(answers: Answers = [], more: { maxBytes?: number; timeLimitMs?: number } = {}) {
  const left = [...answers];
  const resolve = vi.fn(
    (_host: string, done: (error: Error | null, found: { address: string; family: number }[]) => void) => {
      const found = left.shift();
      if (found === undefined) return done(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), []);
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  );
  const fetchPicture = createImageFetcher({ isAllowed: (address) => address === PUBLIC, resolve, ...more });
  return { fetchPicture, resolve };
}

const send =
  (status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

describe('a public address', () => {
  it.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8', '93.184.216.34'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '240.0.0.1',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:168.63.129.16',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    'fc00::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001:db8::1',
    'localhost',
    '',
  ])('is not "%s"', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address of an image', () => {
  it.each([
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['octal in one', 'http://017700000001/'],
    ['hexadecimal', 'http://0x7f000001/'],
    ['hexadecimal in parts', 'http://0x7f.0.0.1/'],
    ['short', 'http://127.1/'],
    ['zero', 'http://0/'],
    ['plain', 'http://127.0.0.1/'],
    ['of this network', 'http://192.168.1.1/picture.jpg'],
    ['of the cloud', 'http://169.254.169.254/latest/meta-data/'],
    ['IPv6', 'http://[::1]/'],
    ['any IPv6', 'http://[::]/'],
    ['IPv6 that holds IPv4', 'http://[::ffff:127.0.0.1]/'],
    ['the same in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['NAT64', 'http://[64:ff9b::127.0.0.1]/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['with a dot behind', 'http://127.0.0.1./'],
    ['with a name in it', 'http://8.8.8.8@127.0.0.1/'],
    ['with a name and a password', 'http://me:secret@8.8.8.8/'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:image/png;base64,AAAA'],
    ['ftp', 'ftp://8.8.8.8/a.jpg'],
    ['nothing', ''],
    ['nonsense', 'http://'],
  ])('may not be %s: %s', (_what, url) => {
    expect(() => checkUrl(url)).toThrowError(expect.objectContaining(refused));
  });

  it('may be a name, or a public address', () => {
    expect(checkUrl('https://example.org/a.jpg?b=c').href).toBe('https://example.org/a.jpg?b=c');
    expect(checkUrl('http://8.8.8.8:8080/a.jpg').host).toBe('8.8.8.8:8080');
  });
});

describe('fetching an image', () => {
  it('returns its bytes, and forwards nothing of the client', async () => {
    const headers = vi.fn();
    answer = (request, response) => {
      headers(request.headers);
      response.end(PICTURE);
    };
    const { fetchPicture } = makeFetcher([[PUBLIC]]);
    expect(Buffer.from(await fetchPicture(`http://pictures.example:${port}/a.jpg`))).toEqual(PICTURE);
    expect(Object.keys(headers.mock.calls[0]?.[0]).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('refuses a name that resolves to a private address, also beside a public one', async () => {
    for (const addresses of [['127.0.0.1'], [PUBLIC, '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const { fetchPicture } = makeFetcher([addresses]);
      await expect(fetchPicture(`http://evil.example:${port}/`)).rejects.toMatchObject(refused);
    }
    expect(askedForSecret).not.toHaveBeenCalled();
  });

  it('connects to the address that was checked, whatever the name resolves to a moment later', async () => {
    answer = send(200, {}, PICTURE);
    const { fetchPicture, resolve } = makeFetcher([[PUBLIC], ['127.0.0.1'], ['127.0.0.1']]);
    expect(Buffer.from(await fetchPicture(`http://rebinding.example:${port}/`))).toEqual(PICTURE);
    expect(resolve).toHaveBeenCalledOnce();
    // Asked again, the name leads home: the connection of before is not taken up again.
    await expect(fetchPicture(`http://rebinding.example:${port}/`)).rejects.toMatchObject(refused);
    expect(askedForSecret).not.toHaveBeenCalled();
  });

  it.each([
    ['a private address', (to: number) => `http://127.0.0.1:${to}/`],
    ['a private address in decimal', (to: number) => `http://2130706433:${to}/`],
    ['a private IPv6 address', (to: number) => `http://[::ffff:127.0.0.1]:${to}/`],
    ['a name with a password', (to: number) => `http://a:b@${PUBLIC}:${to}/`],
    ['a file', () => 'file:///etc/passwd'],
    ['nonsense', () => 'http://'],
  ])('refuses a redirect to %s', async (_what, makeTarget) => {
    answer = send(302, { location: makeTarget(port) });
    await expect(makeFetcher([[PUBLIC]]).fetchPicture(`http://pictures.example:${port}/`)).rejects.toMatchObject(
      refused,
    );
    expect(askedForSecret).not.toHaveBeenCalled();
  });

  it('refuses a redirect to a name that resolves to a private address', async () => {
    answer = send(307, { location: `http://evil.example:${port}/` });
    const { fetchPicture } = makeFetcher([[PUBLIC], ['127.0.0.1']]);
    await expect(fetchPicture(`http://pictures.example:${port}/`)).rejects.toMatchObject(refused);
    expect(askedForSecret).not.toHaveBeenCalled();
  });

  it('follows five redirects and no sixth', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(PICTURE);
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    };
    const from = (n: number) => makeFetcher().fetchPicture(`http://${PUBLIC}:${port}/${n}`);
    expect(Buffer.from(await from(5))).toEqual(PICTURE);
    await expect(from(6)).rejects.toMatchObject({ code: 'url-failed' });
  });

  it('rejects what is too large, announced or not', async () => {
    const limit = { maxBytes: 1000 };
    answer = send(200, { 'content-length': '5000' }, Buffer.alloc(5000));
    await expect(makeFetcher([], limit).fetchPicture(`http://${PUBLIC}:${port}/`)).rejects.toMatchObject({
      code: 'url-failed',
    });
    answer = (_request, response) => {
      for (let i = 0; i < 10; i++) response.write(Buffer.alloc(500));
      response.end();
    };
    await expect(makeFetcher([], limit).fetchPicture(`http://${PUBLIC}:${port}/`)).rejects.toMatchObject({
      code: 'url-failed',
    });
  });

  it('rejects what is too slow, at whatever point', async () => {
    const limit = { timeLimitMs: 200 };
    for (const slow of [() => {}, ((_request, response) => response.write('a')) as RequestListener]) {
      answer = slow;
      await expect(makeFetcher([], limit).fetchPicture(`http://${PUBLIC}:${port}/`)).rejects.toMatchObject({
        code: 'url-failed',
        message: expect.stringContaining('0.2 seconds'),
      });
    }
  });

  it('stops when the client disconnects', async () => {
    answer = () => {};
    const stop = new AbortController();
    const fetching = makeFetcher().fetchPicture(`http://${PUBLIC}:${port}/`, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(fetching).rejects.toMatchObject({ code: 'aborted' });
  });

  it.each([204, 403, 404, 500])('says url-failed to an answer with %i, without its body', async (status) => {
    answer = send(status, {}, status === 204 ? '' : 'SECRET');
    const failure = await makeFetcher()
      .fetchPicture(`http://${PUBLIC}:${port}/`)
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'url-failed' });
    expect(failure.message).not.toContain('SECRET');
  });

  it('reports an unknown name and a closed port alike', async () => {
    const noName = await makeFetcher()
      .fetchPicture('http://nowhere.example/')
      .catch((error) => error);
    const noPort = await makeFetcher()
      .fetchPicture(`http://${PUBLIC}:1/`)
      .catch((error) => error);
    expect([noName.code, noName.message]).toEqual([noPort.code, noPort.message]);
  });
});
