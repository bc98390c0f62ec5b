// A server that hides sensitive photos: whoever may not see them finds no trace of one, wherever it asks.
import { readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Express } from 'express';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibraryStats } from '#src/library/types/descriptions.js';
import type { KeyScope } from '#src/library/types/key-ring.js';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { OPERATIONS } from '#src/server/operations/all.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { Statements } from '#src/store/database/statements.js';
import { FrameTextTable } from '#src/store/tables/frame-text-table.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const root = join(home, 'pictures');
const photos = join(root, 'photos');
const papers = join(root, 'papers');
const passport = join(papers, 'passport-scan.jpg');
const ITEM = 'customer-17';

let library: Library;
/** Of the sensitive photo, and of one that anybody may see. */
let id: number;
let other: number;
let trace: RegExp;

beforeAll(async () => {
  library = await openFakeLibrary({ path: join(home, 'library') });
  await mkdir(photos, { recursive: true });
  for (const name of ['coffee-cup.jpg', 'cat-face.png', 'eiffel-tower.jpg'])
    await cp(join(SAMPLES, name), join(photos, name));
  await indexPaths(library, [root]);
  await mkdir(papers);
  for (const name of ['passport-scan.jpg', 'passport-copy.jpg'])
    await cp(join(SAMPLES, 'red-panda.jpg'), join(papers, name));
  await indexPaths(library, [root]);
  const { results } = await library.search({ filters: 'ext:jpg' }, { limit: 100 });
  const found = results.find(({ path }) => path.startsWith(papers));
  id = found?.id as number;
  other = results.find(({ path }) => path.startsWith(photos))?.id as number;
  trace = new RegExp(`passport|papers|Eriksson|"id":${id}\\b|${found?.contentHash}|kundennummer`);
  await library.setFields({ id }, { kundennummer: 5 });
  const db = new Database(join(home, 'library', CATALOGUE_FILE));
  const frameId = db.prepare('SELECT id FROM frame WHERE content_id = ?').pluck().get(id) as number;
  db.transaction(() =>
    new FrameTextTable(new Statements(db)).put(
      frameId,
      'layer',
      'Eriksson Anna\nL898902C36UTO7408122F1204159ZE184226B<<<<<10',
    ),
  )();
  db.prepare('UPDATE file SET external_id = ? WHERE path = ?').run(ITEM, passport);
  db.close();
}, 120_000);
afterAll(() => library.close());

/** How each operation that reads is asked for the sensitive photo, or for everything; in words that are no trace, as answers repeat them. */
const ASKED: Record<string, (app: Express) => Test> = {
  searchByText: (app) => request(app).get('/api/v1/search?q=scan&all=true'),
  search: (app) =>
    request(app)
      .post('/api/v1/search')
      .send({ terms: [{ text: 'anna' }], all: true }),
  searchByImage: (app) => request(app).post('/api/v1/search/by-image?all=true').attach('image', passport),
  findSimilar: (app) => request(app).get(`/api/v1/similar/${id}?all=true`),
  countFacets: (app) => request(app).get('/api/v1/facets'),
  countFacetsOf: (app) =>
    request(app)
      .post('/api/v1/facets')
      .send({ terms: [{ text: 'scan' }], all: true }),
  suggest: (app) => request(app).get('/api/v1/suggest?q=sca'),
  getOverview: (app) => request(app).get('/api/v1/overview'),
  getPhoto: (app) => request(app).get(`/api/v1/photos/${id}`),
  getFrames: (app) => request(app).get(`/api/v1/photos/${id}/frames`),
  getRegions: (app) => request(app).get(`/api/v1/photos/${id}/regions`),
  getWhere: (app) => request(app).get(`/api/v1/photos/${id}/where?q=passport`),
  getFull: (app) => request(app).get(`/api/v1/photos/${id}/full`),
  getMotion: (app) => request(app).get(`/api/v1/photos/${id}/motion`),
  getOriginal: (app) => request(app).get(`/api/v1/photos/${id}/original`),
  getThumbnail: (app) => request(app).get(`/api/v1/photos/${id}/thumbnail`),
  getPreview: (app) => request(app).get(`/api/v1/photos/${id}/preview`),
  listPeople: (app) => request(app).get('/api/v1/people'),
  listFacesInPhoto: (app) => request(app).get(`/api/v1/photos/${id}/faces`),
  createArchive: (app) =>
    request(app)
      .post('/api/v1/archives')
      .send({ ids: [id, other] }),
  listDuplicates: (app) => request(app).get('/api/v1/duplicates?kinds=exact,near,similar'),
  listTags: (app) => request(app).get('/api/v1/tags'),
  getItem: (app) => request(app).get(`/api/v1/items/${ITEM}`),
  findSimilarToItem: (app) => request(app).get(`/api/v1/items/${ITEM}/similar`),
  listItems: (app) => request(app).get('/api/v1/items'),
  listFields: (app) => request(app).get('/api/v1/fields'),
  getStats: (app) => request(app).get('/api/v1/stats'),
  listRoots: (app) => request(app).get('/api/v1/roots'),
  listFailures: (app) => request(app).get('/api/v1/failures'),
  getMetrics: (app) => request(app).get('/metrics'),
};

