import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import type { FileOutcome } from '#src/store/records.js';
import {
  DIM,
  encoded,
  ensureSpace,
  failed,
  makeFile,
  makeHash,
  makeMetadataRecord,
  makeVector,
  openCatalogue,
  openRaw,
  reused,
  toEncoded,
} from '../../support/libraries/catalogues.js';
import { runs } from '../../support/runner/form.js';

function make(): { catalogue: Catalogue; modelId: number; record(...outcomes: FileOutcome[]): void } {
  const catalogue = openCatalogue();
  const modelId = ensureSpace(catalogue).id;
  return { catalogue, modelId, record: (...outcomes) => catalogue.files.record(outcomes) };
}

function listPaths(catalogue: Catalogue, root: string): string[] {
  return catalogue.files
    .listUnder(root)
    .map(({ path }) => path)
    .sort();
}

function idOf(catalogue: Catalogue, path: string): number {
  const [file] = catalogue.files.listUnder(path);
  return file?.id as number;
}

function count(catalogue: Catalogue, table: string): number {
  return openRaw(catalogue.folder).prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
}

describe('a file that was encoded', () => {
  it('is a photo with a vector', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/photos/a.jpg', 1));
    const [file] = catalogue.files.listUnder('/photos');
    expect(file).toEqual({
      id: expect.any(Number),
      externalId: null,
      ...makeFile('/photos/a.jpg'),
      ctimeMs: null,
      contentId: expect.any(Number),
      failureCode: null,
      failureMessage: null,
      sidecarStamp: null,
      stages: 'embed:1@1 frames@1',
    });
    const photoId = file?.contentId as number;
    expect(catalogue.files.getPhoto(photoId)).toEqual({
      id: photoId,
      contentHash: '0100000000000000',
      format: 'jpeg',
      mediaType: 'image/jpeg',
      defect: null,
      width: 640,
      height: 480,
      frameKind: 'image',
      frames: 1,
      files: [{ id: 1, ...makeFile('/photos/a.jpg'), metadata: null, externalId: null, fields: null }],
    });
    expect(catalogue.files.findPhotoByPath('/photos/a.jpg')).toBe(photoId);
    expect(catalogue.files.findContent(makeHash(1))).toEqual({
      id: photoId,
      stages: new Map([
        ['embed:1', '1'],
        ['frames', '1'],
      ]),
    });
    expect(catalogue.vectors.ofPhoto(photoId, modelId, DIM)).toEqual(makeVector(1));
  });

  it('keeps the vector it has when it is encoded once more', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/a', 1));
    const before = catalogue.vectors.listAfter(modelId, DIM, 0, 9);
    record(encoded('/a', 1), encoded('/b', 1));
    expect(catalogue.vectors.listAfter(modelId, DIM, 0, 9)).toEqual(before);
    expect(catalogue.counts.photos()).toBe(1);
  });

  it('is a failure no longer when it was one', () => {
    const { catalogue, record } = make();
    record(failed('/a'));
    record(encoded('/a', 1));
    expect(catalogue.files.listUnder('/a')).toMatchObject([{ failureCode: null, failureMessage: null }]);
  });
});

describe('a file that failed', () => {
  it('is known with its reason and is no photo', () => {
    const { catalogue, record } = make();
    record(failed('/a'));
    expect(catalogue.files.listUnder('/a')).toMatchObject([
      { contentId: null, failureCode: 'damaged-image', failureMessage: 'It ends too early.', stages: '' },
    ]);
    expect(catalogue.files.findPhotoByPath('/a')).toBeUndefined();
    expect([catalogue.counts.files(), catalogue.counts.photos()]).toEqual([1, 0]);
  });

  it('takes its photo with it, unless another file holds it', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1), encoded('/b', 2), reused('/b copy', 2));
    record(failed('/a'), failed('/b'));
    expect(catalogue.counts.photos()).toBe(1);
    expect(catalogue.files.findContent(makeHash(1))).toBeUndefined();
    expect(catalogue.files.findContent(makeHash(2))).toBeDefined();
  });
});

