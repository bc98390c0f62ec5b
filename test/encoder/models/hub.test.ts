import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DownloadProgress } from '#src/encoder/models/download/download-model.js';
import { MODEL_FILES } from '#src/encoder/models/model-files.js';
import { type ModelSources, resolveModel } from '#src/encoder/models/resolve-model.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { COMMIT, type Hub, startHub } from '../../support/encoder/hub-server.js';
import {
  copyModel,
  cosine,
  FIRST_MODEL,
  MODEL_FOLDER,
  OFFLINE,
  TOY_MODEL_FOLDER,
} from '../../support/encoder/models.js';
import { mountSmallDisk } from '../../support/faults/small-disk.js';
import { IS_LONG } from '../../support/runner/form.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const ID = 'someone/photoseek-mini';
const TOY_ID = 'someone/toy-clip';
const { config, vision } = MODEL_FILES;

/** A hub with the embedded model: what downloads have to get right on weights of 41 MB. */
let realHub: Hub;
/** A hub with a model of 35 KB: the same code path, for everything that goes wrong. */
let hub: Hub;
let toyRevision: string;
const DISK_KIB = 256;
const disk = mountSmallDisk(DISK_KIB);
beforeAll(async () => {
  realHub = await startHub(ID, MODEL_FOLDER);
  hub = await startHub(TOY_ID, TOY_MODEL_FOLDER);
  toyRevision = (await resolveModel(TOY_MODEL_FOLDER, OFFLINE)).revision;
});

/** Files in the cache, without the manifest. */
const listCache = (cache: string) =>
  existsSync(cache)
    ? readdirSync(cache, { recursive: true }).filter((name) => /(?<!photoseek)\.\w+$/.test(String(name)))
    : [];

async function expectFailure(
  cache: string,
  reason: RegExp,
  sources: Partial<ModelSources> = {},
  remedy = /--model photoseek-mini/,
): Promise<void> {
  await expect(resolveModel(TOY_ID, { cache, hub: hub.url, pauseMs: 1, ...sources })).rejects.toMatchObject({
    name: 'PhotoseekError',
    code: 'model-download-failed',
    kind: 'model',
    message: expect.stringMatching(reason),
    hint: expect.stringMatching(remedy),
  });
}

describe('a model of the hub', () => {
  const cache = makeTemporaryFolder();
  const progress: DownloadProgress[] = [];

  it('is downloaded on first use, laid out as a folder, and has the revision of its files', async () => {
    const model = await resolveModel(ID, { cache, hub: realHub.url, onDownload: (one) => progress.push(one) });
    const { revision, dim, image } = await resolveModel(FIRST_MODEL, OFFLINE);
    expect(model).toMatchObject({ name: ID, folder: join(cache, ID), revision, dim, image });
    for (const file of Object.values(MODEL_FILES))
      expect
        .soft(Buffer.compare(await readFile(join(cache, ID, file)), await readFile(join(MODEL_FOLDER, file))))
        .toBe(0);
    expect(listCache(cache)).toHaveLength(Object.keys(MODEL_FILES).length);
  });

  it('says how far the download is', async () => {
    for (const file of [MODEL_FILES.text, MODEL_FILES.vision]) {
      const ofFile = progress.filter((one) => one.file === file);
      const { length } = await readFile(join(MODEL_FOLDER, file));
      expect(ofFile.length).toBeGreaterThan(5);
      expect(ofFile.every(({ totalBytes }) => totalBytes === length)).toBe(true);
      const loaded = ofFile.map(({ loadedBytes }) => loadedBytes);
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      expect(loaded.at(-1)).toBe(length);
    }
  });

  it('is not asked for again', async () => {
    realHub.requests = [];
    const model = await resolveModel(ID, { cache, hub: realHub.url });
    expect(model.name).toBe(ID);
    expect(realHub.requests).toEqual([]);
    expect((await resolveModel(ID, { cache, hub: OFFLINE.hub })).revision).toBe(model.revision);
  });

  it('gives the same vectors as the files it was made from', async () => {
    const downloaded = createEncoder(await resolveModel(ID, { cache, hub: realHub.url }));
    const embedded = createEncoder(await resolveModel(FIRST_MODEL, OFFLINE));
    const [[one], [other]] = await Promise.all([
      downloaded.encodeTexts(['a dog on the beach']),
      embedded.encodeTexts(['a dog on the beach']),
    ]);
    await Promise.all([downloaded.close(), embedded.close()]);
    expect(cosine(one?.vector, other?.vector)).toBeCloseTo(1, 6);
  });
});