/** Operations that read no photo. */
const OTHERS = new Set([
  // Asked below, with what createArchive gave.
  'getArchive',
  // They write, and name what the client has sent.
  ...['putItem', 'setFields', 'removeItem', 'addRoot', 'removeRoot', 'startJob', 'cancelJob'],
  // Of people and faces, of which there are none here: `people.test.ts` asks them for a part of the library.
  ...['getPerson', 'listFacesOfPerson', 'getFaceImage', 'suggestPeople'],
  ...['updatePerson', 'mergePeople', 'keepPeopleApart', 'assignFaces'],
  // They tell how a run goes on, and which folders the disk has.
  ...['listJobs', 'getJob', 'followJob', 'completeFolder'],
  ...[
    'embed',
    'getSession',
    'signIn',
    'signOut',
    'invite',
    'checkHealth',
    'checkLiveness',
    'checkReadiness',
    'getDocument',
  ],
]);

/** Counts in answers, where the photo exists and where it does not. */
const COUNTED: Record<string, { read: (body: never) => unknown; shown: unknown; hidden: unknown }> = {
  countFacets: { read: ({ total }: { total: number }) => total, shown: 4, hidden: 3 },
  getOverview: { read: ({ total }: { total: number }) => total, shown: 4, hidden: 3 },
  listRoots: { read: ({ roots }: { roots: { files: number }[] }) => roots[0]?.files, shown: 5, hidden: 3 },
  createArchive: { read: ({ files }: { files: number }) => files, shown: 2, hidden: 1 },
  getStats: {
    read: ({ photos: all, files, kinds, model, index }: LibraryStats) =>
      [all, files, kinds.image, model.vectors, index.indexed].join(),
    shown: '4,5,4,4,4',
    hidden: '3,3,3,3,3',
  },
};

const send = (test: Test, secret: string | undefined) => {
  const asked = test.set('Host', 'localhost').buffer(true);
  return secret === undefined ? asked : asked.set('Authorization', `Bearer ${secret}`);
};