describe('a file that failed though it did not change', () => {
  it('stays what it was', () => {
    const { catalogue, record } = make();
    record({ ...encoded('/a.jpg', 1), metadata: makeMetadataRecord('/a.jpg', { data: '"a"' }) });
    const before = catalogue.files.listUnder('/');
    record({ ...failed('/a.jpg'), keepsStored: true });
    expect(catalogue.files.listUnder('/')).toEqual(before);
    expect(catalogue.files.getPhoto(1)?.files).toMatchObject([{ path: '/a.jpg', metadata: '"a"' }]);
  });
});

describe('copies', () => {
  it('share one photo with one vector, and its files stand in the order of their names', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/c', 1), reused('/a', 1));
    record(reused('/b', 1), encoded('/d', 1));
    const photoId = catalogue.files.findPhotoByPath('/a') as number;
    expect(catalogue.files.getPhoto(photoId)?.files.map(({ path }) => path)).toEqual(['/a', '/b', '/c', '/d']);
    expect([catalogue.counts.files(), catalogue.counts.photos()]).toEqual([4, 1]);
    expect(catalogue.vectors.count(modelId)).toBe(1);
    expect(count(catalogue, 'frame')).toBe(1);
  });

  it('of unknown bytes stay unrecorded', () => {
    const { catalogue, record } = make();
    record(reused('/a', 7));
    expect(catalogue.counts.files()).toBe(0);
  });

  it('of unknown bytes leave a known file as it was', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1));
    const before = catalogue.files.listUnder('/a');
    record({ kind: 'reused', file: makeFile('/a', 2000), sha256: makeHash(7) });
    expect(catalogue.files.listUnder('/a')).toEqual(before);
    expect(catalogue.counts.photos()).toBe(1);
  });

  it('may take over bytes that their first file gives up in the same portion', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/a', 1));
    const photoId = catalogue.files.findPhotoByPath('/a');
    // A file was renamed, and another one took its old name.
    record(encoded('/a', 2), reused('/b', 1));
    expect(catalogue.files.findPhotoByPath('/b')).toBe(photoId);
    expect(catalogue.removedVectors.listAfter(modelId, 0).ids).toEqual([]);
  });
});

describe('a file that changed', () => {
  it('gives up its photo, the frame and the vector, which is listed as removed', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/a', 1), encoded('/b', 2));
    const [first, second] = catalogue.vectors.listAfter(modelId, DIM, 0, 9).ids;
    const photoId = catalogue.files.findPhotoByPath('/a') as number;
    record(encoded('/a', 3));
    expect(catalogue.files.getPhoto(photoId)).toBeUndefined();
    expect(catalogue.counts.photos()).toBe(2);
    expect(count(catalogue, 'frame')).toBe(2);
    const left = catalogue.vectors.listAfter(modelId, DIM, 0, 9).ids;
    expect(left).toContain(second);
    expect(left).not.toContain(first);
    expect(catalogue.removedVectors.listAfter(modelId, 0)).toEqual({ ids: [first], lastSeq: 1 });
  });

  it('keeps its id, with the new size and time', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1));
    const id = idOf(catalogue, '/a');
    record({ ...(encoded('/a', 2) as Extract<FileOutcome, { kind: 'encoded' }>), file: makeFile('/a', 5000.125) });
    expect(catalogue.files.listUnder('/a')).toMatchObject([{ id, mtimeMs: 5000.125 }]);
  });

  it('changes nothing where its bytes are the same', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1));
    const photoId = catalogue.files.findPhotoByPath('/a');
    record({ kind: 'reused', file: makeFile('/a', 9000), sha256: makeHash(1) });
    expect(catalogue.files.findPhotoByPath('/a')).toBe(photoId);
    expect(catalogue.files.listUnder('/a')).toMatchObject([{ mtimeMs: 9000, stages: 'embed:1@1 frames@1' }]);
  });
});