/** A folder for the cache, and sources that ask the small hub without long pauses. */
function makeSources(more: Partial<ModelSources> = {}): ModelSources {
  return { cache: makeTemporaryFolder(), hub: hub.url, pauseMs: 1, ...more };
}

/** Requests for the weights of the image tower. */
const visionRequests = () => hub.requests.filter((request) => request.includes('vision'));

// What one test changes must not reach the next, even where it fails.
beforeEach(() => {
  hub.hasListing = true;
  hub.commit = COMMIT;
});

describe('a download that is cut off', () => {
  /** Sends 4,000 bytes of the image tower and breaks off as soon as they are on the disk, so often. */
  async function cut(times: number, cache: string): Promise<{ ranges: (string | undefined)[] }> {
    const whole = await readFile(join(TOY_MODEL_FOLDER, vision));
    const ranges: (string | undefined)[] = [];
    hub.interfere = (file, request, response) => {
      if (file !== vision) return false;
      ranges.push(request.headers.range);
      if (ranges.length > times) return false;
      const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': whole.length - start,
        ...(start > 0 ? { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` } : {}),
      });
      response.write(whole.subarray(start, start + 4000));
      // Breaking off at once could overtake what was written.
      const part = join(cache, TOY_ID, `${vision}.part`);
      vi.waitFor(() => expect(statSync(part).size).toBe(start + 4000), { timeout: 20_000, interval: 2 }).then(
        () => response.destroy(),
        () => response.destroy(),
      );
      return true;
    };
    return { ranges };
  }

  it.each([
    ['with', true],
    ['without', false],
  ])('is continued where it ended, by a hub %s a list of files', async (_what, hasListing) => {
    hub.hasListing = hasListing;
    const sources = makeSources();
    const { ranges } = await cut(2, sources.cache);
    const model = await resolveModel(TOY_ID, sources);
    expect(model.revision).toBe(toyRevision);
    expect(ranges).toEqual([undefined, 'bytes=4000-', 'bytes=8000-']);
  });

  it('leaves nothing that is taken for whole, and the next run continues it', async () => {
    const sources = makeSources();
    await cut(1, sources.cache);
    const { interfere } = hub;
    hub.interfere = (file, request, response) => {
      if (file === vision && request.headers.range !== undefined) response.writeHead(503).end();
      else return interfere(file, request, response);
      return true;
    };
    await expectFailure(sources.cache, /503/);
    expect(listCache(sources.cache).filter((name) => String(name).includes('vision'))).toEqual([
      join(TOY_ID, `${vision}.part`),
    ]);
    const { ranges } = await cut(0, sources.cache);
    hub.requests = [];
    expect((await resolveModel(TOY_ID, sources)).revision).toBe(toyRevision);
    expect(ranges).toEqual(['bytes=4000-']);
    expect(hub.requests).toEqual(['GET api', `GET ${vision}`]);
    expect(listCache(sources.cache).filter((name) => String(name).endsWith('.part'))).toEqual([]);
  });

  it('begins anew where the hub cannot continue', async () => {
    const sources = makeSources();
    const part = join(sources.cache, TOY_ID, `${vision}.part`);
    await mkdir(dirname(part), { recursive: true });
    await writeFile(part, Buffer.alloc(5000));
    hub.interfere = (_file, request) => {
      delete request.headers.range;
      return false;
    };
    expect((await resolveModel(TOY_ID, sources)).revision).toBe(toyRevision);
  });

  it('begins anew after bytes that were not of this file', async () => {
    const sources = makeSources();
    const part = join(sources.cache, TOY_ID, `${vision}.part`);
    await mkdir(dirname(part), { recursive: true });
    await writeFile(part, Buffer.alloc(5000));
    hub.interfere = () => false;
    hub.requests = [];
    expect((await resolveModel(TOY_ID, sources)).revision).toBe(toyRevision);
    expect(visionRequests()).toHaveLength(2);
  });

  it('stays at the commit it began with', async () => {
    const sources = makeSources();
    hub.interfere = (file, _request, response) => {
      if (file === vision) response.writeHead(403).end();
      return file === vision;
    };
    await expectFailure(sources.cache, /403/);
    const asked: string[] = [];
    hub.interfere = (_file, request) => {
      asked.push(String(request.url));
      return false;
    };
    hub.commit = 'f'.repeat(40);
    await resolveModel(TOY_ID, sources);
    hub.commit = COMMIT;
    expect(asked[0]).toContain(`/revision/${COMMIT}`);
  });
});

describe('a hub that misbehaves', () => {
  it.each([
    ['a byte is another one', (whole: Buffer) => Buffer.from(whole).fill(0, 9000, 9001), /the checksum/],
    ['the end is missing', (whole: Buffer) => whole.subarray(0, 5000), /ended after 5000 of \d+ bytes/],
    ['there is more', (whole: Buffer) => Buffer.concat([whole, whole]), /bytes instead of/],
  ])('is not believed: %s', async (_what, change, reason) => {
    const cache = makeTemporaryFolder();
    const wrong = change(await readFile(join(TOY_MODEL_FOLDER, vision)));
    hub.interfere = (file, request, response) => {
      if (file !== vision) return false;
      if (request.headers.range === undefined) response.writeHead(200, { connection: 'close' }).end(wrong);
      else response.writeHead(416).end();
      return true;
    };
    await expectFailure(cache, reason);
    expect(existsSync(join(cache, TOY_ID, vision))).toBe(false);
    hub.interfere = () => false;
    expect((await resolveModel(TOY_ID, makeSources({ cache }))).revision).toBe(toyRevision);
  });

  it.each([
    ['a login page instead of the configuration', config, '<html>Please sign in to this network</html>'],
    ['a login page instead of the weights', vision, '<html>Please sign in to this network</html>'],
    ['weights that end early', vision, undefined],
  ])('is noticed without a list of files: %s', async (_what, wrong, page) => {
    hub.hasListing = false;
    const cache = makeTemporaryFolder();
    const content = page ?? (await readFile(join(TOY_MODEL_FOLDER, wrong))).subarray(0, 5000);
    hub.interfere = (file, _request, response) => {
      if (file === wrong) response.writeHead(200, { connection: 'close' }).end(content);
      return file === wrong;
    };
    await expectFailure(cache, /content that is wrong/);
    expect(existsSync(join(cache, TOY_ID, wrong))).toBe(false);
    hub.interfere = () => false;
    expect((await resolveModel(TOY_ID, makeSources({ cache }))).revision).toBe(toyRevision);
    hub.hasListing = true;
  });

  it('is asked again after 429 and 5xx, and not before it says', async () => {
    const answers = [429, 500, 502, 503];
    const times: number[] = [];
    hub.interfere = (file, _request, response) => {
      if (file !== vision) return false;
      times.push(performance.now());
      const status = answers.shift();
      if (status !== undefined) response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end();
      return status !== undefined;
    };
    expect((await resolveModel(TOY_ID, makeSources())).revision).toBe(toyRevision);
    expect(times).toHaveLength(5);
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThan(990);
  });

  it.each([
    [401, /refuses .* \(401\)/, /HF_TOKEN/],
    [403, /refuses .* \(403\)/, /HF_TOKEN/],
    [404, /there is no .* \(404\)/, /photoseek models/],
    [429, /with 429 and asks to come back in 3600 seconds/, /try again later/],
    [500, /with 500\./, /try again later/],
  ])('ends the download with a remedy when it answers %i', async (status, reason, remedy) => {
    hub.interfere = (_file, _request, response) => {
      response.writeHead(status, { 'retry-after': status === 429 ? '3600' : '0', 'x-error-code': 'Any' }).end();
      return true;
    };
    const cache = makeTemporaryFolder();
    await expectFailure(cache, reason, {}, remedy);
    expect(listCache(cache)).toEqual([]);
  });

  it.each(IS_LONG ? Object.values(MODEL_FILES) : [config, vision])(
    'that lacks %s is named with it',
    async (missing) => {
      hub.hasListing = false;
      hub.interfere = (file, _request, response) => {
        if (file === missing) response.writeHead(404).end();
        return file === missing;
      };
      const cache = makeTemporaryFolder();
      await expectFailure(cache, new RegExp(missing));
      expect(existsSync(join(cache, TOY_ID, missing))).toBe(false);
      hub.hasListing = true;
    },
  );

  it('that nobody reaches is named', async () => {
    await expectFailure(makeTemporaryFolder(), /127\.0\.0\.1:9/, { hub: 'http://127.0.0.1:9/' });
  });

  it('and a cache that cannot be written', async () => {
    hub.interfere = () => false;
    const cache = join(makeTemporaryFolder(), 'cache');
    await writeFile(cache, 'a file in the way');
    await expectFailure(cache, /ENOTDIR/);
  });

  it.skipIf(disk === undefined)('and a disk that is full; with room, the download goes on', async () => {
    hub.interfere = () => false;
    const cache = disk as string;
    const ballast = join(cache, 'ballast');
    // The model takes 56 KiB, its image tower 16 of them, which arrive in one piece: one write that the disk takes a part of.
    await writeFile(ballast, Buffer.alloc((DISK_KIB - 48) * 1024));
    await expectFailure(cache, /ENOSPC/, {}, /the space left/);
    expect(existsSync(join(cache, TOY_ID, vision))).toBe(false);
    await rm(ballast);
    expect((await resolveModel(TOY_ID, makeSources({ cache }))).revision).toBe(toyRevision);
  });

  it('for a model of another kind throws model-invalid before its weights arrive', async () => {
    hub.requests = [];
    hub.hasListing = false;
    hub.interfere = (file, _request, response) => {
      if (file === config) response.writeHead(200).end('{"model_type": "bert"}');
      return file === config;
    };
    await expect(resolveModel(TOY_ID, makeSources())).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('"bert"'),
    });
    expect(hub.requests.filter((request) => request.endsWith('.onnx'))).toEqual([]);
    hub.hasListing = true;
  });
});

describe('the comparison with the reference implementation', () => {
  /** The small model with some fields of one of its files changed. */
  function change(file: string, fields: object): void {
    hub.hasListing = false;
    hub.requests = [];
    hub.interfere = (asked, _request, response) => {
      if (asked !== file) return false;
      const content = JSON.parse(readFileSync(join(TOY_MODEL_FOLDER, file), 'utf8'));
      response.writeHead(200).end(JSON.stringify({ ...content, ...fields }));
      return true;
    };
  }
  beforeEach(() => {
    hub.hasListing = true;
    hub.interfere = () => false;
  });
  const readNote = (cache: string) => JSON.parse(readFileSync(join(cache, TOY_ID, 'photoseek.json'), 'utf8'));
  afterAll(() => {
    hub.hasListing = true;
    hub.interfere = () => false;
  });

  it('is noted in the manifest, and not repeated', async () => {
    const sources = makeSources();
    const { version } = JSON.parse(
      readFileSync(new URL('../../../node_modules/@huggingface/transformers/package.json', import.meta.url), 'utf8'),
    );
    await resolveModel(TOY_ID, sources);
    expect(readNote(sources.cache)).toMatchObject({ checkedWith: `transformers ${version}` });
    await resolveModel(TOY_ID, sources);
    expect(readNote(sources.cache)).not.toHaveProperty('uncheckedBecause');
  });

  it.each([
    [
      'colours that are not normalised',
      { do_normalize: false },
      /The normalised colour 200 100 50 of .* must be 0\.784/,
    ],
    ['colours that are not scaled', { rescale_factor: 1 }, /must be 399\.000 199\.000 99\.000, as in transformers 4/],
    [
      'a processor of another form',
      { image_processor_type: 'ViTImageProcessor', do_resize: false, do_center_crop: false },
      /The input image of someone\/toy-clip must be 64 × 64, as in transformers .*, got 32 × 32\./,
    ],
  ])('refuses %s before the weights arrive, and leaves nothing', async (_what, fields, reason) => {
    change(MODEL_FILES.preprocessor, fields);
    const { cache, ...sources } = makeSources();
    await expect(resolveModel(TOY_ID, { cache, ...sources })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining('photoseek models'),
    });
    expect(hub.requests.filter((request) => request.endsWith('.onnx'))).toEqual([]);
    expect(existsSync(join(cache, TOY_ID))).toBe(false);
  });

  it.each([
    ['does not know', config, { model_type: 'mobileclip' }, /does not know the model type mobileclip/],
    ['cannot load', MODEL_FILES.tokenizerConfig, { sep_token: { content: '[SEP]' } }, /cannot load it: Unknown token/],
  ])('skips what the reference %s, and says why', async (_what, file, fields, reason) => {
    change(file, fields);
    const sources = makeSources();
    await resolveModel(TOY_ID, sources);
    expect(readNote(sources.cache)).toMatchObject({ uncheckedBecause: expect.stringMatching(reason) });
    expect(readNote(sources.cache)).not.toHaveProperty('checkedWith');
  });
});

describe('the way to the hub', () => {
  it('follows redirects to other hosts, and sends the token to the hub only', async () => {
    const tokens: Record<string, string | undefined> = {};
    const store = await startHub(TOY_ID, TOY_MODEL_FOLDER);
    store.interfere = (file, request) => {
      tokens[`store ${file}`] = request.headers.authorization;
      return false;
    };
    hub.interfere = (file, request, response) => {
      tokens[file] = request.headers.authorization;
      if (file !== vision) return false;
      response.writeHead(302, {
        location: new URL(String(request.url), store.url.replace('127.0.0.1', 'localhost')).href,
      });
      response.end('Found. Redirecting');
      return true;
    };
    const model = await resolveModel(TOY_ID, makeSources({ token: 'hf_secret' }));
    expect(model.revision).toBe(toyRevision);
    expect(tokens[config]).toBe('Bearer hf_secret');
    expect(tokens[vision]).toBe('Bearer hf_secret');
    expect(tokens).toMatchObject({ [`store ${vision}`]: undefined });
    expect(Object.keys(tokens)).toContain(`store ${vision}`);
  });

  it('ends when a redirect leads in a circle', async () => {
    hub.interfere = (file, request, response) => {
      if (file === vision) response.writeHead(307, { location: request.url }).end();
      return file === vision;
    };
    await expectFailure(makeTemporaryFolder(), /more than 5 times/);
  });

  it('leads through the proxy of the environment', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(String(request.url));
      const onward = connect(Number(new URL(hub.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward]) end.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    hub.interfere = () => false;
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const model = await resolveModel(TOY_ID, makeSources({ hub: 'http://hub.invalid/' }));
    vi.unstubAllEnvs();
    proxy.close();
    expect(model.revision).toBe(toyRevision);
    expect(asked[0]).toBe('hub.invalid:80');
  });

  it('is not taken offline', async () => {
    hub.requests = [];
    await expect(resolveModel(TOY_ID, makeSources({ isOffline: true }))).rejects.toMatchObject({
      code: 'model-download-failed',
      message: expect.stringContaining('downloads are switched off'),
      hint: expect.stringContaining(`photoseek models pull ${TOY_ID}`),
    });
    expect(hub.requests).toEqual([]);
  });

  it('asks for the commit that is named, into a folder of its own', async () => {
    const asked: string[] = [];
    hub.interfere = (_file, request) => {
      asked.push(String(request.url));
      return false;
    };
    const name = `${TOY_ID}@${COMMIT}`;
    const sources = makeSources();
    const model = await resolveModel(name, sources);
    expect(model).toMatchObject({ name, folder: join(sources.cache, name), revision: toyRevision });
    expect(asked[0]).toBe(`/api/models/${TOY_ID}/revision/${COMMIT}?blobs=true`);
  });
});

describe('resolveModel', () => {
  it('takes a folder by its path and gives the same vectors', async () => {
    const folder = await copyModel(makeTemporaryFolder());
    const copy = createEncoder(await resolveModel(folder, OFFLINE));
    const embedded = createEncoder(await resolveModel(FIRST_MODEL, OFFLINE));
    expect(copy.model).toMatchObject({ name: folder, folder, revision: embedded.model.revision });
    const makeSquare = () => Uint8Array.from({ length: 260 * 260 * 3 }, (_, i) => i % 251);
    const [texts, pictures] = await Promise.all([
      Promise.all([copy, embedded].map((encoder) => encoder.encodeTexts(['a dog on the beach']))),
      Promise.all([copy, embedded].map((encoder) => encoder.encodeImages([makeSquare()]))),
    ]);
    await Promise.all([copy.close(), embedded.close()]);
    expect(cosine(texts[0]?.[0]?.vector, texts[1]?.[0]?.vector)).toBeCloseTo(1, 6);
    expect(cosine(pictures[0]?.[0], pictures[1]?.[0])).toBeCloseTo(1, 6);
  });

  it.each(['unknown', 'a/b/c', '', '../etc', 'some one/model', '/no/such/folder', './no-such-folder', 'a/..'])(
    'throws model-not-found for "%s"',
    async (name) => {
      await expect(resolveModel(name, OFFLINE)).rejects.toMatchObject({ code: 'model-not-found', kind: 'model' });
    },
  );

  it('does not download into a folder outside the cache', async () => {
    const cache = join(makeTemporaryFolder(), 'cache');
    await mkdir(dirname(cache), { recursive: true });
    await expect(resolveModel('../up', { cache, hub: hub.url })).rejects.toMatchObject({ code: 'model-not-found' });
    expect(existsSync(cache)).toBe(false);
  });
});
