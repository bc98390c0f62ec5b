import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import type { DownloadProgress } from '#src/encoder/models/hub-protocol.js';
import { MODEL_FILES } from '#src/encoder/models/model-files.js';
import { type ModelSources, resolveModel } from '#src/encoder/models/resolve-model.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { type Hub, startHub } from '../../support/encoder/hub-server.js';
import {
  copyModel,
  cosine,
  FIRST_MODEL,
  MODEL_FOLDER,
  OFFLINE,
  TOY_MODEL_FOLDER,
} from '../../support/encoder/models.js';
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
beforeAll(async () => {
  realHub = await startHub(ID, MODEL_FOLDER);
  hub = await startHub(TOY_ID, TOY_MODEL_FOLDER);
  toyRevision = (await resolveModel(TOY_MODEL_FOLDER, OFFLINE)).revision;
});

/** Files in the cache. */
const listCache = (cache: string) =>
  existsSync(cache) ? readdirSync(cache, { recursive: true }).filter((name) => /\.\w+$/.test(String(name))) : [];

async function expectFailure(cache: string, reason: RegExp, sources: Partial<ModelSources> = {}): Promise<void> {
  await expect(resolveModel(TOY_ID, { cache, hub: hub.url, ...sources })).rejects.toMatchObject({
    name: 'PhotoseekError',
    code: 'model-download-failed',
    kind: 'model',
    message: expect.stringMatching(reason),
    hint: expect.stringContaining(`--model ${EMBEDDED_MODEL}`),
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

describe('a download that fails', () => {
  it.each(IS_LONG ? Object.values(MODEL_FILES) : [config, vision])(
    'for want of %s throws model-download-failed',
    async (missing) => {
      hub.interfere = (file, _request, response) => {
        if (file === missing) response.writeHead(404).end();
        return file === missing;
      };
      const cache = makeTemporaryFolder();
      await expectFailure(cache, /someone\/toy-clip/);
      expect(existsSync(join(cache, TOY_ID, missing))).toBe(false);
    },
  );

  it.each(IS_LONG ? [401, 429, 500] : [500])(
    'because the hub answers %i throws model-download-failed',
    async (status) => {
      hub.interfere = (_file, _request, response) => {
        response.writeHead(status).end();
        return true;
      };
      const cache = makeTemporaryFolder();
      await expectFailure(cache, new RegExp(hub.url));
      expect(listCache(cache)).toEqual([]);
    },
  );

  it('because nobody listens throws model-download-failed', async () => {
    await expectFailure(makeTemporaryFolder(), /127\.0\.0\.1:9/, { hub: 'http://127.0.0.1:9/' });
  });

  it.each([
    ['with a stated length', true],
    ['without one', false],
  ])(
    'half way in the weights leaves nothing that is taken for whole; the next try ends it (%s)',
    async (_what, hasLength) => {
      const cache = makeTemporaryFolder();
      const whole = await readFile(join(TOY_MODEL_FOLDER, vision));
      let breakOff = () => {};
      hub.interfere = (file, request, response) => {
        if (file !== vision || request.headers.range !== undefined) return false;
        response.writeHead(200, hasLength ? { 'content-length': whole.length } : {});
        response.write(whole.subarray(0, whole.length / 2));
        breakOff = () => response.destroy();
        return true;
      };
      // Only once the half has arrived: the connection then breaks while the file is being written.
      const onDownload = ({ file, loadedBytes }: DownloadProgress) => {
        if (file === vision && loadedBytes >= Math.floor(whole.length / 2)) breakOff();
      };
      await expectFailure(cache, /terminated/, { onDownload });
      expect(listCache(cache).filter((name) => String(name).includes('vision'))).toEqual([]);

      hub.interfere = () => false;
      hub.requests = [];
      const model = await resolveModel(TOY_ID, { cache, hub: hub.url });
      expect(model.revision).toBe(toyRevision);
      expect(hub.requests.filter((request) => !request.includes('vision'))).toEqual([]);
    },
  );

  it.each([
    ['a login page instead of the configuration', config, '<html>Please sign in to this network</html>'],
    ['a login page instead of the weights', vision, '<html>Please sign in to this network</html>'],
    ['weights that end early without a word', vision, undefined],
  ])('because of %s is tried anew', async (_what, wrong, page) => {
    const cache = makeTemporaryFolder();
    const content = page ?? (await readFile(join(TOY_MODEL_FOLDER, wrong))).subarray(0, 5000);
    hub.interfere = (file, _request, response) => {
      if (file === wrong) response.writeHead(200, { connection: 'close' }).end(content);
      return file === wrong;
    };
    await expectFailure(cache, /someone\/toy-clip/);
    hub.interfere = () => false;
    const model = await resolveModel(TOY_ID, { cache, hub: hub.url });
    expect(model.revision).toBe(toyRevision);
  });

  it('because the cache cannot be written throws model-download-failed', async () => {
    hub.interfere = () => false;
    const cache = join(makeTemporaryFolder(), 'cache');
    await writeFile(cache, 'a file in the way');
    await expectFailure(cache, /ENOTDIR/);
  });

  it('for a model of another kind throws model-invalid', async () => {
    hub.interfere = (file, _request, response) => {
      if (file === config) response.writeHead(200).end('{"model_type": "bert"}');
      return file === config;
    };
    await expect(resolveModel(TOY_ID, { cache: makeTemporaryFolder(), hub: hub.url })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('"bert"'),
    });
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