describe('metadata', () => {
  const words = (catalogue: Catalogue, query: string) =>
    openRaw(catalogue.folder).prepare('SELECT rowid FROM file_text WHERE file_text MATCH ?').pluck().all(query);
  const names = (catalogue: Catalogue, query: string) =>
    openRaw(catalogue.folder).prepare('SELECT rowid FROM file_name WHERE file_name MATCH ?').pluck().all(query);

  it('are written in columns, words and keywords, and come with the photo', () => {
    const { catalogue, record } = make();
    const metadata = makeMetadataRecord('/photos/rome/a.jpg', {
      data: '{"title":"A boat"}',
      city: 'Rome',
      country: 'IT',
      takenLocal: '2019-07-04T18:03:22.120',
      takenSource: 'exif',
      isFavorite: true,
      keywords: ['sea', 'Sea', 'boat'],
      texts: { title: 'Ein Boot in Zürich' },
      sidecarStamp: 'a.xmp/5',
    });
    const outcome = encoded('/photos/rome/a.jpg', 1);
    record({ ...outcome, metadata, stages: { ...outcome.stages, metadata: '1' } });
    const id = idOf(catalogue, '/photos/rome/a.jpg');
    const raw = openRaw(catalogue.folder);
    expect(raw.prepare('SELECT * FROM metadata').all()).toEqual([
      {
        file_id: id,
        data: '{"title":"A boat"}',
        taken_at_ms: null,
        taken_local: '2019-07-04T18:03:22.120',
        latitude: null,
        longitude: null,
        city: 'Rome',
        country: 'IT',
        camera: null,
        lens: null,
        rating: null,
        is_favorite: 1,
        taken_source: 'exif',
        duration_ms: null,
        traits: 0,
      },
    ]);
    expect(raw.prepare('SELECT word FROM keyword ORDER BY word').pluck().all()).toEqual(['boat', 'sea']);
    expect([words(catalogue, 'zurich'), words(catalogue, 'title:boo*'), words(catalogue, 'name:boot')]).toEqual([
      [id],
      [id],
      [],
    ]);
    expect([names(catalogue, '"a.jp"'), names(catalogue, '"b.jp"')]).toEqual([[id], []]);
    expect(catalogue.files.listUnder('/photos')).toMatchObject([
      { stages: 'embed:1@1 frames@1 metadata@1', sidecarStamp: 'a.xmp/5' },
    ]);
    expect(catalogue.files.getPhoto(1)?.files[0]?.metadata).toBe('{"title":"A boat"}');
  });

  it('take the place of earlier ones, words and keywords too', () => {
    const { catalogue, record } = make();
    const put = (title: string, keywords: string[]) =>
      record({
        ...reused('/a.jpg', 1),
        metadata: makeMetadataRecord('/a.jpg', { data: `"${title}"`, keywords, texts: { title } }),
      });
    record(encoded('/a.jpg', 1));
    put('before', ['old', 'both']);
    put('after', ['both', 'new']);
    expect([words(catalogue, 'before'), words(catalogue, 'after')]).toEqual([[], [idOf(catalogue, '/a.jpg')]]);
    const raw = openRaw(catalogue.folder);
    expect(raw.prepare('SELECT word FROM keyword ORDER BY word').pluck().all()).toEqual(['both', 'new']);
    expect(raw.prepare('SELECT data FROM metadata').pluck().all()).toEqual(['"after"']);
  });

  it.each([
    ['fails', (record: (...outcomes: FileOutcome[]) => void) => record(failed('/a.jpg'))],
    ['is removed', (_: unknown, catalogue: Catalogue) => catalogue.files.remove([idOf(catalogue, '/a.jpg')])],
  ])('go when their file %s', (_what, end) => {
    const { catalogue, record } = make();
    const metadata = makeMetadataRecord('/a.jpg', { keywords: ['word'], texts: { name: 'word' } });
    record({ ...encoded('/a.jpg', 1), metadata });
    expect(words(catalogue, 'word')).toHaveLength(1);
    end(record, catalogue);
    expect([words(catalogue, 'word'), names(catalogue, '"a.jpg"')]).toEqual([[], []]);
    expect([count(catalogue, 'metadata'), count(catalogue, 'keyword')]).toEqual([0, 0]);
  });

  it('are of the file, not of the picture: each copy has its own', () => {
    const { catalogue, record } = make();
    record({ ...encoded('/a.jpg', 1), metadata: makeMetadataRecord('/a.jpg', { data: '"a"' }) });
    record({ ...reused('/b.jpg', 1), metadata: makeMetadataRecord('/b.jpg', { data: '"b"' }) });
    expect(catalogue.files.getPhoto(1)?.files.map(({ metadata }) => metadata)).toEqual(['"a"', '"b"']);
  });
});