/** The bytes of a response, whatever their type. */
function readBytes(stream: NodeJS.ReadableStream, done: (error: null, bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

/** Everything that a client is told, as one text. */
async function ask(app: Express, operation: string, secret?: string) {
  const { status, body, text, headers } = await send((ASKED[operation] as (app: Express) => Test)(app), secret);
  const { 'content-disposition': name = '' } = headers as Record<string, string>;
  return { status, body, told: `${name} ${text ?? ''} ${Buffer.isBuffer(body) ? body.toString('latin1') : ''}` };
}

/** @param see whether the client may see the photo */
async function walk(app: Express, see: boolean, scopes: readonly KeyScope[], secret?: string) {
  const operations = OPERATIONS.filter(
    ({ scope, id: name }) => name in ASKED && scope !== null && scopes.includes(scope),
  );
  expect(operations.length).toBeGreaterThan(20);
  const seen: string[] = [];
  for (const { id: name, path } of operations) {
    const { status, body, told } = await ask(app, name, secret);
    const isOfPhoto = /\{(id|externalId)\}/.test(path);
    if (!see) {
      expect([name, told.match(trace)?.[0]]).toEqual([name, undefined]);
      expect([name, status, isOfPhoto && body.code]).toEqual(
        isOfPhoto ? [name, 404, 'photo-not-found'] : [name, status, false],
      );
    }
    expect([name, status < 300 || isOfPhoto]).toEqual([name, true]);
    if (status < 300 && (isOfPhoto || trace.test(told))) seen.push(name);
    const counted = COUNTED[name];
    if (counted !== undefined)
      expect([name, counted.read(body as never)]).toEqual([name, see ? counted.shown : counted.hidden]);
  }
  return seen;
}

describe('a server that hides sensitive photos', { timeout: 120_000 }, () => {
  it('is asked in every way that there is', () => {
    const known = [...Object.keys(ASKED), ...OTHERS];
    expect(known.sort()).toEqual(OPERATIONS.map((operation) => operation.id).sort());
  });

  // Before there is a key.
  it('hides them from clients without a key', async () => {
    const app = createApp({ library, hideSensitive: true });
    const { body } = await send(request(app).get('/api/v1/session'), undefined);
    expect(body.scopes).toEqual(['search', 'index', 'admin', 'embed']);
    expect(await walk(app, false, ['search', 'index', 'admin'])).toEqual([]);
    expect((await ask(app, 'getMetrics')).told).toMatch(/photoseek_library_size\{of="photos"\} 3/);
    const shown = await walk(createApp({ library }), true, ['search', 'index', 'admin']);
    // All that would show it, were it not hidden: all but counts, photos without a film, and files that cannot be read.
    const without = [
      'countFacetsOf',
      'createArchive',
      'getOverview',
      'getMotion',
      'getRegions',
      'listPeople',
      'listTags',
      'listRoots',
      'getStats',
      'listFailures',
      'getMetrics',
    ];
    for (const name of Object.keys(ASKED)) if (!without.includes(name)) expect(shown).toContain(name);
  });

  it('hides them from keys without the scope sensitive, and from no others', async () => {
    const app = createApp({ library, hideSensitive: true });
    const secretOf = async (...scopes: KeyScope[]) =>
      (await library.keys.create({ name: scopes.join(), scopes })).secret;
    expect(await walk(app, false, ['search', 'index'], await secretOf('index'))).toEqual([]);
    for (const scopes of [['index', 'sensitive'], ['admin']] as KeyScope[][]) {
      const shown = await walk(app, true, ['search', 'index'], await secretOf(...scopes));
      for (const name of [
        'searchByText',
        'search',
        'searchByImage',
        'findSimilar',
        'getPhoto',
        'getOriginal',
        'getThumbnail',
        'listItems',
        'suggest',
      ])
        expect(shown).toContain(name);
    }
    // Without the option, no scope is asked for.
    expect(await walk(createApp({ library }), true, ['search', 'index'], await secretOf('index'))).toContain(
      'getPhoto',
    );
  });

  it('gives no archive with them', async () => {
    const app = createApp({ library, hideSensitive: true });
    const { secret } = await library.keys.create({ name: 'archives' });
    const made = await send(
      request(app)
        .post('/api/v1/archives')
        .send({ ids: [id, other] }),
      secret,
    );
    expect(made.body).toMatchObject({ files: 1, missing: [id] });
    const { status, body } = await send(request(app).get(made.body.links.download), secret).parse((response, done) =>
      readBytes(response as unknown as NodeJS.ReadableStream, done),
    );
    expect([status, body.toString('latin1')]).toEqual([200, expect.not.stringMatching(/passport/)]);
  });

  it('says the same of one as of a photo that never was, in filters, pages and queries', async () => {
    const app = createApp({ library, hideSensitive: true });
    const { secret } = await library.keys.create({ name: 'curious' });
    const get = async (path: string) => (await send(request(app).get(path), secret)).body;
    const post = async (body: object) => (await send(request(app).post('/api/v1/search').send(body), secret)).body;
    expect(await get(`/api/v1/search?q=${encodeURIComponent('is:sensitive')}`)).toMatchObject({
      total: 0,
      results: [],
    });
    expect(await get(`/api/v1/search?q=${encodeURIComponent('-is:sensitive')}`)).toMatchObject({ total: 3 });
    const [one, never] = [await post({ terms: [{ id }] }), await post({ terms: [{ id: 999 }] })];
    expect([one.code, one.detail.replace(String(id), '999')]).toEqual(['photo-not-found', never.detail]);
    // A number that stands in it is found by no trial.
    for (const text of ['L898902C36UTO7408122F1204159ZE184226B', 'Eriksson'])
      expect(await post({ terms: [{ text }], mode: 'text' })).toMatchObject({
        total: 0,
        notices: [{ code: 'no-good-match' }],
      });
    const inside = await get(`/api/v1/search?q=${encodeURIComponent(`in:"${papers}"`)}`);
    expect([inside.code, JSON.stringify(inside.hint)]).toEqual(['bad-query', expect.stringContaining(photos)]);
    const sorted = await get('/api/v1/search?q=photo&all=true&sort=name&limit=2');
    const next = await get(`/api/v1/search?q=photo&all=true&sort=name&limit=2&cursor=${sorted.nextCursor}`);
    expect([sorted.total, sorted.results.length, next.results.length, next.nextCursor]).toEqual([3, 2, 1, null]);
    expect(JSON.stringify([sorted, next])).not.toMatch(trace);
    const bytes = readFileSync(passport).toString('base64');
    const byBytes = await post({ terms: [{ image: bytes }], all: true });
    expect([byBytes.total, JSON.stringify(byBytes).match(trace)]).toEqual([3, null]);
  });

  it('shows a reader of one folder what is not sensitive there', async () => {
    const guest = library.reader({ folder: papers, hideSensitive: true });
    expect(await guest.stats()).toMatchObject({ files: 0, photos: 0, roots: [papers] });
    expect((await library.reader({ folder: papers }).stats()).photos).toBe(1);
    expect((await library.reader({ folder: photos, hideSensitive: true }).search('photo', { all: true })).total).toBe(
      3,
    );
    expect(await guest.roots()).toEqual([]);
    expect(await library.reader({ hideSensitive: true }).roots()).toMatchObject([{ path: root, files: 3 }]);
  });
});