describe('a perceptual hash', () => {
  const hash = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const stored = (catalogue: Catalogue) => openRaw(catalogue.folder).prepare('SELECT phash FROM frame').pluck().get();

  it('comes with the picture', () => {
    const { catalogue, record } = make();
    const vector = makeVector(1);
    record(toEncoded({ file: makeFile('/a.jpg'), sha256: makeHash(1), vector, phash: hash }));
    expect(stored(catalogue)).toEqual(Buffer.from(hash));
  });

  it('may come later, and stays', () => {
    const { catalogue, record } = make();
    record(encoded('/a.jpg', 1));
    record({ ...reused('/a.jpg', 1), phashes: [hash] });
    record(encoded('/a.jpg', 1));
    expect(stored(catalogue)).toEqual(Buffer.from(hash));
  });
});

describe('removing files', () => {
  it('removes a photo with its last file', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/a', 1), reused('/b', 1));
    const photoId = catalogue.files.findPhotoByPath('/a') as number;
    catalogue.files.remove([idOf(catalogue, '/a')]);
    expect(catalogue.files.getPhoto(photoId)?.files.map(({ path }) => path)).toEqual(['/b']);
    expect(catalogue.vectors.count(modelId)).toBe(1);
    catalogue.files.remove([idOf(catalogue, '/b')]);
    expect(catalogue.files.getPhoto(photoId)).toBeUndefined();
    for (const table of ['file', 'content', 'frame', 'vector']) expect(count(catalogue, table)).toBe(0);
    expect(catalogue.removedVectors.listAfter(modelId, 0).ids).toHaveLength(1);
  });

  it('passes over ids that are not there', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1), failed('/b'));
    catalogue.files.remove([]);
    catalogue.files.remove([999, idOf(catalogue, '/b'), idOf(catalogue, '/b')]);
    expect(catalogue.counts.files()).toBe(1);
    expect(catalogue.counts.photos()).toBe(1);
  });
});

describe('ids of photos and vectors', () => {
  it('are never given again, not even after a restart', () => {
    const { catalogue, modelId, record } = make();
    const photos = new Set<number>();
    const vectors = new Set<number>();
    for (let i = 0; i < 5; i++) {
      const files = openCatalogue(catalogue.folder).files;
      files.record([encoded('/a', i)]);
      photos.add(files.findPhotoByPath('/a') as number);
      for (const id of catalogue.vectors.listAfter(modelId, DIM, 0, 9).ids) vectors.add(id);
      files.remove([idOf(catalogue, '/a')]);
    }
    record(encoded('/a', 0));
    photos.add(catalogue.files.findPhotoByPath('/a') as number);
    expect(photos.size).toBe(6);
    expect(vectors.size).toBe(5);
    expect(Math.min(...catalogue.vectors.listAfter(modelId, DIM, 0, 9).ids)).toBeGreaterThan(Math.max(...vectors));
  });
});

describe('a portion', () => {
  it('is recorded whole or not at all', () => {
    const { catalogue, modelId, record } = make();
    record(encoded('/a', 1));
    const broken = { ...reused('/c', 1), kind: 'encoded' } as unknown as FileOutcome;
    expect(() => record(encoded('/a', 2), encoded('/b', 3), broken)).toThrow();
    expect(listPaths(catalogue, '/')).toEqual(['/a']);
    expect(catalogue.files.findContent(makeHash(1))).toBeDefined();
    expect(catalogue.files.findContent(makeHash(2))).toBeUndefined();
    expect(catalogue.removedVectors.listAfter(modelId, 0).ids).toEqual([]);
  });

  it('rejects a hash that is none', () => {
    const { record } = make();
    const outcome = encoded('/a', 1) as Extract<FileOutcome, { kind: 'encoded' }>;
    expect(() => record({ ...outcome, content: { ...outcome.content, sha256: Buffer.alloc(20) } })).toThrow(/CHECK/);
  });

  it('may name one path several times; the last one counts', () => {
    const { catalogue, record } = make();
    record(encoded('/a', 1), failed('/a'), encoded('/a', 2), encoded('/a', 3));
    expect([catalogue.counts.files(), catalogue.counts.photos()]).toEqual([1, 1]);
    expect(catalogue.files.findContent(makeHash(3))).toBeDefined();
  });
});

describe('the list of what is below a path', () => {
  it('holds the path itself and what lies in it, at any depth', () => {
    const { catalogue, record } = make();
    record(...['/a/b', '/a/b/c', '/a/b/c/d.jpg', '/a', '/z'].map((path, i) => encoded(path, i)));
    expect(listPaths(catalogue, '/a/b')).toEqual(['/a/b', '/a/b/c', '/a/b/c/d.jpg']);
    expect(listPaths(catalogue, '/a/b/')).toEqual(['/a/b/c', '/a/b/c/d.jpg']);
    expect(listPaths(catalogue, '/a/b/c/d.jpg')).toEqual(['/a/b/c/d.jpg']);
  });

  it('holds nothing that only begins alike', () => {
    const { catalogue, record } = make();
    const alike = ['/a/bc', '/a/b.jpg', '/a/b-2/x', '/a/b0', '/a/b ', '/a/B/x', '/a/b\u0000'];
    record(...alike.map((path, i) => encoded(path, i)), encoded('/a/b/x', 99));
    expect(listPaths(catalogue, '/a/b')).toEqual(['/a/b/x']);
  });

  it('of the root holds everything', () => {
    const { catalogue, record } = make();
    const paths = ['/x', '/y/z', '/ä', '/😀/1', '/~'];
    record(...paths.map((path, i) => encoded(path, i)));
    expect(listPaths(catalogue, '/')).toEqual([...paths].sort());
  });

  it.each([
    ['a percent sign', '/photos/100%', '/photos/100x'],
    ['an underscore', '/photos/a_b', '/photos/axb'],
    ['a star and brackets', '/photos/[ab]*?', '/photos/a'],
    ['quotes', `/photos/it's "here"`, '/photos/its here'],
    ['a newline', '/photos/two\nlines', '/photos/two'],
    ['a backslash', '/photos/back\\slash', '/photos/back'],
    ['umlauts', '/photos/Übergröße', '/photos/Ubergrosse'],
    ['umlauts in two characters', '/photos/U\u0308ber', '/photos/Über'],
    ['another script', '/photos/写真', '/photos/写'],
    ['an emoji', '/photos/🏔️', '/photos/🏔'],
    ['the last character there is', '/photos/\u{10ffff}', '/photos/\u{10fffe}'],
  ])('takes %s literally', (_, root, other) => {
    const { catalogue, record } = make();
    const inside = [`${root}/1.jpg`, `${root}/deep/\u{10ffff}.jpg`];
    record(...[...inside, `${other}/1.jpg`, `${root}x/1.jpg`].map((path, i) => encoded(path, i)));
    expect(listPaths(catalogue, root)).toEqual(inside);
  });

  it('holds what plain comparison of names finds', () => {
    const name = fc.stringMatching(/^[ab%_'.0ü😀]{1,2}$/u);
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), path, (paths, root) => {
        const { catalogue, record } = make();
        record(...paths.map(failed));
        const expected = paths.filter((each) => each === root || each.startsWith(`${root}/`));
        expect(listPaths(catalogue, root)).toEqual(expected.sort());
      }),
      { numRuns: runs(60) },
    );
  });

  it('tells whether there is a vector of the model asked for', () => {
    const { catalogue, modelId, record } = make();
    const second = ensureSpace(catalogue, 'second').id;
    record(encoded('/a', 1), encoded('/b', 2), failed('/c'));
    record(encoded('/b', 2, second), encoded('/d', 3, second));
    const having = (id: number) =>
      catalogue.files
        .listUnder('/')
        .filter(({ stages }) => stages.split(' ').includes(`embed:${id}@1`))
        .map(({ path }) => path)
        .sort();
    expect(having(modelId)).toEqual(['/a', '/b']);
    expect(having(second)).toEqual(['/b', '/d']);
    expect(having(999)).toEqual([]);
  });
});

describe('photos', () => {
  it('come by their ids, without those that are not there', () => {
    const { catalogue, record } = make();
    record(encoded('/b', 1), encoded('/a', 2), reused('/c', 1));
    const [first, second] = ['/b', '/a'].map((path) => catalogue.files.findPhotoByPath(path) as number) as [
      number,
      number,
    ];
    const photos = catalogue.files.listPhotos([second, 999, first, second]);
    expect([...photos.keys()].sort()).toEqual([first, second].sort());
    expect(photos.get(first)?.files.map(({ path }) => path)).toEqual(['/b', '/c']);
    expect(catalogue.files.listPhotos([])).toEqual(new Map());
    expect(catalogue.files.getPhoto(999)).toBeUndefined();
  });
});

/** Outcomes and removals in any order over few paths and few contents, so that they meet. */
const PATHS = ['/p/1', '/p/2', '/p/3', '/p/4', '/p/5'];
const outcome = fc
  .tuple(fc.constantFrom(encoded, reused, failed), fc.constantFrom(...PATHS), fc.nat(3))
  .map(([kind, path, content]) => ({ outcome: kind(path, content), path, content }));
const steps = fc.array(
  fc.oneof(
    fc.array(outcome, { minLength: 1, maxLength: 6 }).map((portion) => ({ portion })),
    fc.subarray(PATHS).map((removed) => ({ removed })),
  ),
  { maxLength: 12 },
);

describe('a catalogue', () => {
  it('holds what a plain map would hold after any outcomes and removals', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const { catalogue, modelId, record } = make();
        // Of each path its content, or `null` for a failure; and the ids that were ever given.
        const model = new Map<string, number | null>();
        const given = { photos: new Map<number, number>(), vectors: new Set<number>() };
        for (const step of sequence) {
          const held = new Set(model.values());
          if ('removed' in step) {
            catalogue.files.remove(step.removed.map((path) => idOf(catalogue, path)).filter((id) => id !== undefined));
            for (const path of step.removed) model.delete(path);
          } else {
            record(...step.portion.map((each) => each.outcome));
            for (const { outcome: each, path, content } of step.portion) {
              if (each.kind === 'failed') model.set(path, null);
              else if (each.kind === 'encoded' || held.has(content)) model.set(path, content);
              if (each.kind === 'encoded') held.add(content);
            }
          }
          expectSame(catalogue, modelId, model, given);
        }
      }),
      { numRuns: runs(80) },
    );
  });
});

function expectSame(
  catalogue: Catalogue,
  modelId: number,
  model: ReadonlyMap<string, number | null>,
  given: { photos: Map<number, number>; vectors: Set<number> },
): void {
  const files = catalogue.files.listUnder('/p');
  const contents = new Set([...model.values()].filter((content) => content !== null));
  expect(files.map(({ path }) => path).sort()).toEqual([...model.keys()].sort());
  expect(catalogue.counts.photos()).toBe(contents.size);
  for (const { path, contentId, failureCode, stages } of files) {
    const content = model.get(path) as number | null;
    expect(failureCode === null).toBe(content !== null);
    expect(stages).toBe(content === null ? '' : 'embed:1@1 frames@1');
    if (content === null || contentId === null) {
      expect(contentId).toBeNull();
      continue;
    }
    expect(catalogue.files.findContent(makeHash(content))?.id).toBe(contentId);
    // An id never comes to stand for other bytes.
    expect(given.photos.get(contentId) ?? content).toBe(content);
    given.photos.set(contentId, content);
  }
  const { ids } = catalogue.vectors.listAfter(modelId, DIM, 0, 100);
  const removed = catalogue.removedVectors.listAfter(modelId, 0).ids;
  expect(ids).toHaveLength(contents.size);
  expect(new Set([...ids, ...removed]).size).toBe(ids.length + removed.length);
  // Every vector that ever was is there or listed as removed: an index hears of all that happens.
  for (const id of ids) given.vectors.add(id);
  expect([...given.vectors].filter((id) => !ids.includes(id) && !removed.includes(id))).toEqual([]);
}
